package main

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
)

// staticcheckModule is pinned: another version finds other things.
const staticcheckModule = "honnef.co/go/tools/cmd/staticcheck@v0.8.2"

func gofmt(r *run) tally {
	files, err := goFiles(".")
	if err != nil {
		return r.verdict("gofmt", "", err)
	}
	out, err := r.command(nil, "gofmt", append([]string{"-l"}, files...)...)
	if err == nil && out != "" {
		err = errors.New("these files are not formatted: run gofmt -w on them")
	}
	return r.verdict("gofmt", out, err)
}

func vet(r *run) tally {
	out, err := r.command(nil, "go", "vet", "./...")
	return r.verdict("go vet", out, err)
}

// vetWasm looks at the files that only the phone's engine is built from, which
// the other checks never see.
func vetWasm(r *run) tally {
	args := []string{"vet"}
	for _, dir := range []string{"mobile-client", "mobile-client/localdb", "mobile-client/wasm"} {
		if found, _ := filepath.Glob(dir + "/*.go"); len(found) > 0 {
			args = append(args, "./"+dir)
		}
	}
	if len(args) == 1 {
		return tally{skips: []string{"go vet, wasm: mobile-client holds no Go code"}}
	}
	out, err := r.command([]string{"GOOS=js", "GOARCH=wasm"}, "go", args...)
	return r.verdict("go vet, wasm", out, err)
}

func staticcheck(r *run) tally {
	pure := []string{"CGO_ENABLED=0"} // our code is pure Go, and there may be no C compiler
	if out, err := r.command(pure, "go", "run", staticcheckModule, "-version"); err != nil {
		last := strings.TrimSpace(out[strings.LastIndexByte(strings.TrimSpace(out), '\n')+1:])
		return tally{skips: []string{"staticcheck: cannot be fetched or built here: " + last}}
	}
	out, err := r.command(pure, "go", "run", staticcheckModule, "./...")
	return r.verdict("staticcheck", out, err)
}

// goFiles lists the Go files below dir that are ours.
func goFiles(dir string) (files []string, err error) {
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != dir && (strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules" || d.Name() == "bin"):
			return filepath.SkipDir
		case !d.IsDir() && strings.HasSuffix(path, ".go"):
			files = append(files, path)
		}
		return nil
	})
	return files, err
}
