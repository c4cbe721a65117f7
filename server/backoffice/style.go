package backoffice

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
)

// styleHash names the page's own style for the content security policy, so
// that no other style or script can be put into it.
func styleHash(page []byte) string {
	_, rest, _ := bytes.Cut(page, []byte("<style>"))
	style, _, _ := bytes.Cut(rest, []byte("</style>"))
	sum := sha256.Sum256(style)
	return base64.StdEncoding.EncodeToString(sum[:])
}
