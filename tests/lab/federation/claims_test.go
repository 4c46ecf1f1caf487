package federation

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/metal-stack/metal-go/api/client/ip"
	"github.com/metal-stack/metal-go/api/client/network"
	"github.com/metal-stack/metal-go/api/models"

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/lab/wan"
)

const (
	// equalPlans is in the internet network of both plants, as their operators wrote it down.
	equalPlans = "192.0.2.0/26"
	// madeTwice is given to a network of each while they cannot reach each other.
	madeTwice = "192.0.2.64/26"
)

// claims are prefixes that both plants have in networks of their own partitions.
func claims(t *testing.T) {
	st := open(t, seat{partition: "alpha", machines: 1}, seat{partition: "beta", machines: 1})
	st.tell(t, []story{
		{"an address that the joining plant gave out of a prefix that the other one has stops the join", usedBefore},
		{"of two plants with equal internet networks one goes on, and the plan has told the other one that it will not", equalNetworks},
		{"of two that make the same prefix while they are cut off the first in the ledger has it, and the other one says so", madeWhileCut},
		{"a prefix whose network is deleted is the other plant's, once its addresses are forgotten", givenBack},
	})
}

// ownInternet makes an external network of the plant's partition.
func (s *side) ownInternet(t *testing.T, id, prefix string) {
	t.Helper()
	kit.Must(s.admin.Network().CreateNetwork(network.NewCreateNetworkParams().WithBody(&models.V1NetworkCreateRequest{
		ID: kit.Ptr(id), Name: id, Partitionid: s.seat.partition, Prefixes: []string{prefix}, Destinationprefixes: []string{"0.0.0.0/0"},
		Nat: kit.Ptr(true), Privatesuper: kit.Ptr(false), Underlay: kit.Ptr(false),
	}), nil))
}

// gives acquires an address and notes it.
func (s *side) gives(t *testing.T, network string) string {
	t.Helper()
	address := kit.Must(s.acquire(network))
	taken(t, s, address)
	return address
}

// refuses says whether the plant gives no address of a network, with this status and these words.
func (s *side) refuses(t *testing.T, network string, status int, words string) {
	t.Helper()
	address, err := s.acquire(network)
	if err == nil {
		taken(t, s, address)
	}
	got, text := refused(err)
	kit.Check(t, got == status && strings.Contains(text, words), "%s answers %d %q", s.name(), got, text)
}

// told is what a plan says with this weight of this kind.
func (j join) told(severity, kind string) (text string) {
	for _, item := range j.Plan.Items {
		if item.Severity == severity && item.Kind == kind {
			text += item.Text + "\n"
		}
	}
	return text
}

func usedBefore(t *testing.T, st *stage) {
	alpha, beta := st.side("alpha"), st.side("beta")
	for _, s := range st.sides {
		s.ownInternet(t, "plan-"+s.name(), equalPlans)
	}
	alpha.gives(t, "plan-alpha")
	address := "192.0.2.40"
	kit.Must(beta.edit.IP().AllocateSpecificIP(ip.NewAllocateSpecificIPParams().WithIP(address).WithBody(&models.V1IPAllocateRequest{
		Networkid: kit.Ptr("plan-beta"), Projectid: kit.Ptr(beta.project), Type: kit.Ptr("static"),
	}), nil))
	taken(t, beta, address)
	invited := st.meet(t, alpha, beta)
	planned := beta.joinOf(t, invited.JoinID, "a plan", func(j join) bool { return j.Plan != nil })
	kit.Check(t, strings.Contains(planned.told("error", "address"), address), "errors of the plan: %q", planned.told("error", "address"))
	err := beta.call("admin", "POST", "/v1/federation/join/"+invited.JoinID+"/accept", map[string]string{"plan": planned.Plan.Hash}, nil)
	kit.Check(t, err != nil, "a plan is accepted although an address would be given twice")
	beta.takenBack(t, invited)
	alpha.joinOf(t, invited.JoinID, "the other side give up", func(j join) bool { return j.State == "failed" })
	kit.Must0(beta.release(address))
	beta.notes.returned(address)
}

