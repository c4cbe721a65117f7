package changesync

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"

	"fieldsync/models/strict"
)

func readDots(raw []byte) (out []Dot, err error) {
	err = strict.Array(raw, func(item []byte) error {
		if len(out) == MaxReplaces {
			return fmt.Errorf("more than %d dots", MaxReplaces)
		}
		d, err := readDot(item)
		out = append(out, d)
		return err
	})
	return out, err
}

func readDot(raw []byte) (Dot, error) {
	s, err := boundedText(raw, 100)
	if err != nil {
		return "", err
	}
	if _, _, ok := Dot(s).Parts(); !ok {
		return "", fmt.Errorf("%q is no dot (device:n)", s)
	}
	return Dot(s), nil
}

func boundedText(raw []byte, most int) (string, error) {
	s, err := strict.String(raw)
	if err == nil && len(s) > most {
		return "", fmt.Errorf("longer than %d bytes", most)
	}
	return s, err
}

func readUint(raw []byte) (uint64, error) {
	n, err := strict.Int(raw)
	if err == nil && n < 0 {
		return 0, fmt.Errorf("negative")
	}
	return uint64(n), err
}

func readBase64(raw []byte) ([]byte, error) {
	s, err := strict.Text(raw)
	if err != nil {
		return nil, err
	}
	out := make([]byte, base64.RawURLEncoding.DecodedLen(len(s)))
	n, err := base64.RawURLEncoding.Strict().Decode(out, s)
	if err != nil {
		return nil, fmt.Errorf("not base64url without padding")
	}
	return out[:n], nil
}

func readHash(raw []byte) ([]byte, error) {
	b, err := readBase64(raw)
	if err == nil && len(b) != sha256.Size {
		return nil, fmt.Errorf("not %d bytes", sha256.Size)
	}
	return b, err
}
