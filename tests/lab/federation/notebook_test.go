package federation

import (
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
)

var allGiven, allDuplicates atomic.Int64

// notebook knows what no plant knows: every address that any plant of a stage gave out of the shared prefix and nobody gave back,
// also those of plants that are cut off, put out, or dead.
type notebook struct {
	lock sync.Mutex
	by   map[string]string
}

func newNotebook() *notebook { return &notebook{by: map[string]string{}} }

// taken notes an address that a plant gave.
func taken(t *testing.T, s *side, address string) {
	t.Helper()
	n := s.notes
	n.lock.Lock()
	defer n.lock.Unlock()
	allGiven.Add(1)
	if other, known := n.by[address]; known {
		allDuplicates.Add(1)
		t.Errorf("%s was given by %s and by %s", address, other, s.name())
	}
	n.by[address] = s.name()
}

// returned forgets an address that its plant took back.
func (n *notebook) returned(address string) {
	n.lock.Lock()
	defer n.lock.Unlock()
	delete(n.by, address)
}

// of are the addresses that a plant has given and not taken back.
func (n *notebook) of(s *side) (addresses []string) {
	n.lock.Lock()
	defer n.lock.Unlock()
	for _, address := range slices.Sorted(maps.Keys(n.by)) {
		if n.by[address] == s.name() {
			addresses = append(addresses, address)
		}
	}
	return addresses
}