func equalNetworks(t *testing.T, st *stage) {
	alpha, beta := st.side("alpha"), st.side("beta")
	invited := st.meet(t, alpha, beta)
	planned := beta.joinOf(t, invited.JoinID, "a plan", func(j join) bool { return j.Plan != nil })
	warning := planned.told("warning", "prefix")
	for _, words := range []string{equalPlans, "plan-beta", "plant alpha"} {
		kit.Check(t, strings.Contains(warning, words), "the plan says nothing of %q: %q", words, warning)
	}
	kit.Check(t, !strings.Contains(warning, "internet-beta"), "the networks that plants begin with are the same: %q", warning)
	beta.accept(t, invited.JoinID)
	alpha.accept(t, invited.JoinID)
	st.agree(t, alpha, beta)
	for range 5 {
		alpha.gives(t, "plan-alpha")
	}
	beta.refuses(t, "plan-beta", http.StatusConflict, "alpha")
	for _, s := range st.sides {
		s.gives(t, "internet-"+s.name())
	}
}

func madeWhileCut(t *testing.T, st *stage) {
	alpha, beta := st.side("alpha"), st.side("beta")
	st.world.Between(alpha.place, beta.place, wan.Line{Down: true})
	for _, s := range st.sides {
		s.ownInternet(t, "late-"+s.name(), madeTwice)
		s.refuses(t, "late-"+s.name(), http.StatusServiceUnavailable, "ledger")
		// What it had before goes on.
		s.gives(t, "internet-"+s.name())
	}
	st.world.Between(alpha.place, beta.place, wan.Line{})
	winner := st.winner(t, "late-")
	loser := st.others(winner)[0]
	equalHeads(t, winner, loser)
	loser.refuses(t, "late-"+loser.name(), http.StatusConflict, winner.name())
	for range 5 {
		winner.gives(t, "late-"+winner.name())
	}
}

// winner waits until one of the plants gives an address of its network of that name.
func (st *stage) winner(t *testing.T, network string) (found *side) {
	t.Helper()
	kit.Eventually(t, patience, "one of the plants gives an address", func() (bool, string) {
		said := ""
		for _, s := range st.sides {
			address, err := s.acquire(network + s.name())
			if err == nil {
				taken(t, s, address)
				found = s
				return true, ""
			}
			said += fmt.Sprintln(s.name(), err)
		}
		return false, said
	})
	return found
}

func givenBack(t *testing.T, st *stage) {
	winner := st.winner(t, "late-")
	loser := st.others(winner)[0]
	for _, address := range winner.notes.of(winner) {
		if found, err := winner.edit.IP().FindIP(ip.NewFindIPParams().WithID(address), nil); err == nil && kit.At(found.Payload.Networkid) == "late-"+winner.name() {
			kit.Must0(winner.release(address))
			winner.notes.returned(address)
		}
	}
	kit.Must(winner.admin.Network().DeleteNetwork(network.NewDeleteNetworkParams().WithID("late-"+winner.name()), nil))
	kit.Eventually(t, patience, loser.name()+" gives addresses of the prefix", func() (bool, string) {
		address, err := loser.acquire("late-" + loser.name())
		if err == nil {
			taken(t, loser, address)
		}
		return err == nil, fmt.Sprint(err)
	})
	equalHeads(t, winner, loser)
	_, err := winner.admin.Network().CreateNetwork(network.NewCreateNetworkParams().WithBody(&models.V1NetworkCreateRequest{
		ID: kit.Ptr("again"), Name: "again", Partitionid: winner.seat.partition, Prefixes: []string{madeTwice},
		Nat: kit.Ptr(true), Privatesuper: kit.Ptr(false), Underlay: kit.Ptr(false),
	}), nil)
	kit.Check(t, code(err) == http.StatusUnprocessableEntity, "a network is made of a prefix that is another plant's: %v", err)
}
