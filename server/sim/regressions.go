package sim

// Regressions are seeds that have failed, each for a defect of the engine or
// the client that was mended then (docs/reliability.md lists them). A change of
// the simulator changes what a seed means; they are run all the same, and each
// defect has a test of its own beside them.
var Regressions = []uint64{
	9, 29, 33, 41, 68, 77, 92, 95, 101, 113, 127, 135, 182, 188, 193, 326,
	1134, 1143, 1316, 2031, 2039, 2086, 2112, 2180, 2306, 2355, 3092,
	242, 20110, 51171, 3000567, 3000612, 3000842, 1795636020, 1795637123, 1795637662,
	1795638182, 1795638213, 1795638677, 1795638757, 1795640938, 1795663018, 1795687641,
	910000727, 920000431,
}
