// Package sheet reads and writes tables as people exchange them: CSV as the
// spreadsheets of this country write it, and XLSX. Both are streamed row by row,
// and what is read is bounded, since files come from anywhere: a cell, a row, a
// file and what an archive unpacks to each have a limit, and nothing of a file
// is unpacked to disk. Formulas are never worked out, neither here nor by who
// opens what was written here.
package sheet
