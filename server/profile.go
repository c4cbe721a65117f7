package main

import (
	"os"
	"runtime/pprof"
)

// profile records where the processor's time goes, until stop is called. It
// does nothing without a file.
func profile(file string) (stop func() error, err error) {
	if file == "" {
		return func() error { return nil }, nil
	}
	f, err := os.Create(file)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, finally(err, f.Close)
	}
	return func() error {
		pprof.StopCPUProfile()
		return f.Close()
	}, nil
}
