package faults

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/metal-stack/metal-go/api/models"

	"metalplant.invalid/compat/kit"
)

// writers take addresses and give every second one back, without a break, so that calls are under way whenever
// something is killed. Each address has a name of its own.
type writers struct {
	w       *world
	with    tenancy
	running sync.WaitGroup
	answers atomic.Int64
	stopped atomic.Bool

	mu      sync.Mutex
	written written
}

// written is what became of the names.
type written struct {
	kept    map[string]bool // answered: it is there
	refused map[string]bool // refused, or given back with an answer: it is not there
	open    map[string]bool // nobody knows
}

func (w *world) writers(with tenancy) *writers {
	return &writers{w: w, with: with, written: written{kept: map[string]bool{}, refused: map[string]bool{}, open: map[string]bool{}}}
}

// begin starts some and returns once they have had a few answers.
func (c *writers) begin(t *testing.T, count int) {
	t.Helper()
	c.stopped.Store(false)
	enough := c.answers.Load() + 20
	for range count {
		c.running.Go(c.work)
	}
	kit.Eventually(t, patience, "addresses are given", func() (bool, string) {
		now := c.answers.Load()
		return now >= enough, fmt.Sprint(now)
	})
}

// end returns once every one has met a trouble or has seen that it shall stop: with what became of all names so far.
func (c *writers) end() written {
	c.stopped.Store(true)
	c.running.Wait()
	return c.written
}

func (c *writers) work() {
	for turn := 0; !c.stopped.Load(); turn++ {
		name := c.w.name("address")
		c.note(name, c.written.open)
		address, err := c.w.allocateIP(name, c.with)
		if err != nil {
			c.trouble(name, err, c.written.refused)
			if tooBusy(err) {
				continue
			}
			return
		}
		c.answers.Add(1)
		c.note(name, c.written.kept)
		if turn%2 == 0 {
			continue
		}
		c.note(name, c.written.open)
		if err := c.w.freeIP(address); err != nil {
			c.trouble(name, err, c.written.kept)
			if tooBusy(err) {
				continue
			}
			return
		}
		c.answers.Add(1)
		c.note(name, c.written.refused)
	}
}

// tooBusy says whether a call lost against others too often, which has nothing to do with what is being killed.
func tooBusy(err error) bool {
	_, text := refused(err)
	return strings.Contains(text, "too many requests")
}

// trouble notes a call that failed; unchanged is where the name belongs if the plant says that nothing was changed.
func (c *writers) trouble(name string, err error, unchanged map[string]bool) {
	if status, text := refused(err); status != 0 && !strings.Contains(text, maybe) {
		c.note(name, unchanged)
	}
}

// note puts a name into one of the sets and takes it out of the others.
func (c *writers) note(name string, into map[string]bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, set := range []map[string]bool{c.written.kept, c.written.refused, c.written.open} {
		delete(set, name)
	}
	into[name] = true
}

// holdsIn demands that the addresses of the tenancy that belong to no machine are those that were answered.
func (s written) holdsIn(t *testing.T, all []*models.V1IPResponse, with tenancy) {
	t.Helper()
	there := map[string]bool{}
	for _, ip := range all {
		if kit.At(ip.Projectid) == with.project && strings.HasPrefix(ip.Name, "faults-address-") {
			there[ip.Name] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.kept)) {
		if !there[name] {
			t.Errorf("%s was answered and is lost", name)
		}
		delete(there, name)
	}
	for name := range s.open {
		delete(there, name)
	}
	if len(there) > 0 {
		t.Errorf("these are there and should not be: %s", fmt.Sprint(slices.Sorted(maps.Keys(there))))
	}
}
