// Command slim takes the tables of files and lines out of an engine that was
// built for the browser: slim fieldsync.wasm.
package main

import (
	"fmt"
	"os"

	"fieldsync/mobile-client/wasm/slim"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("usage: slim FILE.wasm")
	}
	raw, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	if raw, err = slim.Lines(raw); err != nil {
		return err
	}
	const readable = 0o644
	return os.WriteFile(args[0], raw, readable)
}
