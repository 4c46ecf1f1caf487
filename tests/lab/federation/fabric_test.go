package federation

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metal-stack/metal-go/api/client/network"
	"github.com/metal-stack/metal-go/api/models"

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/lab/wan"
)

// fabricModel is what a plant tells a switch of the zone.
type fabricModel struct {
	Partitions []struct{ ID, Plant string }
	Networks   []struct {
		ID, Projectid string
		VRF           int64
		Prefixes      []string
	}
	Refused []struct{ Subject, Rule, Message string }
}

func (m fabricModel) String() string {
	text := ""
	for _, p := range m.Partitions {
		text += p.ID + "=" + p.Plant + " "
	}
	for _, n := range m.Networks {
		text += n.ID + " "
	}
	for _, r := range m.Refused {
		text += r.Subject + ": " + r.Rule + ": " + r.Message + " "
	}
	return text
}

func (m fabricModel) has(id string) bool {
	return slices.ContainsFunc(m.Networks, func(n struct {
		ID, Projectid string
		VRF           int64
		Prefixes      []string
	}) bool {
		return n.ID == id
	})
}

// leafModel is what the plant tells the first of its switches.
func (s *side) leafModel() (model fabricModel) {
	var switches []struct{ ID string }
	kit.Must0(s.call("view", http.MethodGet, "/v1/switch", nil, &switches))
	if len(switches) > 0 {
		kit.Must0(s.call("admin", http.MethodGet, "/v1/switch/"+switches[0].ID+"/fabric", nil, &model))
	}
	return model
}

// ofOther is how switches of one plant call a network of another one's partition.
func ofOther(s *side, id string) string { return s.seat.partition + "/" + id }

// node is a network of a project in a plant, made by a client that sends its request again.
func (s *side) node(t *testing.T, project string) (id string) {
	kit.Eventually(t, patience, "a network in "+s.name(), func() (bool, string) {
		made, err := s.edit.Network().AllocateNetwork(network.NewAllocateNetworkParams().WithBody(&models.V1NetworkAllocateRequest{
			Name: "nodes", Partitionid: s.seat.partition, Projectid: project,
		}), nil)
		if err != nil {
			_, text := refused(err)
			return false, text
		}
		id = kit.At(made.Payload.ID)
		return true, ""
	})
	return id
}

// heard is when a plant was told last that what it knows of another one's partition is still so.
func heard(s, of *side) (at time.Time) {
	var zone struct {
		Members []struct {
			Partitionid string
			Fabric      struct {
				Heard    time.Time
				Networks int
			}
		}
	}
	kit.Must0(s.call("view", http.MethodGet, "/v1/zone/fra-eqx", nil, &zone))
	for _, m := range zone.Members {
		if m.Partitionid == of.seat.partition {
			at = m.Fabric.Heard
		}
	}
	return at
}

// oneZone is a zone that lies over two plants.
func oneZone(t *testing.T) {
	st := open(t, seat{partition: "fra_eqx_01", called: "alpha", machines: 1}, seat{partition: "fra_eqx_02", called: "beta", machines: 1})
	alpha, beta := st.side("alpha"), st.side("beta")
	// Both begin with the same super network, out of which one project gets networks in one plant only.
	superNetwork(t, beta, "10.64.0.0/14")
	st.join(t, alpha, beta)
	var project, north, south, late string
	st.tell(t, []story{
		{"each plant's switches know the networks that a project has in the other one", func(t *testing.T, st *stage) {
			for _, s := range []*side{alpha, beta} {
				kit.Must(s.plant.Ctl("zone", "propose", "--apply"))
				reads(t, beta, "the zone", func() error { return beta.call("view", http.MethodGet, "/v1/zone/fra-eqx", nil, nil) }, func(err error) bool { return err == nil })
			}
			project = kit.Must(alpha.makeProject("metal-stack"))
			reads(t, beta, "the project of alpha", func() string { return beta.tenantOf(project) }, func(owner string) bool { return owner != "" })
			north, south = alpha.node(t, project), beta.node(t, project)
			reads(t, alpha, "beta's network in its model", alpha.leafModel, func(m fabricModel) bool { return m.has(north) && m.has(ofOther(beta, south)) })
			reads(t, beta, "alpha's network in its model", beta.leafModel, func(m fabricModel) bool { return m.has(south) && m.has(ofOther(alpha, north)) })
			for _, s := range []*side{alpha, beta} {
				model := s.leafModel()
				kit.Equal(t, "partitions of the zone", len(model.Partitions), 2)
				kit.Equal(t, "plant of its own one", model.Partitions[0].Plant, "")
				kit.Check(t, model.Partitions[1].Plant != "" && len(model.Refused) == 0, "the other one: %v", model)
			}
		}},
		{"a plant that is cut off, and started again meanwhile, goes on with what it was told last", func(t *testing.T, st *stage) {
			st.world.Between(alpha.place, beta.place, wan.Line{Down: true})
			late = beta.node(t, project)
			since := heard(alpha, beta)
			kit.Check(t, !since.IsZero(), "alpha was never told")
			alpha.kill()
			alpha.again()
			model := alpha.leafModel()
			kit.Check(t, model.has(ofOther(beta, south)) && !model.has(ofOther(beta, late)), "what alpha's switches know: %v", model)
			kit.Check(t, !heard(alpha, beta).Before(since), "since when it goes on with that: %v, before %v", heard(alpha, beta), since)
			out := string(kit.Must(alpha.plant.Ctl("zone", "describe", "fra-eqx", "-o", "json")))
			kit.Check(t, strings.Contains(out, `"heard"`), "zone describe: %s", out)
		}},
		{"what was made meanwhile is known when the line is back", func(t *testing.T, st *stage) {
			st.world.Between(alpha.place, beta.place, wan.Line{})
			reads(t, alpha, "beta's late network in its model", alpha.leafModel, func(m fabricModel) bool { return m.has(ofOther(beta, late)) })
		}},
		{"a network that is freed is in the other plant's model no more", func(t *testing.T, st *stage) {
			kit.Must(beta.edit.Network().FreeNetwork(network.NewFreeNetworkParams().WithID(late), nil))
			reads(t, alpha, "a model without it", alpha.leafModel, func(m fabricModel) bool { return !m.has(ofOther(beta, late)) && m.has(ofOther(beta, south)) })
		}},
		{"a plant that left is in no model, and has nothing of the other one in its own", func(t *testing.T, st *stage) {
			kit.Must(beta.plant.Ctl("federation", "leave", "--alone", "--yes"))
			reads(t, beta, "a model of its own alone", beta.leafModel, func(m fabricModel) bool { return len(m.Partitions) == 1 && !m.has(ofOther(alpha, north)) })
			kit.Must0(alpha.recover("federation", "break-glass"))
			kit.Must0(alpha.recover("federation", "evict", beta.seat.partition))
			reads(t, alpha, "a model of its own alone", alpha.leafModel, func(m fabricModel) bool {
				return len(m.Partitions) == 1 && !m.has(ofOther(beta, south)) && m.has(north)
			})
			kit.Equal(t, "what alpha is told of beta", fmt.Sprint(heard(alpha, beta).IsZero()), "true")
		}},
	})
}
