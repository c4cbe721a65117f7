package main

import (
	"strings"

	"rsc.io/qr"
)

// quietZone is the empty border that a QR code needs to be found.
const quietZone = 4

// drawQR draws a text as a QR code for a terminal: two rows of modules in each
// line of half blocks, dark on light whatever the terminal's colours are.
func drawQR(text string) (string, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for y := -quietZone; y < code.Size+quietZone; y += 2 {
		b.WriteString("\x1b[30;47m")
		for x := -quietZone; x < code.Size+quietZone; x++ {
			b.WriteString(halfBlock[[2]bool{code.Black(x, y), code.Black(x, y+1)}])
		}
		b.WriteString("\x1b[0m\n")
	}
	return b.String(), nil
}

// halfBlock draws an upper and a lower module.
var halfBlock = map[[2]bool]string{{false, false}: " ", {true, false}: "▀", {false, true}: "▄", {true, true}: "█"}
