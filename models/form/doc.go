// Package form is what a form is: a definition that syncs like any record, its
// expressions, and what they say of a set of answers. Phone and server evaluate
// the same code. The concepts are XLSForm's: name, type, label, hint, required,
// relevant, constraint, calculation, choices, repeat.
//
// Expressions read like XPath: ${purposes}, selected(${purposes}, 'V5') and
// ${amount} > 0. They are typed before anybody fills the form, numbers are
// decimal and exact, and an empty answer is neither true nor false: a comparison
// with it is unknown. A question is asked when relevant is true; a constraint is
// broken when it is false. Length, depth, steps and memory are bounded.
package form
