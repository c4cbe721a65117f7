package changesync

import (
	"io"
	"strings"

	"fieldsync/models"
)

// codeAlphabet is Crockford's base32: no I, L, O or U, so that nothing in it
// is read as something else.
const codeAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// DrawCode draws a short code for people to read and type: fifty random bits
// in two groups of five.
func DrawCode(random io.Reader) (string, error) { return drawGroups(random, 2) }

// DrawLongCode draws a code of 125 random bits, in five groups of five, to be
// kept on paper.
func DrawLongCode(random io.Reader) (string, error) { return drawGroups(random, 5) }

func drawGroups(random io.Reader, n int) (string, error) {
	raw := make([]byte, 5*n)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", err
	}
	for i, b := range raw {
		raw[i] = codeAlphabet[b%byte(len(codeAlphabet))]
	}
	var groups []string
	for i := range n {
		groups = append(groups, string(raw[5*i:5*i+5]))
	}
	return strings.Join(groups, "-"), nil
}

// NormalCode forgives case, spaces, a missing dash, and the letters that
// Crockford reads as digits: O as 0, I and L as 1.
func NormalCode(code string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '-', ' ':
			return -1
		case 'O':
			return '0'
		case 'I', 'L':
			return '1'
		}
		return r
	}, strings.ToUpper(code))
}

// EnrolLink is what a QR code for a new phone holds: where the server is, and
// the code behind a '#', which browsers keep out of requests and logs.
func EnrolLink(server, code string) string {
	return strings.TrimRight(server, "/") + "/enrol#" + code
}

// ReadEnrolLink takes an EnrolLink apart. Whether the address is one is for
// the enrolment to say.
func ReadEnrolLink(link string) (server, code string, err error) {
	before, code, ok := strings.Cut(link, "#")
	server, found := strings.CutSuffix(before, "/enrol")
	if !ok || !found || code == "" {
		return "", "", &models.Error{Code: "bad_link", Field: "link", Message: "this is no link to enrol a device",
			ZH: "这不是设备注册链接", Hint: "scan the code that the server shows, or give --server and --code"}
	}
	return server, code, nil
}
