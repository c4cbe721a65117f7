// Package slim takes out of an engine for the browser what only tracebacks read:
// which file and line a place in the code is, and what functions of others are
// called. Our own keep their names, so that a trace still says where. It is more
// than a twentieth of the download. Code that the linker keeps and nobody calls
// goes too.
package slim

import (
	"bytes"
	"encoding/binary"
	"errors"
)

var errShape = errors.New("slim: this is no engine as the linker of Go 1.20 and later writes it")

// The layout of the tables: runtime.pcHeader and runtime._func.
const (
	magic      = 0xfffffff1
	headerWord = 8
	funcFixed  = 44 // bytes of a _func before its tables
	dataID     = 11
)

// own is how the names of our own functions begin.
var own = [][]byte{[]byte("fieldsync/"), []byte("main.")}

// Lines blanks the tables of files and lines, the names of functions that are not
// ours, and functions that are dead, of a WebAssembly program linked by Go. The result is a program of the
// same length that runs the same. Errors: the tables are not where they are
// looked for.
func Lines(program []byte) ([]byte, error) {
	p := &engine{raw: append([]byte(nil), program...)}
	if err := p.findData(); err != nil {
		return nil, err
	}
	if err := p.bury(); err != nil {
		return nil, err
	}
	if err := p.blank(); err != nil {
		return nil, err
	}
	for _, s := range p.segments {
		copy(p.raw[s.at:s.at+s.length], p.memory[s.offset:])
	}
	return p.raw, nil
}

// segment is a piece of memory and where it stands in the program.
type segment struct{ offset, at, length int }

type engine struct {
	raw      []byte
	segments []segment
	memory   []byte
}

// number reads a LEB128 number and returns what follows it.
func number(raw []byte, at int) (n, next int) {
	for shift := 0; at < len(raw) && shift < 64; shift += 7 {
		b := raw[at]
		at++
		if n |= int(b&0x7f) << shift; b < 0x80 {
			return n, at
		}
	}
	return 0, len(raw)
}

// section is where the content of a section begins.
func (p *engine) section(id byte) (start int, err error) {
	const preamble = 8
	for at := preamble; at < len(p.raw); {
		is := p.raw[at]
		length, start := number(p.raw, at+1)
		if is == id {
			return start, nil
		}
		at = start + length
	}
	return 0, errShape
}

// findData reads the data section into memory as the program will see it.
func (p *engine) findData() error {
	start, err := p.section(dataID)
	if err != nil {
		return err
	}
	count, next := number(p.raw, start)
	for range count {
		const i32const, end = 0x41, 0x0b
		if next+2 >= len(p.raw) || p.raw[next] != 0 || p.raw[next+1] != i32const {
			return errShape
		}
		s := segment{}
		if s.offset, next = number(p.raw, next+2); next >= len(p.raw) || p.raw[next] != end {
			return errShape
		}
		if s.length, s.at = number(p.raw, next+1); s.at+s.length > len(p.raw) {
			return errShape
		}
		next = s.at + s.length
		s.offset &= 1<<32 - 1
		if need := s.offset + s.length; need > len(p.memory) {
			const most = 1 << 28
			if need > most {
				return errShape
			}
			p.memory = append(p.memory, make([]byte, need-len(p.memory))...)
		}
		copy(p.memory[s.offset:], p.raw[s.at:next])
		p.segments = append(p.segments, s)
	}
	return nil
}

// tables are where the parts of the function table stand in memory.
type tables struct{ functions, called, units, names, values, funcs int }

// findTables looks for the header: its magic, two zeros, the steps of the code
// and the size of a pointer.
func (p *engine) findTables() (t tables, err error) {
	for at := 0; at+10*headerWord < len(p.memory); at += headerWord {
		if binary.LittleEndian.Uint32(p.memory[at:]) != magic || p.memory[at+4] != 0 || p.memory[at+5] != 0 || p.memory[at+7] != headerWord {
			continue
		}
		word := func(i int) int { return int(binary.LittleEndian.Uint64(p.memory[at+i*headerWord:])) }
		t = tables{functions: word(1), called: at + word(4), units: at + word(5), names: at + word(6), values: at + word(7), funcs: at + word(8)}
		if t.called < t.units && t.units < t.names && t.names < t.values && t.values < t.funcs && t.funcs+8*t.functions < len(p.memory) {
			return t, nil
		}
	}
	return t, errShape
}

// blank takes the tables of files and lines from every function, and their
// bytes unless another table shares them.
func (p *engine) blank() error {
	t, err := p.findTables()
	if err != nil {
		return err
	}
	const pcsp, pcfile, pcln, npcdata = 16, 20, 24, 28
	kept := make([]bool, t.funcs-t.values)
	for i := range t.functions {
		f := t.funcs + p.word(t.funcs+8*i+4)
		if f+funcFixed > len(p.memory) {
			return errShape
		}
		p.keep(kept, t, p.word(f+pcsp))
		for k := range p.word(f + npcdata) {
			p.keep(kept, t, p.word(f+funcFixed+4*k))
		}
		clear(p.memory[f+pcfile : f+pcln+4])
	}
	for i, k := range kept {
		if !k {
			p.memory[t.values+i] = 0
		}
	}
	clear(p.memory[t.units:t.values])
	blankNames(p.memory[t.called:t.units])
	return nil
}

// blankNames clears those of a table of names, each with a zero at its end, that
// are not ours: a function of others is then called "".
func blankNames(table []byte) {
	for len(table) > 0 {
		n := bytes.IndexByte(table, 0)
		if n < 0 {
			return
		}
		name := table[:n]
		if !bytes.HasPrefix(name, own[0]) && !bytes.HasPrefix(name, own[1]) {
			clear(name)
		}
		table = table[n+1:]
	}
}

func (p *engine) word(at int) int {
	if at+4 > len(p.memory) {
		return 0
	}
	return int(binary.LittleEndian.Uint32(p.memory[at:]))
}

// keep marks a table: pairs of numbers, the first of them zero after the end.
func (p *engine) keep(kept []bool, t tables, offset int) {
	if offset == 0 {
		return
	}
	at := t.values + offset
	for first := true; at < t.funcs; first = false {
		value, next := number(p.memory, at)
		ends := value == 0 && !first
		if !ends {
			_, next = number(p.memory, next)
		}
		for ; at < min(next, t.funcs); at++ {
			kept[at-t.values] = true
		}
		if ends {
			return
		}
	}
}
