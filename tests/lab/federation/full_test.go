package federation

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/metal-stack/metal-go/api/client/image"
	"github.com/metal-stack/metal-go/api/client/ip"
	"github.com/metal-stack/metal-go/api/client/machine"
	"github.com/metal-stack/metal-go/api/client/network"
	"github.com/metal-stack/metal-go/api/client/tenant"
	"github.com/metal-stack/metal-go/api/models"

	"metalplant.invalid/compat/kit"
)

// bothHave is an address that is in use in both plants before they know each other.
const bothHave = "198.51.100.77"

// full are two plants that both were in use for long.
func full(t *testing.T) {
	st := open(t, seat{partition: "alpha", machines: 1}, seat{partition: "beta", machines: 2})
	had := map[*side]*possessions{}
	st.tell(t, []story{
		{"both plants have machines, addresses, tenants, projects and images, some under equal ids", func(t *testing.T, st *stage) {
			for _, s := range st.sides {
				had[s] = s.fill(t)
			}
		}},
		{"an address in use on both sides is an error of the plan, which names it, and nothing changes", addressTwice},
		{"freed on one side, the two become one, and the plan has told what becomes of equal ids", becomeOne},
		{"nothing of either plant is lost, and equal ids that differ are told apart", func(t *testing.T, st *stage) {
			for _, s := range st.sides {
				s.stillHas(t, had[s])
			}
			alpha, beta := st.side("alpha"), st.side("beta")
			for _, s := range st.sides {
				for _, other := range st.sides {
					reads(t, s, "the tenant of the project that "+other.name()+" had", func() string { return s.tenantOf(had[other].project) },
						func(owner string) bool { return owner == map[*side]string{alpha: "acme", beta: "acme~beta"}[other] })
				}
				reads(t, s, "tenants of both", s.tenants, func(ids []string) bool {
					return slices.Contains(ids, "acme") && slices.Contains(ids, "acme~beta") && slices.Contains(ids, "only-"+s.name())
				})
			}
			kit.Check(t, beta.view().alarmed("acme"), "nobody in beta is told that its tenant has another id")
		}},
		{"a machine that was made before lives on and is freed through the router of the other plant", func(t *testing.T, st *stage) {
			alpha, beta := st.side("alpha"), st.side("beta")
			kit.Eventually(t, patience, "alpha's router knows the machine", func() (bool, string) {
				_, err := alpha.router().Machine().FindMachine(machine.NewFindMachineParams().WithID(had[beta].machine), nil)
				return err == nil, ""
			})
			kit.Must(alpha.router().Machine().FreeMachine(machine.NewFreeMachineParams().WithID(had[beta].machine), nil))
		}},
		{"what callers of another plant may do is what its owner says, at once and until it says otherwise", func(t *testing.T, st *stage) {
			authorityObeyed(t, st.side("alpha"), st.side("beta"), had[st.side("beta")].machine)
		}},
	})
}

// possessions are what a plant had before it knew the other one.
type possessions struct{ project, machine, image, network string }

func (s *side) fill(t *testing.T) *possessions {
	t.Helper()
	kit.Must0(s.makeTenant("acme", "the acme of "+s.name()))
	kit.Must0(s.makeTenant("only-"+s.name(), "of one plant"))
	had := &possessions{project: kit.Must(s.makeProject("acme"))}
	s.prepare()
	kit.Eventually(t, patience, "a machine waits", func() (bool, string) {
		made, err := s.edit.Machine().AllocateMachine(machine.NewAllocateMachineParams().WithBody(s.request("old", s.image, s.private, s.size)), nil)
		if err != nil {
			return false, err.Error()
		}
		had.machine = kit.At(made.Payload.ID)
		return true, ""
	})
	had.network = s.private
	template := kit.Must(s.edit.Image().ListImages(image.NewListImagesParams(), nil)).Payload[0]
	had.image = kit.At(kit.Must(s.admin.Image().CreateImage(image.NewCreateImageParams().WithBody(&models.V1ImageCreateRequest{
		ID: kit.Ptr("house-1.0.20260101"), Name: "of " + s.name(), URL: kit.Ptr(template.URL), Features: []string{"machine"},
	}), nil)).Payload.ID)
	kit.Must0(s.sharedNetwork(prefix))
	kit.Must(named(s.edit, bothHave, s.project))
	return had
}

