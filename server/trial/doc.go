// Package trial builds the two binaries and plays them in tests: servers that
// can be killed, and phones. Only tests import it.
package trial
