package federation

import (
	"fmt"
	"strings"
	"testing"

	"github.com/metal-stack/metal-go/api/client/ip"

	"metalplant.invalid/compat/kit"
)

// lost are plants that are away when they are needed, and people who give them up.
func lost(t *testing.T) {
	st := open(t, seat{partition: "alpha"}, seat{partition: "beta"}, seat{partition: "gamma"})
	st.tell(t, []story{
		{"two plants become one and share addresses", func(t *testing.T, st *stage) {
			st.join(t, st.side("alpha"), st.side("beta"))
			kit.Must(st.side("alpha").plant.Ctl("federation", "share", prefix))
			kit.Must0(st.side("alpha").sharedNetwork(prefix))
			for _, s := range []*side{st.side("alpha"), st.side("beta")} {
				s.ownBlock(t)
			}
		}},
		{"a third plant that joins while the second is away waits, says for what, and goes on when it is back", thirdWaits},
		{"a plant leaves while it is cut off: what it gave lives on, and it gives nothing new of what is shared", leavesCutOff},
		{"it is put out by the others and joins again", putOutAndBack},
		{"a plant that was given up for lost by both others goes on, and joins again", evictedAndBack},
		{"two plants that each give the other up give nothing twice", doubleBreakGlass},
		{"one of the two joins the other one again, and nothing was given twice", oneRejoins},
	})
}

// ownBlock waits until a plant knows the shared network and has its first block of it.
func (s *side) ownBlock(t *testing.T) {
	t.Helper()
	s.sees(t, "the shared prefix", func(f federation) bool { return f.pool(prefix) != nil })
	s.knowsShared(t)
	s.sees(t, "a block of its own", func(f federation) bool { return f.pool(prefix) != nil && f.pool(prefix).Mine > 0 })
}

func thirdWaits(t *testing.T, st *stage) {
	alpha, beta, gamma := st.side("alpha"), st.side("beta"), st.side("gamma")
	invited := st.meet(t, alpha, gamma)
	gamma.joinOf(t, invited.JoinID, "a plan", func(j join) bool { return j.Plan != nil })
	alpha.joinOf(t, invited.JoinID, "a plan", func(j join) bool { return j.Plan != nil })
	st.world.Cut(beta.place, true)
	gamma.accept(t, invited.JoinID)
	alpha.accept(t, invited.JoinID)
	gamma.joinOf(t, invited.JoinID, "that it waits for the ledger", func(j join) bool {
		step, waitsFor := j.step()
		return step == "sign" && strings.Contains(waitsFor, "ledger")
	})
	alpha.sees(t, "that the ledger cannot be written", func(f federation) bool { return !f.CanWrite && f.voters() == 2 })
	kit.Equal(t, "what gamma is in meanwhile", gamma.view().Phase == "MEMBER", false)
	taken(t, alpha, kit.Must(alpha.acquire("shared")))
	taken(t, beta, kit.Must(beta.acquire("shared")))
	st.world.Cut(beta.place, false)
	for _, s := range []*side{alpha, gamma} {
		s.joinOf(t, invited.JoinID, "the join done", func(j join) bool { return j.State == "joined" })
	}
	st.agree(t, st.sides...)
	gamma.ownBlock(t)
	taken(t, gamma, kit.Must(gamma.acquire("shared")))
}

func leavesCutOff(t *testing.T, st *stage) {
	gamma := st.side("gamma")
	st.world.Cut(gamma.place, true)
	kit.Must(gamma.plant.Ctl("federation", "leave", "--alone", "--yes"))
	gamma.sees(t, "itself apart", func(f federation) bool { return f.Phase == "REJOIN_REQUIRED" })
	for _, address := range gamma.notes.of(gamma) {
		kit.Must(gamma.edit.IP().FindIP(ip.NewFindIPParams().WithID(address), nil))
	}
	_, err := gamma.acquire("shared")
	kit.Check(t, err != nil, "a plant that left gets new shared addresses")
	kit.Must(gamma.makeProject("metal-stack"))
	st.world.Cut(gamma.place, false)
}

// drained takes addresses until the plant has none left or enough were taken, and says how many.
func (s *side) drained(t *testing.T) int {
	t.Helper()
	for count := range 40 {
		address, err := s.acquire("shared")
		if err != nil {
			return count
		}
		taken(t, s, address)
	}
	return 40
}