func addressTwice(t *testing.T, st *stage) {
	alpha, beta := st.side("alpha"), st.side("beta")
	invited := st.meet(t, alpha, beta)
	planned := beta.joinOf(t, invited.JoinID, "a plan", func(j join) bool { return j.Plan != nil })
	found := ""
	for _, item := range planned.Plan.Items {
		if item.Severity == "error" {
			found += item.Text + "\n"
		}
	}
	kit.Check(t, strings.Contains(found, bothHave), "errors of the plan: %q", found)
	err := beta.call("admin", "POST", "/v1/federation/join/"+invited.JoinID+"/accept", map[string]string{"plan": planned.Plan.Hash}, nil)
	kit.Check(t, err != nil, "a plan with an address that is in use twice is accepted")
	beta.takenBack(t, invited)
	alpha.joinOf(t, invited.JoinID, "the other side give up", func(j join) bool { return j.State == "failed" })
	for _, s := range st.sides {
		kit.Must(s.edit.IP().FindIP(ip.NewFindIPParams().WithID(bothHave), nil))
	}
}

func becomeOne(t *testing.T, st *stage) {
	alpha, beta := st.side("alpha"), st.side("beta")
	kit.Must0(beta.release(bothHave))
	invited := st.meet(t, alpha, beta)
	planned := beta.joinOf(t, invited.JoinID, "a plan", func(j join) bool { return j.Plan != nil })
	text := ""
	for _, item := range planned.Plan.Items {
		text += item.Severity + " " + item.Kind + ": " + item.Text + "\n"
	}
	for _, words := range []string{"acme, different", "house-1.0.20260101"} {
		kit.Check(t, strings.Contains(text, words), "the plan says nothing of %q:\n%s", words, text)
	}
	beta.accept(t, invited.JoinID)
	alpha.accept(t, invited.JoinID)
	st.agree(t, alpha, beta)
}

// stillHas looks at everything that the plant had; what it brought under an id that was taken has its label behind it.
func (s *side) stillHas(t *testing.T, had *possessions) {
	t.Helper()
	found := kit.Must(s.edit.Machine().FindMachine(machine.NewFindMachineParams().WithID(had.machine), nil)).Payload
	kit.Equal(t, "name of the machine", kit.At(found.Allocation.Name), "old")
	kit.Must(s.edit.Network().FindNetwork(network.NewFindNetworkParams().WithID(had.network), nil))
	own, description := "acme", "the acme of "+s.name()
	if s.name() == "beta" {
		own = "acme~beta"
	} else {
		kit.Must(s.edit.IP().FindIP(ip.NewFindIPParams().WithID(bothHave), nil))
	}
	reads(t, s, "its own tenant", func() string {
		answer, err := s.edit.Tenant().GetTenant(tenant.NewGetTenantParams().WithID(own), nil)
		if err != nil {
			return err.Error()
		}
		return answer.Payload.Description
	}, func(text string) bool { return text == description })
	reads(t, s, "the images of both", s.images, func(ids []string) bool {
		return slices.Contains(ids, "house-1.0.20260101") && slices.Contains(ids, "house-1.0.20260101~beta")
	})
}

// authorityObeyed calls beta through the router of alpha while beta takes and gives what alpha's callers may do.
func authorityObeyed(t *testing.T, alpha, beta *side, machineID string) {
	through := alpha.router()
	changes := func() int {
		_, err := through.Network().AllocateNetwork(network.NewAllocateNetworkParams().WithBody(&models.V1NetworkAllocateRequest{
			Name: "from-alpha", Partitionid: "beta", Projectid: beta.project,
		}), nil)
		if err == nil {
			return http.StatusOK
		}
		return code(err)
	}
	password := func() int {
		_, err := through.Machine().GetMachineConsolePassword(machine.NewGetMachineConsolePasswordParams().WithBody(
			&models.V1MachineConsolePasswordRequest{ID: kit.Ptr(machineID), Reason: kit.Ptr("the lab asks")}), nil)
		if err == nil {
			return http.StatusOK
		}
		return code(err)
	}
	for _, step := range []struct {
		says []string
		what string
		asks func() int
		// refused is whether it is 403 then.
		refused bool
	}{
		{nil, "an editor changes something", changes, false},
		{nil, "an editor reads a console password", password, true},
		{[]string{"--role", "view"}, "an editor changes something where only reading is open", changes, true},
		{[]string{"--role", "edit", "--grant", "console-password"}, "an editor reads a console password that is granted", password, false},
		{nil, "an editor changes something again", changes, false},
		{[]string{"--grant", "none"}, "an editor reads a console password whose grant was taken back", password, true},
	} {
		if step.says != nil {
			kit.Must(beta.plant.Ctl(append([]string{"federation", "authority", "alpha"}, step.says...)...))
		}
		kit.Eventually(t, patience, step.what, func() (bool, string) {
			answer := step.asks()
			return answer != 0 && (answer == http.StatusForbidden) == step.refused, fmt.Sprint(answer)
		})
		seen, err := listed(through, "beta")
		kit.Check(t, err == nil && len(seen.machines) == 2 && seen.stale == 0, "reading is not open while %s: %+v %v", step.what, seen, err)
	}
}
