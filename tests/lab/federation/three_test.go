package federation

import (
	"fmt"
	"testing"

	"github.com/metal-stack/metal-go/api/client/network"

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/lab/wan"
)

// threePlants is a federation with a majority: two go on writing without the third.
func threePlants(t *testing.T) {
	st := open(t, seat{partition: "alpha", machines: 1}, seat{partition: "beta", machines: 1}, seat{partition: "gamma", machines: 1})
	st.tell(t, []story{
		{"two plants become one, and a third one joins them", threeJoin},
		{"each of three takes shared addresses from its own blocks", threeShare},
		{"two go on writing the ledger while the third is cut off, and it goes on alone", thirdCutOff},
		{"a line that is cut in one direction only stops nobody", cutOneWay},
		{"all three have the same again, and nothing was typed", threeHeal},
	})
}

func threeJoin(t *testing.T, st *stage) {
	alpha := st.side("alpha")
	st.join(t, alpha, st.side("beta"))
	st.join(t, alpha, st.side("gamma"))
	st.agree(t, st.sides...)
}

func threeShare(t *testing.T, st *stage) {
	st.share(t)
	for range 5 {
		for _, s := range st.sides {
			taken(t, s, kit.Must(s.acquire("shared")))
		}
	}
}

// share lets all plants have blocks of the prefix and of a network with it, which the first one makes.
func (st *stage) share(t *testing.T) {
	t.Helper()
	kit.Must(st.sides[0].plant.Ctl("federation", "share", prefix))
	for _, s := range st.sides {
		s.sees(t, "the shared prefix", func(f federation) bool { return f.pool(prefix) != nil })
	}
	kit.Must0(st.sides[0].sharedNetwork(prefix))
	for _, s := range st.sides {
		s.knowsShared(t)
		s.sees(t, "a block of its own", func(f federation) bool { return f.pool(prefix).Mine > 0 })
	}
}

// apart cuts a plant off until the function that it gives is called; on loopback it is stopped instead.
func (st *stage) apart(t *testing.T, s *side) (heal func()) {
	t.Helper()
	if st.world == nil {
		return s.hush(t)
	}
	st.world.Cut(s.place, true)
	return func() { st.world.Cut(s.place, false) }
}

// localWork is what a plant must be able to do alone: an address, a network, masterdata of its own and of others.
func localWork(t *testing.T, s *side) {
	t.Helper()
	taken(t, s, kit.Must(s.acquire("shared")))
	address := kit.Must(s.acquire("shared"))
	kit.Must0(s.release(address))
	kit.Check(t, len(kit.Must(s.edit.Network().ListNetworks(network.NewListNetworksParams(), nil)).Payload) > 0, "%s has no networks", s.name())
	for _, other := range s.stage.sides {
		kit.Check(t, s.tenantOf(other.project) != "", "%s does not know the project of %s", s.name(), other.name())
	}
	kit.Must(s.makeProject("metal-stack"))
}

func thirdCutOff(t *testing.T, st *stage) {
	alpha, beta, gamma := st.side("alpha"), st.side("beta"), st.side("gamma")
	for _, s := range st.sides {
		for _, other := range st.sides {
			reads(t, s, "the project of "+other.name(), func() string { return s.tenantOf(other.project) }, func(owner string) bool { return owner != "" })
		}
	}
	before := alpha.view().Head
	heal := st.apart(t, gamma)
	const second = "192.0.2.0/24"
	kit.Must(beta.plant.Ctl("federation", "share", second))
	for _, s := range []*side{alpha, beta} {
		s.sees(t, "what was written without gamma", func(f federation) bool { return f.pool(second) != nil && f.Head > before && f.CanWrite })
		localWork(t, s)
	}
	if st.world != nil {
		kit.Check(t, gamma.view().pool(second) == nil, "a plant that is cut off reads the ledger")
		localWork(t, gamma)
		gamma.sees(t, "that it cannot write", func(f federation) bool { return !f.CanWrite })
	}
	heal()
	gamma.sees(t, "what was written meanwhile", func(f federation) bool { return f.pool(second) != nil && f.CanWrite })
	st.agree(t, st.sides...)
}

func cutOneWay(t *testing.T, st *stage) {
	alpha, beta := st.side("alpha"), st.side("beta")
	if st.world == nil {
		t.Log("on loopback nothing is cut")
		return
	}
	for _, way := range [][2]*side{{alpha, beta}, {beta, alpha}} {
		st.world.OneWay(way[0].place, way[1].place, wan.Line{Down: true})
		for _, s := range st.sides {
			localWork(t, s)
		}
		st.world.Between(alpha.place, beta.place, wan.Line{})
	}
}

func threeHeal(t *testing.T, st *stage) {
	st.agree(t, st.sides...)
	for _, s := range st.sides {
		made := kit.Must(s.makeProject("metal-stack"))
		for _, other := range st.others(s) {
			reads(t, other, fmt.Sprintf("a project that %s made at last", s.name()), func() string { return other.tenantOf(made) },
				func(owner string) bool { return owner == "metal-stack" })
		}
	}
	st.agree(t, st.sides...)
}