func putOutAndBack(t *testing.T, st *stage) {
	alpha, gamma := st.side("alpha"), st.side("gamma")
	kit.Must0(alpha.recover("federation", "evict", "gamma"))
	alpha.sees(t, "gamma put out", func(f federation) bool { return f.member("gamma").Status == "evicted" })
	st.join(t, alpha, gamma)
	st.agree(t, st.sides...)
	for _, s := range st.sides {
		s.sees(t, "gamma vote again", func(f federation) bool { return f.member("gamma").Voter && f.CanWrite })
	}
	gamma.sees(t, "a block of its own", func(f federation) bool { return f.pool(prefix) != nil && f.pool(prefix).Mine > 0 })
	taken(t, gamma, kit.Must(gamma.acquire("shared")))
}

func evictedAndBack(t *testing.T, st *stage) {
	alpha, beta, gamma := st.side("alpha"), st.side("beta"), st.side("gamma")
	st.world.Cut(gamma.place, true)
	kit.Must0(alpha.recover("federation", "evict", "gamma"))
	for _, s := range []*side{alpha, beta} {
		s.sees(t, "gamma put out", func(f federation) bool { return f.member("gamma").Status == "evicted" && f.CanWrite })
		taken(t, s, kit.Must(s.acquire("shared")))
	}
	taken(t, gamma, kit.Must(gamma.acquire("shared")))
	st.world.Cut(gamma.place, false)
	kit.Check(t, gamma.view().Phase != "STANDALONE", "a plant that was put out forgets what it holds")
	st.join(t, alpha, gamma)
	st.agree(t, st.sides...)
	taken(t, gamma, kit.Must(gamma.acquire("shared")))
	// The rest is between two.
	kit.Must(gamma.plant.Ctl("federation", "leave", "--alone", "--yes"))
	kit.Must0(alpha.recover("federation", "evict", "gamma"))
	for _, s := range []*side{alpha, beta} {
		s.sees(t, "two that vote", func(f federation) bool { return f.member("gamma").Status == "evicted" && f.voters() == 2 && f.CanWrite })
	}
}

func doubleBreakGlass(t *testing.T, st *stage) {
	alpha, beta := st.side("alpha"), st.side("beta")
	before := alpha.view().Epoch
	beta.recoveryWords = alpha.recoveryWords
	st.world.Cut(beta.place, true)
	for _, s := range []*side{alpha, beta} {
		kit.Must0(s.recover("federation", "break-glass"))
		s.sees(t, "that it writes alone", func(f federation) bool { return f.Epoch == before+1 && f.CanWrite })
		other := map[*side]string{alpha: "beta", beta: "alpha"}[s]
		kit.Must0(s.recover("federation", "evict", other))
		s.sees(t, other+" put out", func(f federation) bool { return f.member(other).Status == "evicted" })
	}
	// Enough to ask for new blocks, which come from each side's own reserve and from nowhere else.
	for range 3 {
		for _, s := range []*side{alpha, beta} {
			s.sees(t, "some addresses", func(f federation) bool {
				count := s.drained(t)
				return count > 0 || f.pool(prefix).Free == 0
			})
		}
	}
	st.world.Cut(beta.place, false)
	for _, s := range []*side{alpha, beta} {
		s.drained(t)
		now := s.view()
		kit.Equal(t, "phase of "+s.name(), now.Phase, "MEMBER")
		t.Log(fmt.Sprintf("%s: epoch %d, %+v", s.name(), now.Epoch, now.pool(prefix)))
	}
}

func oneRejoins(t *testing.T, st *stage) {
	alpha, beta := st.side("alpha"), st.side("beta")
	kit.Must(beta.plant.Ctl("federation", "leave", "--alone", "--yes"))
	beta.sees(t, "itself apart", func(f federation) bool { return f.Phase == "REJOIN_REQUIRED" })
	st.join(t, alpha, beta)
	for _, s := range []*side{alpha, beta} {
		s.drained(t)
		made := kit.Must(s.makeProject("metal-stack"))
		other := map[*side]*side{alpha: beta, beta: alpha}[s]
		reads(t, other, "a project made afterwards", func() string { return other.tenantOf(made) }, func(owner string) bool { return owner != "" })
	}
	st.agree(t, alpha, beta)
}
