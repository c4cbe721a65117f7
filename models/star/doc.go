// Package star is the handbook's star model (domain.md section 3, P2-S2 三):
// who is rated, how much growth somebody has, which star that makes, which
// account wins and until when, and what the star gives its holder. It reads no
// clock and no store: the caller hands in bills, numbers, stops and accounts,
// and gets a result that explains itself step by step.
//
// Money and points are exact. Where the handbook is silent or contradicts
// itself, the reading taken is named beside the code with the id of the rule,
// or of the entry in domain.md section 10 (C03, C15).
package star
