// Package chores is what the server does without being asked: it keeps the
// calendar, works out stars after bills have arrived and at the turn of a month,
// the results of the month that is over, and runs the handbook's rules by the
// clock.
//
// Everything is written by the server's own device through changesync.Ledger,
// in bounded pages, each read, judged and written in one commit. What a page
// writes is a function of the records and the day, under ids that derive from
// rule, subject and period, and what is there already is not written again. So
// any number of servers may do the same chores on one database, and be killed
// anywhere: the next round finds what is missing.
package chores
