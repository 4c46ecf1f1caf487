package federation

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/compat/plant"
	"metalplant.invalid/lab/clock"
	"metalplant.invalid/lab/wan"
)

// seat is a plant that a stage begins with.
type seat struct {
	partition string
	machines  int
	// called is its name here, if another plant has a partition with that id.
	called string
	// properties are lines of its plant.properties.
	properties string
	// behindNat is whether others can send to it only what it has asked for.
	behindNat bool
	// clock is whether its wall clock can be set.
	clock bool
}

// stage is some plants, the world between them, and who notes what they give.
type stage struct {
	// world is nil on loopback.
	world *wan.World
	sides []*side
	notes *notebook
	// before are the keys of the federation as they were before a plant was put out.
	before keys
	// trusted are the authorities of all plants, once somebody needed them.
	trusted []byte
}

// stages numbers them, so that each has other chances.
var stages atomic.Uint64

// open starts plants, side by side; they end with the test, and if it failed the ends of their logs are shown.
func open(t *testing.T, seats ...seat) *stage {
	t.Helper()
	st := &stage{notes: newNotebook()}
	// Before anything that ends plants is noted: clocks go when nobody looks at them any more.
	folders := t.TempDir()
	if wan.Absence() == nil {
		st.world = kit.Must(wan.Open(*seed<<16 + stages.Add(1)))
		t.Cleanup(st.world.Close)
	}
	t.Cleanup(func() { st.stop(t.Failed()) })
	for _, seat := range seats {
		s := st.housed(seat)
		if seat.clock {
			s.clock = kit.Must(clock.Open(filepath.Join(folders, s.name())))
		}
		st.sides = append(st.sides, s)
	}
	var starts sync.WaitGroup
	errs := make([]error, len(st.sides))
	for i, s := range st.sides {
		starts.Go(func() { errs[i] = s.start() })
	}
	starts.Wait()
	for _, err := range errs {
		kit.Must0(err)
	}
	return st
}

// housed finds room for a plant: a namespace in the world, or ports on loopback.
func (st *stage) housed(seat seat) *side {
	s := &side{seat: seat, stage: st, notes: st.notes}
	if st.world == nil {
		s.base = kit.Must(plant.FreePorts())
	} else {
		join := st.world.Join
		if seat.behindNat {
			join = st.world.JoinBehindNat
		}
		s.place = kit.Must(join())
		// Each in its own namespace, so all are free; different ones, because the port of an API or a router tells the clients where to dial.
		s.base = 12_000 + 12*int(bases.Add(1))
		s.options = []string{"--netns", s.place.Namespace}
		for _, port := range []int{s.base, s.base + 10} {
			wan.Knows(fmt.Sprintf("127.0.0.1:%d", port), s.place.Namespace)
		}
	}
	s.options = append(s.options, "--rack", fmt.Sprint(seat.machines), "--partition", seat.partition, "--port-base", fmt.Sprint(s.base))
	return s
}

var bases atomic.Int64

func (st *stage) stop(failed bool) {
	var ends sync.WaitGroup
	for _, s := range st.sides {
		if s.plant == nil {
			continue
		}
		if failed {
			fmt.Fprintf(os.Stderr, "%s:\n", s.name())
			s.plant.PrintLog(os.Stderr, 30)
		}
		ends.Go(s.plant.Stop)
	}
	ends.Wait()
}

// side is the plant with that name, which is its partition's unless the seat says otherwise.
func (st *stage) side(partition string) *side {
	for _, s := range st.sides {
		if s.name() == partition {
			return s
		}
	}
	panic("there is no plant " + partition)
}

// others are all plants but this one.
func (st *stage) others(than *side) (others []*side) {
	for _, s := range st.sides {
		if s != than {
			others = append(others, s)
		}
	}
	return others
}

// join lets a plant become a member of the federation of another one, without people.
func (st *stage) join(t *testing.T, inviter, joiner *side) {
	t.Helper()
	invited, done := joining(t, inviter, joiner)
	waiting := inviter.joinOf(t, invited.JoinID, "a plan", func(j join) bool { return j.Plan != nil })
	kit.Must(inviter.plant.Ctl("federation", "accept", invited.JoinID, "--fingerprint", waiting.Fingerprint))
	kit.Must0(<-done)
	st.agree(t, inviter, joiner)
}

// meet begins a join without plantctl: it gives the invite once both have met.
func (st *stage) meet(t *testing.T, inviter, joiner *side) invite {
	t.Helper()
	invited := inviter.invite()
	kit.Must0(joiner.meet(invited, invited.Code))
	return invited
}

// meet answers an invite with a code.
func (s *side) meet(invited invite, code string) error {
	return s.call("admin", "POST", "/v1/federation/join", map[string]string{"code": code, "address": invited.Address}, nil)
}

// accept accepts the plan of a join on this side, which it waits for.
func (s *side) accept(t *testing.T, id string) {
	t.Helper()
	planned := s.joinOf(t, id, "a plan", func(j join) bool { return j.Plan != nil || j.State == "failed" })
	if planned.Plan == nil {
		t.Fatalf("%s: the join failed: %s", s.name(), planned.Why)
	}
	kit.Must0(s.call("admin", "POST", "/v1/federation/join/"+id+"/accept", map[string]string{"plan": planned.Plan.Hash}, nil))
}

// agree waits until these plants are members that vote and have the same ledger.
func (st *stage) agree(t *testing.T, among ...*side) {
	t.Helper()
	kit.Eventually(t, patience, "the same ledger and so many voters everywhere", func() (bool, string) {
		var seen []string
		same := map[string]bool{}
		for _, s := range among {
			now, err := s.ask()
			if err != nil {
				return false, err.Error()
			}
			one := fmt.Sprintf("%s entry %d, %d vote", now.Federation, now.Head, now.voters())
			same[one] = true
			seen = append(seen, fmt.Sprintf("%s: %s %s %v", s.name(), now.Phase, one, now.CanWrite))
			if now.Phase != "MEMBER" || !now.CanWrite || now.voters() < len(among) {
				same["not yet "+s.name()] = true
			}
		}
		return len(same) == 1, strings.Join(seen, "; ")
	})
}
