package main

import "testing"

// Others reach a server by where it listens, by its name, or by what it is told
// they call it.
func TestReachable(t *testing.T) {
	for _, c := range []struct {
		addr, public string
		domains      []string
		want         bool
	}{
		{"127.0.0.1:8080", "", nil, false},
		{"[::1]:0", "http://localhost:8080", nil, false},
		{"localhost:8080", "http://127.0.0.2", nil, false},
		{"0.0.0.0:8080", "", nil, true},
		{":8080", "", nil, true},
		{"192.0.2.1:8080", "http://127.0.0.1", nil, true},
		{"127.0.0.1:8080", "https://field.example", nil, true},
		{"127.0.0.1:8080", "::", nil, true},
		{"127.0.0.1:8080", "", []string{"field.example"}, true},
	} {
		flags := serveFlags{Addr: c.addr, PublicURL: c.public, TLSDomain: c.domains}
		if got := flags.reachable(); got != c.want || (flags.refusedPassword() != "") != got {
			t.Errorf("%+v: %t", c, got)
		}
	}
}
