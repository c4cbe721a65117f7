package api_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"sync"
	"testing"

	"fieldsync/api"
	"fieldsync/models"
	"fieldsync/sync"
)

// outboxes are devices with so many changesets each, ready to be pushed.
func outboxes(w *world, devices, changesets int) (phones []*phone, bodies [][]byte) {
	for range devices {
		p := w.enrol("csm01")
		p.pull("")
		for i := range changesets {
			_, err := p.Write(context.Background(), changesync.Change{Key: changesync.Key{Collection: "key_person"}, Set: models.Values{
				"customer": text("c1"), "kp_name": text(fmt.Sprint("王", i)), "position": text(fmt.Sprintf("部门经理 %080d", i))}})
			w.must(err)
		}
		phones, bodies = append(phones, p), append(bodies, p.next())
	}
	return phones, bodies
}

// BenchmarkPush pushes 200 devices' outboxes of 5 changesets at once, packed,
// into a store in memory.
func BenchmarkPush(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		w := newWorld(b, api.Options{SignInRate: 1000})
		phones, bodies := outboxes(w, 200, 5)
		for i := range bodies {
			bodies[i] = pack(b, "zstd", bodies[i])
		}
		w.http = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 200}}
		runtime.GC() // what the devices left behind is not the server's
		b.StartTimer()
		var wg sync.WaitGroup
		for i := range phones {
			wg.Go(func() {
				a := w.rawPush(phones[i].token, bodies[i])
				if a != http.StatusOK {
					b.Errorf("answered %d", a)
				}
			})
		}
		wg.Wait()
	}
}

func (w *world) rawPush(token string, body []byte) int {
	req, err := http.NewRequestWithContext(context.Background(), "POST", w.url+"/v1/changesets", bytes.NewReader(body))
	w.must(err)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Content-Encoding", "zstd")
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := w.http.Do(req)
	w.must(err)
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, res.Body)
	w.must(err)
	return res.StatusCode
}

// BenchmarkFeed pulls a page of everything with 500 records.
func BenchmarkFeed(b *testing.B) {
	for _, accept := range []string{"identity", "gzip", "zstd"} {
		b.Run(accept, func(b *testing.B) {
			w := newWorld(b, api.Options{})
			w.http = &http.Client{} // the checker costs more than the server
			for i := range 500 {
				w.office("customer/c1", "key_person", fmt.Sprint("kp", i), models.Values{
					"kp_name": text(fmt.Sprint("王", i)), "position": text("部门经理，负责通信 " + fmt.Sprint(i*7919))})
			}
			p := w.enrol("csm01")
			b.ResetTimer()
			for b.Loop() {
				a := w.send("GET", "/v1/snapshot", p.token, nil, "Accept-Encoding", accept)
				if a.status != http.StatusOK {
					b.Fatal(string(a.body))
				}
			}
		})
	}
}
