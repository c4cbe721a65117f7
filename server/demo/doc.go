// Package demo makes an organisation to try the product with, and to measure it
// on: all of it invented, all of it derived from a seed, compiled into the
// program and without a file to read.
//
// At scale 1 there is one branch with two teams, 64 customers and 214 key
// persons; at scale 10 or 1000 there are as many branches, each made like the
// first, one after the other, so that memory does not grow with the scale. A
// larger scale contains the smaller one: branch 1 is the same at any scale.
//
// What a branch holds:
//
//   - teams with their leaders below the branch, and its staff. Who signs in is
//     named by role and number: csm01…csm04, am01…am04, ssm01, ssm02, tl01, tl02,
//     svm01, sup01, qc01, bo01, gel01, vp01, csd01, pm01, supp01, obc01,
//     desk01…desk05, and eng01, arr01, mkm01, vcd01; branch 2 goes on with csm05,
//     tl03, desk06. The first branch has admin besides. Departments and roles
//     that touch no field data (MKD, CITYCS, BRANCH, COUNS, TRN) have nobody.
//
//   - 64 customers, 16 to a CSM, each with one AM and one CSM (csm01 and am01
//     share twelve), a decision chain of three, and three or four key persons.
//     A few names hold rare characters (𠮷, 䶮, ·).
//
//   - 11 star customers with numbers, 13 monthly bills each and an SSM, and in
//     branch 1 the handbook's customer A (domain.md 3.4) at customer 2, with its
//     figures and service stops of 2014 and 2015.
//
//   - for each CSM the plan of the month and that of the month before, four
//     visits of it (appointment, preparation, record, info form, follow-ups), two
//     appointments to come and three work orders in several states. The first
//     item of a plan is for the day of generation.
//
//   - for each CSM the complaints, reported problems, care, win-back, arrears and
//     cases of the month's lists at the first four customers, two inspected calls,
//     one check of data, and the appraisal of last month; for each team a morning,
//     a weekly and a monthly meeting.
//
//   - one showcase event at the branch's first customer, on that same day, with
//     the desks D1…D5 run by desk01…desk05, each with a stock of gifts. Nobody has
//     signed up yet.
//
//   - seven relations of customers in the three trees, three VPN users at each of
//     a manager's first two customers, the applications for key persons of public
//     bodies, and for each CSM two calls, a message, a chat and a delivery. Branch
//     1 has the handbook's seven message templates and its table of renewals.
//
// Left incomplete on purpose, so that the review has something to do (customer
// i of a branch, counted from 1): key person 3 of customer 4 has no birthday and
// was returned for it, key person 2 of customer 10 neither QQ nor WeChat, key
// person 1 of customer 22 no home address, and the info form of the visit at
// customer 18 no second contact. Record.Incomplete says so. Complete, but flagged
// on arrival: the visit at customer 19 began late (R-VISIT-08).
//
// Nobody real is meant. ID card numbers carry real regions and right check
// digits, but the serials 996 to 999, which are kept for people over a hundred;
// the cities do not exist; mobile numbers are valid in form only.
package demo
