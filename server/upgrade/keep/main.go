// Command keep makes the folder of testdata/released in which the current
// version of the schema leaves its data for the upgrade tests:
//
//	go run ./server/upgrade/keep testdata/released/2     from the top of the repository
package main

import (
	"context"
	"fmt"
	"os"

	"fieldsync/server/upgrade"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: keep FOLDER   (from the top of the repository)")
		os.Exit(2)
	}
	if err := upgrade.Keep(context.Background(), os.DirFS("."), os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "keep:", err)
		os.Exit(1)
	}
}
