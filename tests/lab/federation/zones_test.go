package federation

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/metal-stack/metal-go/api/client/image"
	"github.com/metal-stack/metal-go/api/client/machine"
	"github.com/metal-stack/metal-go/api/client/network"
	"github.com/metal-stack/metal-go/api/models"

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/lab/wan"
)

const (
	zoneMachines = 3
	ordersPath   = "/v1/machine/allocate-many"
)

// ordered is several machines that are wanted together.
type ordered struct {
	ID, State, Message string
	Made               int
	Machines           []struct {
		Number                                                           int
		Plant, Zoneid, Partitionid, State, Machineid, Message, Networkid string
	}
}

// zones are machines over two plants with partitions in zones of one region.
func zones(t *testing.T) {
	st := open(t, seat{partition: "fra_eqx_01", called: "alpha", machines: zoneMachines}, seat{partition: "fra_tel_01", called: "beta", machines: zoneMachines})
	alpha, beta := st.side("alpha"), st.side("beta")
	// Both begin with the same super network, out of which one project gets networks in one plant only.
	superNetwork(t, beta, "10.64.0.0/14")
	st.join(t, alpha, beta)
	var project, size, picture string
	with := func(tell func(t *testing.T, st *stage, w wish)) func(*testing.T, *stage) {
		return func(t *testing.T, st *stage) { tell(t, st, wish{project, size, picture}) }
	}
	st.tell(t, []story{
		{"zones are proposed from the names of partitions, and every plant sees who is in them", func(t *testing.T, st *stage) { proposed(t, alpha, beta) }},
		{"nodes of one project have a network of their own in each zone", func(t *testing.T, st *stage) {
			project = spanning(t, alpha, beta)
			size, picture = common(t, alpha, beta)
		}},
		{"the link between the plants is measured, and a slow line is no place for a quorum", func(t *testing.T, st *stage) { measured(t, st, alpha, beta) }},
		{"a strict order over two plants has as many machines in one zone as in the other", with(func(t *testing.T, st *stage, w wish) { strictly(t, alpha, beta, w) })},
		{"more than there are is refused, with what is free where", with(func(t *testing.T, st *stage, w wish) { tooMany(t, alpha, w) })},
		{"what a strict order has made is freed again in both plants when one says no", with(func(t *testing.T, st *stage, w wish) { takenBack(t, alpha, beta, w) })},
		{"an order goes on when the plant that looks after it is killed, and ends whole or taken back", with(func(t *testing.T, st *stage, w wish) { killedMeanwhile(t, alpha, beta, w) })},
		{"a free that waits for a plant that is cut off is shown, and done when it is back", with(func(t *testing.T, st *stage, w wish) { cutMeanwhile(t, st, alpha, beta, w) })},
		{"a zone with a partition of another plant is not deleted", func(t *testing.T, st *stage) {
			err := alpha.call("admin", http.MethodDelete, "/v1/zone/fra-tel", nil, nil)
			kit.Check(t, err != nil && strings.Contains(err.Error(), "fra_tel_01"), "deleting the zone of beta: %v", err)
		}},
		{"samples name the zones of both plants", func(t *testing.T, st *stage) {
			for _, kind := range [][]string{{"gardener-shoot", "--name", "demo", "--project", project}, {"cluster-api", "--name", "demo", "--project", project}, {"storageclass"}} {
				text := string(kit.Must(alpha.plant.Ctl(append([]string{"sample"}, kind...)...)))
				kit.Check(t, strings.Contains(text, "fra-eqx") && strings.Contains(text, "fra-tel"), "sample %s: %s", kind[0], text)
			}
		}},
	})
}

// wish is what all orders of this group want.
type wish struct{ project, size, image string }

func (w wish) body(id string, rule string, count int) map[string]any {
	return map[string]any{
		"id": id, "count": count, "zones": rule,
		"machine": map[string]any{"name": "node", "hostname": "node", "projectid": w.project, "sizeid": w.size, "imageid": w.image, "ssh_pub_keys": []string{sshKey}},
	}
}

