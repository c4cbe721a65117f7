package api

import (
	"context"
	"slices"
	"sync"

	"fieldsync/sync"
)

// streams are the open answers without end, bounded in all and by device.
type streams struct {
	max, perDevice int

	mu       sync.Mutex
	ended    bool
	open     int
	byDevice map[string][]*opened // oldest first
}

type opened struct{ cancel context.CancelFunc }

func newStreams(limit, perDevice int) *streams {
	return &streams{max: limit, perDevice: perDevice, byDevice: map[string][]*opened{}}
}

// begin enters a stream. Its context ends with the request, when the device
// opens too many newer ones, and on shutdown.
func (s *streams) begin(ctx context.Context, device string) (context.Context, func(), error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return nil, nil, fail(changesync.CodeOverloaded, "", "the server is shutting down, try again")
	}
	if s.open >= s.max {
		return nil, nil, fail(changesync.CodeOverloaded, "", "as many streams as possible are open, poll meanwhile")
	}
	ctx, cancel := context.WithCancel(ctx)
	o := &opened{cancel}
	s.open++
	list := append(s.byDevice[device], o)
	for len(list) > s.perDevice {
		list[0].cancel()
		list = list[1:]
	}
	s.byDevice[device] = slices.Clone(list)
	return ctx, func() { s.end(device, o) }, nil
}

func (s *streams) end(device string, o *opened) {
	o.cancel()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open--
	list := slices.DeleteFunc(s.byDevice[device], func(x *opened) bool { return x == o })
	if s.byDevice[device] = list; len(list) == 0 {
		delete(s.byDevice, device)
	}
}

// close ends all streams and lets no new one begin.
func (s *streams) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
	for _, list := range s.byDevice {
		for _, o := range list {
			o.cancel()
		}
	}
}

func (s *streams) closed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ended
}

func (s *streams) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.open
}
