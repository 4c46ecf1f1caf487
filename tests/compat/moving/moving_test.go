// Package moving takes what one plant has over into another one, as an installation that moves in does. Both speak the API over HTTP; a stock
// metal-api was not at hand.
package moving

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metal-stack/metal-go/api/client/image"
	"github.com/metal-stack/metal-go/api/client/ip"
	"github.com/metal-stack/metal-go/api/client/machine"
	"github.com/metal-stack/metal-go/api/client/network"
	"github.com/metal-stack/metal-go/api/client/project"
	switchops "github.com/metal-stack/metal-go/api/client/switch_operations"
	"github.com/metal-stack/metal-go/api/client/tenant"
	"github.com/metal-stack/metal-go/api/models"

	metalgo "github.com/metal-stack/metal-go"

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/compat/plant"
)

const properties = "url-check.enabled=false\n"

// sshKey is somebody's.
const sshKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f me@here"

// begin starts a plant with this many machines.
func begin(t *testing.T, partition string, machines int) (*plant.Own, metalgo.Client) {
	t.Helper()
	base := kit.Must(plant.FreePorts())
	own := kit.Must(plant.StartWith(properties, "--rack", fmt.Sprint(machines), "--partition", partition, "--port-base", fmt.Sprint(base)))
	t.Cleanup(own.Stop)
	return own, kit.Must(metalgo.NewDriver(own.Status.API.URL, "", own.Status.API.HMAC.Admin))
}

type moved struct {
	Kind      string
	There     int
	Created   []string
	Different []string
	Left      []string
	Failed    []string
}

// take runs plantctl import on the target. That something is refused is an answer, too.
func take(t *testing.T, target, source *plant.Own, more ...string) map[string]moved {
	t.Helper()
	arguments := append([]string{"import", "--data", target.Data, "--from", source.Status.API.URL, "--output", "json"}, more...)
	command := exec.CommandContext(t.Context(), target.Script()+"ctl", arguments...)
	command.Env = append(os.Environ(), "FROM_HMAC="+source.Status.API.HMAC.View)
	var told strings.Builder
	command.Stderr = &told
	printed, err := command.Output()
	var all []moved
	if json.Unmarshal(printed, &all) != nil {
		t.Fatalf("import: %v: %s", err, told.String())
	}
	byKind := map[string]moved{}
	for _, one := range all {
		byKind[one.Kind] = one
	}
	return byKind
}

func TestAnInstallationMovesIn(t *testing.T) {
	kit.Caught(t, func() {
		source, old := begin(t, "old", 2)
		target, fresh := begin(t, "new", 0)
		fill(old)
		// Both plants have networks of their own for tests, with the same prefixes.
		for _, id := range []string{"tenant-super-new", "underlay-new", "internet-new"} {
			kit.Must(fresh.Network().DeleteNetwork(network.NewDeleteNetworkParams().WithID(id), nil))
		}
		theirs := allocated(t, old)

		planned := take(t, target, source)
		for kind, id := range map[string]string{"tenant": "customer", "project": "shop", "image": "debian-12.0.20260101", "network": "uplink", "ip": "203.0.113.7",
			"partition": "old", "machine": kit.At(theirs.ID), "private-network": private(theirs), "machine-ip": addressOf(theirs)} {
			kit.Check(t, slices.Contains(planned[kind].Created, id), "the plan lacks %s %s: %+v", kind, id, planned[kind])
		}
		_, err := fresh.Tenant().GetTenant(tenant.NewGetTenantParams().WithID("customer"), nil)
		kit.Check(t, err != nil, "a plan changed something")

		first := take(t, target, source, "--apply")
		for kind, plan := range planned {
			kit.Check(t, len(first[kind].Failed) == 0 && len(first[kind].Left) == 0, "%s: %v %v", kind, first[kind].Failed, first[kind].Left)
			kit.Check(t, slices.Equal(plan.Created, first[kind].Created), "%s: planned %v, made %v", kind, plan.Created, first[kind].Created)
		}
		made := kit.Must(fresh.Project().FindProject(project.NewFindProjectParams().WithID("shop"), nil)).Payload
		kit.Equal(t, "tenant", made.TenantID, "customer")
		kit.Equal(t, "quota", made.Quotas.Machine.Quota, 7)
		uplink := kit.Must(fresh.Network().FindNetwork(network.NewFindNetworkParams().WithID("uplink"), nil)).Payload
		kit.Check(t, slices.Equal(uplink.Prefixes, []string{"203.0.113.0/24"}), "prefixes %v", uplink.Prefixes)
		address := kit.Must(fresh.IP().FindIP(ip.NewFindIPParams().WithID("203.0.113.7"), nil)).Payload
		kit.Equal(t, "project of the address", kit.At(address.Projectid), "shop")
		kit.Equal(t, "type of the address", kit.At(address.Type), "static")

		again := take(t, target, source, "--apply")
		for kind, one := range again {
			kit.Check(t, len(one.Created) == 0, "%s was created twice: %v", kind, one.Created)
			kit.Check(t, len(one.Failed) == 0, "%s failed: %v", kind, one.Failed)
		}
		kit.Check(t, again["project"].There >= 1, "the project is there: %+v", again["project"])
		for _, kind := range []string{"machine", "switch", "private-network", "machine-ip"} {
			kit.Check(t, again[kind].There > 0 && len(again[kind].Different) == 0, "%s: %+v", kind, again[kind])
		}
		kit.Run(t, "a machine keeps what it has and nothing is done to it", func(t *testing.T) { keeps(t, fresh, theirs) })
		kit.Run(t, "a machine is its project's own again once it is confirmed", func(t *testing.T) { confirmed(t, target, fresh, theirs) })
	})
}