func superNetwork(t *testing.T, s *side, prefix string) {
	id := "tenant-super-" + s.seat.partition
	kit.Must0(s.call("admin", http.MethodDelete, "/v1/network/"+id, nil, nil))
	kit.Must0(s.call("admin", http.MethodPut, "/v1/network", map[string]any{
		"id": id, "name": "tenant super network", "partitionid": s.seat.partition, "prefixes": []string{prefix},
		"defaultchildprefixlength": map[string]int{"IPv4": 22}, "destinationprefixes": []string{},
		"privatesuper": true, "underlay": false, "nat": false,
	}, nil))
}

func proposed(t *testing.T, alpha, beta *side) {
	for _, s := range []*side{alpha, beta} {
		kit.Must(s.plant.Ctl("zone", "propose", "--apply"))
		// What one has made the other has to know before it proposes the same region.
		reads(t, beta, "the region", func() error { return beta.call("view", http.MethodGet, "/v1/region/fra", nil, nil) }, func(err error) bool { return err == nil })
	}
	type zone struct {
		ID      string
		Members []struct {
			Partitionid, Plant string
			Rttmillis          *float64
		}
	}
	for _, s := range []*side{alpha, beta} {
		reads(t, s, "the members of both zones", func() string {
			var all []zone
			kit.Must0(s.call("view", http.MethodGet, "/v1/zone", nil, &all))
			text := ""
			for _, z := range all {
				for _, m := range z.Members {
					text += fmt.Sprintf("%s=%s ", z.ID, m.Partitionid)
				}
			}
			return text
		}, func(text string) bool { return text == "fra-eqx=fra_eqx_01 fra-tel=fra_tel_01 " })
	}
	var partition struct{ Topology map[string]string }
	kit.Must0(beta.call("view", http.MethodGet, "/v1/partition/fra_tel_01", nil, &partition))
	kit.Equal(t, "labels of its nodes", fmt.Sprint(partition.Topology), "map[topology.kubernetes.io/region:fra topology.kubernetes.io/zone:fra-tel]")
}

// spanning is a project with a network in each plant.
func spanning(t *testing.T, alpha, beta *side) string {
	project := kit.Must(alpha.makeProject("metal-stack"))
	reads(t, beta, "the project of alpha", func() string { return beta.tenantOf(project) }, func(owner string) bool { return owner != "" })
	vrfs := map[int64]bool{}
	for _, s := range []*side{alpha, beta} {
		kit.Eventually(t, patience, "a network in "+s.name(), func() (bool, string) {
			made, err := s.edit.Network().AllocateNetwork(network.NewAllocateNetworkParams().WithBody(&models.V1NetworkAllocateRequest{
				Name: "nodes", Partitionid: s.seat.partition, Projectid: project,
			}), nil)
			if err != nil {
				_, text := refused(err)
				return false, text
			}
			vrfs[made.Payload.Vrf] = true
			return true, ""
		})
	}
	kit.Equal(t, "numbers of the two networks", len(vrfs), 2)
	return project
}

// common is a size and an image that machines of both plants can be made of.
func common(t *testing.T, alpha, beta *side) (size, picture string) {
	for _, s := range []*side{alpha, beta} {
		reads(t, s, "waiting machines", s.waiting, func(n int) bool { return n == zoneMachines })
	}
	found := kit.Must(alpha.edit.Machine().ListMachines(machine.NewListMachinesParams(), nil)).Payload
	theirs := kit.At(kit.Must(beta.edit.Image().FindImages(image.NewFindImagesParams().WithBody(
		&models.V1ImageFindRequest{Features: []string{"machine"}}), nil)).Payload[0].ID)
	return kit.At(found[0].Size.ID), theirs
}

// waiting counts machines that can be given.
func (s *side) waiting() int {
	free := 0
	for _, capacity := range s.capacities() {
		for _, server := range capacity.Servers {
			free += server.Free
		}
	}
	return free
}

func (s *side) capacities() (all []struct{ Servers []struct{ Free int } }) {
	kit.Must0(s.call("view", http.MethodPost, "/v1/partition/capacity", map[string]string{}, &all))
	return all
}

