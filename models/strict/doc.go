// Package strict checks and reads JSON that comes from outside.
//
// encoding/json is lenient in ways that let two programs read one text
// differently: it takes the last of two equal keys, matches keys whatever
// their letter case, and turns bad UTF-8 and lone surrogates into U+FFFD. A
// changeset must mean the same on a phone, on the server and in every store,
// so such a text is refused here, once, before anything else looks at it.
//
// [Check] accepts a subset of what encoding/json.Valid accepts. It uses no
// reflection and no recursion, is linear in the input, and its cost in memory
// follows the depth and the number of keys in the objects open at one time.
//
// [Object], [Array], [String], [Int], [Float] and [Bool] read text that Check
// has accepted. On other text they are safe, but promise no particular answer.
package strict