// allocated is a machine of the source whose system has phoned home.
func allocated(t *testing.T, old metalgo.Client) *models.V1MachineResponse {
	t.Helper()
	made := kit.Must(old.Network().AllocateNetwork(network.NewAllocateNetworkParams().WithBody(&models.V1NetworkAllocateRequest{
		Name: "inside", Partitionid: "old", Projectid: "shop"}), nil)).Payload
	var id string
	kit.Eventually(t, time.Minute, "a machine is given", func() (bool, string) {
		answer, err := old.Machine().AllocateMachine(machine.NewAllocateMachineParams().WithBody(&models.V1MachineAllocateRequest{
			Name: "worker", Hostname: "worker", Imageid: kit.Ptr("debian-13.0.20261101"), Partitionid: kit.Ptr("old"), Projectid: kit.Ptr("shop"),
			Sizeid: kit.Ptr("c1-large-x86"), SSHPubKeys: []string{sshKey}, Tags: []string{"colour=blue"}, UserData: "#cloud-config",
			Networks: []*models.V1MachineAllocationNetwork{{Networkid: made.ID, Autoacquire: kit.Ptr(true)}, {Networkid: kit.Ptr("uplink"), Autoacquire: kit.Ptr(true)}}}), nil)
		if err != nil {
			return false, err.Error()
		}
		id = kit.At(answer.Payload.ID)
		return true, ""
	})
	var found *models.V1MachineResponse
	kit.Eventually(t, 2*time.Minute, "its system phones home", func() (bool, string) {
		found = kit.Must(old.Machine().FindMachine(machine.NewFindMachineParams().WithID(id), nil)).Payload
		newest := found.Events.Log[0]
		return kit.At(newest.Event) == "Phoned Home" && found.Allocation.BootInfo != nil, kit.At(newest.Event)
	})
	return found
}

// inside is what the machine has of its private network.
func inside(m *models.V1MachineResponse) *models.V1MachineNetwork {
	for _, one := range m.Allocation.Networks {
		if kit.At(one.Private) {
			return one
		}
	}
	return nil
}

func private(m *models.V1MachineResponse) string { return kit.At(inside(m).Networkid) }

func addressOf(m *models.V1MachineResponse) string { return inside(m).Ips[0] }