// of counts the machines of a project in a plant.
func (s *side) of(project string) (ids []string) {
	for _, m := range kit.Must(s.edit.Machine().ListMachines(machine.NewListMachinesParams(), nil)).Payload {
		if m.Allocation != nil && kit.At(m.Allocation.Project) == project {
			ids = append(ids, kit.At(m.ID))
		}
	}
	return ids
}

func (s *side) order(id string) (now ordered) {
	kit.Must0(s.call("view", http.MethodGet, ordersPath+"/"+id, nil, &now))
	return now
}

func (s *side) ends(t *testing.T, id, state string) ordered {
	t.Helper()
	var now ordered
	kit.Eventually(t, patience, "order "+id+" is "+state, func() (bool, string) {
		now = s.order(id)
		return now.State == state, fmt.Sprintf("%+v", now)
	})
	return now
}

func allFree(t *testing.T, project string, among ...*side) {
	for _, s := range among {
		for _, id := range s.of(project) {
			kit.Must(s.edit.Machine().FreeMachine(machine.NewFreeMachineParams().WithID(id), nil))
		}
		reads(t, s, "all machines waiting again", s.waiting, func(n int) bool { return n == zoneMachines })
	}
}

func measured(t *testing.T, st *stage, alpha, beta *side) {
	type checked struct {
		Etcd            string
		Electionmillis  int
		Links           []struct{ From, To, Etcd string }
		Heartbeatmillis int
	}
	check := func() (now checked) {
		kit.Must0(alpha.call("view", http.MethodPost, "/v1/zone/check", map[string]any{}, &now))
		return now
	}
	kit.Equal(t, "links", len(check().Links), 2)
	st.world.Between(alpha.place, beta.place, wan.Line{Delay: 40 * time.Millisecond})
	reads(t, alpha, "a slow line", check, func(now checked) bool { return now.Etcd == "no" })
	st.world.Between(alpha.place, beta.place, wan.Line{Delay: 8 * time.Millisecond})
	// A machine that is busy makes it worse than the line is.
	reads(t, alpha, "a line for longer timers", check, func(now checked) bool { return now.Etcd == "tuned" && now.Electionmillis == 10*now.Heartbeatmillis })
	st.world.Between(alpha.place, beta.place, wan.Line{})
}

func strictly(t *testing.T, alpha, beta *side, w wish) {
	const id = "10000000-0000-4000-8000-000000000001"
	var taken, again ordered
	kit.Must0(alpha.call("admin", http.MethodPost, ordersPath, w.body(id, "strict", 4), &taken))
	kit.Must0(alpha.call("admin", http.MethodPost, ordersPath, w.body(id, "strict", 4), &again))
	kit.Equal(t, "id of the same order", again.ID, taken.ID)
	done := alpha.ends(t, id, "done")
	kit.Equal(t, "machines made", done.Made, 4)
	kit.Equal(t, "in alpha", len(alpha.of(w.project)), 2)
	kit.Equal(t, "in beta", len(beta.of(w.project)), 2)
	allFree(t, w.project, alpha, beta)
}

func tooMany(t *testing.T, alpha *side, w wish) {
	err := alpha.call("admin", http.MethodPost, ordersPath, w.body("10000000-0000-4000-8000-000000000002", "strict", 2*zoneMachines+1), nil)
	kit.Check(t, err != nil && strings.Contains(err.Error(), "fra_eqx_01") && strings.Contains(err.Error(), "fra_tel_01") && strings.Contains(err.Error(), "3"),
		"more than there are: %v", err)
}

