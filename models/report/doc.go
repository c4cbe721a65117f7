// Package report works figures out of records: visits by star, completeness of
// data, what events brought, the figures of the appraisal and a ranking. Each
// report is fed record by record, in the order of its sources, and keeps counts
// only; so it says what follows from what its reader may see, however much that
// is. Beside each figure stand the two counts it is the ratio of, and its
// formula. The formulas are those of domain.md 2.18, 2.29 and 2.31, most of them
// inferred there, since the appraisal form is lost.
package report
