package scenario

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"

	changesync "fieldsync/sync"
)

// serverConflicts asks the server itself, as the account manager would from a
// program of his own: enrol, then read.
func (st *story) serverConflicts() []conflict {
	st.t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		st.t.Fatal(err)
	}
	code := st.s.Code("am01")
	body, _ := json.Marshal(map[string]string{
		"code": code, "name": "probe",
		"public_key": base64.RawURLEncoding.EncodeToString(public),
		"proof":      base64.RawURLEncoding.EncodeToString(ed25519.Sign(private, changesync.EnrolMessage(code, public))),
	})
	var e struct {
		Token string `json:"token"`
	}
	st.call("POST", "/v1/devices", "", body, &e)
	var list struct {
		Conflicts []conflict `json:"conflicts"`
	}
	st.call("GET", "/v1/conflicts", e.Token, nil, &list)
	return list.Conflicts
}

func (st *story) call(method, path, token string, body []byte, answer any) {
	st.t.Helper()
	req, err := http.NewRequest(method, "http://"+st.s.Addr+path, bytes.NewReader(body))
	if err != nil {
		st.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		st.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, _ := io.ReadAll(res.Body)
	if res.StatusCode/100 != 2 {
		st.t.Fatalf("%s %s: %s %s", method, path, res.Status, raw)
	}
	if err := json.Unmarshal(raw, answer); err != nil {
		st.t.Fatalf("%s %s: %v in %s", method, path, err, raw)
	}
}