// takenBack orders more than the project may have: each plant counts its own machines, so alpha refuses its second one.
func takenBack(t *testing.T, alpha, beta *side, w wish) {
	const id = "10000000-0000-4000-8000-000000000003"
	quota := func(limit any) {
		var project map[string]any
		kit.Must0(alpha.call("admin", http.MethodGet, "/v1/project/"+w.project, nil, &project))
		project["quotas"] = map[string]any{"machine": map[string]any{"quota": limit}}
		kit.Must0(alpha.call("admin", http.MethodPost, "/v1/project", project, nil))
	}
	quota(1)
	kit.Must0(alpha.call("admin", http.MethodPost, ordersPath, w.body(id, "strict", 4), nil))
	failed := alpha.ends(t, id, "failed")
	kit.Check(t, strings.Contains(failed.Message, "fra_eqx_01") && strings.Contains(failed.Message, "quota"), "the order says who refused and why: %+v", failed)
	states := ""
	for _, slot := range failed.Machines {
		states += slot.Plant + " " + slot.State + " "
	}
	kit.Equal(t, "machines of the order", states, "fra_eqx_01 freed fra_tel_01 freed fra_eqx_01 dropped fra_tel_01 dropped ")
	kit.Equal(t, "machines left in alpha", len(alpha.of(w.project)), 0)
	kit.Equal(t, "machines left in beta", len(beta.of(w.project)), 0)
	quota(nil)
	allFree(t, w.project, alpha, beta)
}

// killedMeanwhile kills the simulated rack of alpha, too: its machines come back with the plant, maybe too late for the order.
func killedMeanwhile(t *testing.T, alpha, beta *side, w wish) {
	const id = "10000000-0000-4000-8000-000000000004"
	kit.Must0(alpha.call("admin", http.MethodPost, ordersPath, w.body(id, "strict", 4), nil))
	alpha.kill()
	alpha.again()
	var ended ordered
	kit.Eventually(t, patience, "the order ends", func() (bool, string) {
		ended = alpha.order(id)
		return ended.State == "done" || ended.State == "failed", fmt.Sprintf("%+v", ended)
	})
	each := 2
	if ended.State == "failed" {
		kit.Check(t, strings.Contains(ended.Message, "fra_eqx_01: no machine available"), "only its own rack could fail it: %+v", ended)
		each = 0
	}
	kit.Equal(t, "machines made", ended.Made, 2*each)
	kit.Equal(t, "in alpha", len(alpha.of(w.project)), each)
	kit.Equal(t, "in beta", len(beta.of(w.project)), each)
	allFree(t, w.project, alpha, beta)
}

// cutMeanwhile cuts the line when beta has made its machines and alpha cannot make all of its own.
func cutMeanwhile(t *testing.T, st *stage, alpha, beta *side, w wish) {
	const id = "10000000-0000-4000-8000-000000000005"
	// The first answers are slow, so that there is time to cut while the order is made.
	st.world.Between(alpha.place, beta.place, wan.Line{Delay: 200 * time.Millisecond})
	kit.Must0(alpha.call("admin", http.MethodPost, ordersPath, w.body(id, "strict", 2*zoneMachines), nil))
	kit.Eventually(t, patience, "beta has made a machine", func() (bool, string) {
		now := alpha.order(id)
		for _, slot := range now.Machines {
			if slot.Plant == beta.seat.partition && slot.State == "made" {
				return true, ""
			}
		}
		return false, fmt.Sprintf("%+v", now)
	})
	st.world.Between(alpha.place, beta.place, wan.Line{Down: true})
	waits := alpha.ends(t, id, "taking-back")
	kit.Eventually(t, patience, "the machine that waits for beta is shown", func() (bool, string) {
		now := alpha.order(id)
		for _, slot := range now.Machines {
			if slot.Plant == beta.seat.partition && (slot.State == "made" || slot.State == "sent") && slot.Message != "" {
				return true, ""
			}
		}
		return false, fmt.Sprintf("%+v", now)
	})
	kit.Check(t, waits.Message != "", "the order says why it is taken back: %+v", waits)
	reads(t, alpha, "no machine of the order any more", func() int { return len(alpha.of(w.project)) }, func(n int) bool { return n == 0 })
	kit.Check(t, len(beta.of(w.project)) > 0, "beta has nothing that could wait")
	st.world.Between(alpha.place, beta.place, wan.Line{})
	kit.Eventually(t, 12*time.Minute, "nothing of the order is left", func() (bool, string) {
		now := alpha.order(id)
		return now.State == "failed", fmt.Sprintf("%+v", now)
	})
	kit.Equal(t, "machines left in beta", len(beta.of(w.project)), 0)
	allFree(t, w.project, alpha, beta)
}
