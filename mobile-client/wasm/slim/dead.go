package slim

import (
	"bytes"
	"strings"
)

// dead is what the linker keeps and nothing in a browser calls: what only the
// self-tests of FIPS mode and the hunt for a changed GODEBUG setting reach. It is
// some hundredth of the download. Who called it would stop the program.
var dead = []string{"crypto/internal/fips140/nistec", "crypto/internal/fips140/sha3.", "crypto/sha3.", "internal/bisect."}

func isDead(name string) bool {
	for _, prefix := range dead {
		if strings.HasPrefix(name, prefix) {
			return !strings.Contains(name, ".init") // what every program runs when it starts
		}
	}
	return false
}

const (
	codeID      = 10
	unreachable = 0x00
	nop         = 0x01
	end         = 0x0b
)

// bury gives dead functions a body of the same length that stops the program.
// Names are read from the function table, so it comes before they are blanked.
func (p *engine) bury() error {
	t, err := p.findTables()
	if err != nil {
		return err
	}
	bodies, err := p.bodies()
	if err != nil {
		return err
	}
	// The linker gives functions their addresses in the order of their bodies.
	if first := p.word(t.funcs); len(bodies) != t.functions || p.word(t.funcs+8*(t.functions-1))-first != t.functions-1 {
		return errShape
	}
	for i, body := range bodies {
		f := t.funcs + p.word(t.funcs+8*i+4)
		if f+funcFixed > len(p.memory) {
			return errShape
		}
		name := p.memory[min(t.called+p.word(f+4), len(p.memory)):]
		n := bytes.IndexByte(name, 0)
		if n < 0 {
			return errShape
		}
		const least = 3 // no locals, the instruction, the end
		if isDead(string(name[:n])) && len(body) >= least {
			for k := range body {
				body[k] = nop
			}
			body[0], body[1], body[len(body)-1] = 0, unreachable, end
		}
	}
	return nil
}

// bodies are those of the functions in the code section, in their order.
func (p *engine) bodies() (list [][]byte, err error) {
	start, err := p.section(codeID)
	if err != nil {
		return nil, err
	}
	count, next := number(p.raw, start)
	for range count {
		n, body := number(p.raw, next)
		if next = body + n; next > len(p.raw) {
			return nil, errShape
		}
		list = append(list, p.raw[body:next])
	}
	return list, nil
}