// keeps looks at the machine at the target.
func keeps(t *testing.T, fresh metalgo.Client, theirs *models.V1MachineResponse) {
	id := kit.At(theirs.ID)
	here := kit.Must(fresh.Machine().FindMachine(machine.NewFindMachineParams().WithID(id), nil)).Payload
	kit.Equal(t, "allocation", kit.At(here.Allocation.Allocationuuid), kit.At(theirs.Allocation.Allocationuuid))
	kit.Equal(t, "host name", kit.At(here.Allocation.Hostname), "worker")
	kit.Equal(t, "project", kit.At(here.Allocation.Project), "shop")
	kit.Equal(t, "rack", here.Rackid, theirs.Rackid)
	kit.Equal(t, "user data", here.Allocation.UserData, "#cloud-config")
	kit.Equal(t, "address", addressOf(here), addressOf(theirs))
	kit.Equal(t, "ASN", kit.At(inside(here).Asn), kit.At(inside(theirs).Asn))
	kit.Equal(t, "kernel", kit.At(here.Allocation.BootInfo.Kernel), kit.At(theirs.Allocation.BootInfo.Kernel))
	kit.Equal(t, "memory", kit.At(here.Hardware.Memory), kit.At(theirs.Hardware.Memory))
	kit.Check(t, slices.Contains(here.Tags, "colour=blue"), "tags %v", here.Tags)
	kit.Equal(t, "last event", kit.At(here.Events.Log[0].Event), "Phoned Home")
	bmc := kit.Must(fresh.Machine().FindIPMIMachine(machine.NewFindIPMIMachineParams().WithID(id), nil)).Payload.Ipmi
	kit.Check(t, kit.At(bmc.Password) != "" && kit.At(bmc.Address) != "", "the controller at %q has no password", kit.At(bmc.Address))
	made := kit.Must(fresh.Network().FindNetwork(network.NewFindNetworkParams().WithID(private(theirs)), nil)).Payload
	kit.Equal(t, "VRF", made.Vrf, kit.At(inside(theirs).Vrf))
	kit.Check(t, slices.Equal(made.Prefixes, inside(theirs).Prefixes), "prefixes %v, not %v", made.Prefixes, inside(theirs).Prefixes)
	kit.Equal(t, "parent", made.Parentnetworkid, "tenant-super-old")
	leaves := kit.Must(fresh.SwitchOperations().FindSwitches(switchops.NewFindSwitchesParams().WithBody(&models.V1SwitchFindRequest{}), nil)).Payload
	ports := 0
	for _, leaf := range leaves {
		for _, connection := range leaf.Connections {
			if connection.MachineID == id {
				ports++
				kit.Equal(t, "network of port "+kit.At(connection.Nic.Name), connection.Nic.Vrf, fmt.Sprintf("vrf%d", made.Vrf))
			}
		}
	}
	kit.Equal(t, "ports of the machine", ports, 2)
	for what, act := range map[string]func() error{
		"free": func() error {
			_, err := fresh.Machine().FreeMachine(machine.NewFreeMachineParams().WithID(id), nil)
			return err
		},
		"reset": func() error {
			_, err := fresh.Machine().MachineReset(machine.NewMachineResetParams().WithID(id), nil)
			return err
		},
	} {
		err := act()
		kit.Check(t, err != nil && strings.Contains(err.Error(), "not confirmed"), "%s of a machine in doubt: %v", what, err)
	}
	_, err := fresh.SwitchOperations().FindSwitch(switchops.NewFindSwitchParams().WithID(kit.At(leaves[0].ID)), nil)
	kit.Check(t, err != nil && strings.Contains(err.Error(), "keeps its configuration"), "an agent that has not reported is told: %v", err)
}

// confirmed has an administrator accept the machine, and frees it.
func confirmed(t *testing.T, target *plant.Own, fresh metalgo.Client, theirs *models.V1MachineResponse) {
	id := kit.At(theirs.ID)
	answer, err := exec.CommandContext(t.Context(), target.Script()+"ctl", "reconcile", "--data", target.Data, "--machine", id).CombinedOutput()
	kit.Check(t, err == nil, "reconcile: %v: %s", err, answer)
	kit.Must(fresh.Machine().FreeMachine(machine.NewFreeMachineParams().WithID(id), nil))
	kit.Eventually(t, time.Minute, "its address is free again", func() (bool, string) {
		_, err := fresh.IP().FindIP(ip.NewFindIPParams().WithID(addressOf(theirs)), nil)
		return err != nil, "it is there"
	})
}

func fill(old metalgo.Client) {
	kit.Must(old.Tenant().CreateTenant(tenant.NewCreateTenantParams().WithBody(&models.V1TenantCreateRequest{
		Meta: &models.V1Meta{ID: "customer", Annotations: map[string]string{"a": "b"}}, Name: "Customer"}), nil))
	kit.Must(old.Project().CreateProject(project.NewCreateProjectParams().WithBody(&models.V1ProjectCreateRequest{
		Meta: &models.V1Meta{ID: "shop", Labels: []string{"x"}}, Name: "Shop", TenantID: "customer",
		Quotas: &models.V1QuotaSet{Machine: &models.V1Quota{Quota: 7}}}), nil))
	kit.Must(old.Image().CreateImage(image.NewCreateImageParams().WithBody(&models.V1ImageCreateRequest{
		ID: kit.Ptr("debian-12.0.20260101"), URL: kit.Ptr("http://images.example.org/debian.tar.lz4"), Features: []string{"machine"}}), nil))
	kit.Must(old.Network().CreateNetwork(network.NewCreateNetworkParams().WithBody(&models.V1NetworkCreateRequest{
		ID: kit.Ptr("uplink"), Prefixes: []string{"203.0.113.0/24"}, Destinationprefixes: []string{"0.0.0.0/0"},
		Nat: kit.Ptr(true), Privatesuper: kit.Ptr(false), Underlay: kit.Ptr(false), Vrf: 1234}), nil))
	kit.Must(old.IP().AllocateSpecificIP(ip.NewAllocateSpecificIPParams().WithIP("203.0.113.7").WithBody(&models.V1IPAllocateRequest{
		Networkid: kit.Ptr("uplink"), Projectid: kit.Ptr("shop"), Name: "front", Type: kit.Ptr("static")}), nil))
}
