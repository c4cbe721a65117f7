package api_test

import (
	"net/http"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"fieldsync/api"
	"fieldsync/sync/faultstore"
)

// TestTenThousandDevicesArrive: while all places are taken, ten thousand devices
// come at once. Each is told at once to come back, spread over as long as they
// need one by one; health and sign-in answer, memory stays, and afterwards the
// server serves.
func TestTenThousandDevicesArrive(t *testing.T) {
	const places, devices, lines = 8, 10_000, 64
	w := newWorld(t, api.Options{MaxInFlight: places, SignInRate: 1 << 20})
	p := w.enrol("csm01")
	release := make(chan struct{})
	free := sync.OnceFunc(func() { close(release) })
	defer free()
	var taken atomic.Int64
	full := make(chan struct{})
	w.fail(faultstore.View, func() error {
		if n := taken.Add(1); n <= places {
			if n == places {
				close(full)
			}
			<-release
		}
		return nil
	})
	var holders sync.WaitGroup
	for range places {
		holders.Go(func() { w.send("GET", "/v1/devices/me", p.token, nil).want(t, 200, "") })
	}
	<-full
	plain := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: lines}}
	defer plain.CloseIdleConnections()
	before := heap()
	var next atomic.Int64
	pauses := make([]int, devices)
	var crowd sync.WaitGroup
	for range lines {
		crowd.Go(func() {
			for i := next.Add(1) - 1; i < devices; i = next.Add(1) - 1 {
				pauses[i] = turnedAway(t, plain, w.url+"/v1/feed", p.token)
			}
		})
	}
	for next.Load() < devices {
		w.send("GET", "/healthz", "", nil).want(t, 200, "")
		w.send("POST", "/v1/devices/"+p.id+"/challenge", "", nil).want(t, 200, "")
		runtime.Gosched()
		if next.Load() > devices/2 {
			break
		}
	}
	crowd.Wait()
	if grown := int64(heap()) - int64(before); grown > 16<<20 {
		t.Errorf("%d MiB are held for those who were turned away", grown>>20)
	}
	free()
	holders.Wait()
	w.send("GET", "/v1/devices/me", p.token, nil).want(t, 200, "")
	early, most := 0, 0
	for _, s := range pauses {
		most = max(most, s)
		if s < 10 {
			early++
		}
	}
	if most < 60 || most > 122 {
		t.Errorf("the last comes back after %d s", most)
	}
	if early > devices/2 {
		t.Errorf("%d of %d come back within ten seconds", early, devices)
	}
}

// turnedAway makes one request that must be refused, and returns for how long.
func turnedAway(t *testing.T, client *http.Client, url, token string) int {
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Error(err)
		return 0
	}
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := client.Do(req)
	if err != nil {
		t.Error(err)
		return 0
	}
	defer res.Body.Close()
	s, err := strconv.Atoi(res.Header.Get("Retry-After"))
	if res.StatusCode != http.StatusServiceUnavailable || err != nil || s < 2 {
		t.Errorf("%s, Retry-After %q", res.Status, res.Header.Get("Retry-After"))
	}
	return s
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// One device that asks without end is slowed, and nobody else.
func TestOneDeviceCannotTakeAllPlaces(t *testing.T) {
	w := newWorld(t, api.Options{DeviceRate: 5})
	p, other := w.enrol("csm01"), w.enrol("csm02")
	for range 5 {
		w.send("GET", "/v1/devices/me", p.token, nil).want(t, 200, "")
	}
	for _, path := range []string{"/v1/devices/me", "/v1/feed", "/v1/watch"} {
		if a := w.send("GET", path, p.token, nil).want(t, http.StatusTooManyRequests, "rate_limited"); a.header.Get("Retry-After") == "" {
			t.Error("no Retry-After")
		}
	}
	w.send("GET", "/v1/devices/me", other.token, nil).want(t, 200, "")
}
