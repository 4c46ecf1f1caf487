package compat

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metal-stack/metal-go/api/client/switch_operations"
	"github.com/metal-stack/metal-go/api/models"
)

var switchStories = []story{
	{"a switch takes over from another one of its rack", switchMigration},
	{"a switch registers, reports and is read as metal-core does it", switchLife},
	{"a leaf of the rack keeps its connections whatever is registered", rackLeaf},
}

func (w *world) switchRequest(partition string) *models.V1SwitchRegisterRequest {
	id := w.name("leaf")
	nic := func(name string) *models.V1SwitchNic {
		return &models.V1SwitchNic{Name: ptr(name), Identifier: ptr(name), Mac: ptr("02:00:00:00:00:01"), Actual: ptr("UP")}
	}
	return &models.V1SwitchRegisterRequest{
		ID: ptr(id), Name: id, Description: "made by a test",
		PartitionID: ptr(partition), RackID: ptr(w.name("rack")),
		ManagementIP: "192.0.2.10", ManagementUser: "admin", ConsoleCommand: "console " + id,
		Os:   &models.V1SwitchOS{Vendor: "SONiC", Version: "4.2.1", MetalCoreVersion: "v0.17.0"},
		Nics: []*models.V1SwitchNic{nic("Ethernet1"), nic("Ethernet0"), nic("Ethernet10")},
	}
}

// register says whether the switch was new.
func (w *world) register(request *models.V1SwitchRegisterRequest) (*models.V1SwitchResponse, bool, error) {
	known, fresh, err := w.edit.SwitchOperations().RegisterSwitch(switch_operations.NewRegisterSwitchParams().WithBody(request), nil)
	switch {
	case err != nil:
		return nil, false, err
	case fresh != nil:
		return fresh.Payload, true, nil
	default:
		return known.Payload, false, nil
	}
}

func (w *world) leaf(id string) *models.V1SwitchResponse {
	return must(w.edit.SwitchOperations().FindSwitch(switch_operations.NewFindSwitchParams().WithID(id), nil)).Payload
}

func (w *world) notify(id string, report *models.V1SwitchNotifyRequest) *models.V1SwitchNotifyResponse {
	return must(w.edit.SwitchOperations().NotifySwitch(switch_operations.NewNotifySwitchParams().WithID(id).WithBody(report), nil)).Payload
}

func switchLife(t *testing.T, w *world) {
	partition := at(w.createPartition(t).ID)
	request := w.switchRequest(partition)
	id := at(request.ID)
	made, fresh, err := w.register(request)
	must0(err)
	afterwards(t, "switch "+id, func() error {
		_, err := w.edit.SwitchOperations().DeleteSwitch(switch_operations.NewDeleteSwitchParams().WithID(id).WithForce(ptr(true)), nil)
		return err
	})

	run(t, "the first registration creates it", func(t *testing.T) {
		check(t, fresh, "the answer was not 201")
		equal(t, "rack", at(made.RackID), at(request.RackID))
		equal(t, "partition", at(made.Partition.ID), partition)
		equal(t, "os", *made.Os, *request.Os)
		equal(t, "management", made.ManagementUser+"@"+made.ManagementIP, "admin@192.0.2.10")
		equal(t, "console", made.ConsoleCommand, request.ConsoleCommand)
		equal(t, "connections", len(made.Connections), 0)
		check(t, made.LastSync == nil && made.LastSyncError == nil, "it was never synchronised, and says it was")
		var names []string
		for _, nic := range made.Nics {
			names = append(names, at(nic.Name))
			equal(t, "vrf", nic.Vrf, "")
			check(t, nic.Filter == nil, "%s has a filter without a machine", at(nic.Name))
		}
		check(t, slices.Equal(names, []string{"Ethernet0", "Ethernet1", "Ethernet10"}), "the ports are not sorted: %v", names)
	})
	run(t, "the next one updates it", func(t *testing.T) {
		again := *request
		again.Description = ""
		again.ConsoleCommand = "another"
		again.Os = &models.V1SwitchOS{Vendor: "SONiC", Version: "4.2.2", MetalCoreVersion: "v0.18.0"}
		updated, fresh, err := w.register(&again)
		must0(err)
		check(t, !fresh, "the answer was 201")
		equal(t, "version", updated.Os.Version, "4.2.2")
		equal(t, "description", updated.Description, request.Description)
		equal(t, "console", updated.ConsoleCommand, request.ConsoleCommand)
	})
	run(t, "a good report becomes its last sync", func(t *testing.T) {
		answer := w.notify(id, &models.V1SwitchNotifyRequest{
			SyncDuration: ptr(int64(250 * time.Millisecond)),
			PortStates:   map[string]string{"Ethernet0": "UP", "Ethernet1": "DOWN", "Ethernet10": "UNKNOWN"},
			BgpPortStates: map[string]models.V1SwitchBGPPortState{"Ethernet0": {
				Neighbor: ptr("fe80::1"), PeerGroup: ptr("FABRIC"), VrfName: ptr("default"), BgpState: ptr("Established"),
				BgpTimerUpEstablished: ptr(time.Now().Unix()), SentPrefixCounter: ptr(int64(4)), AcceptedPrefixCounter: ptr(int64(3)),
			}},
		})
		equal(t, "duration", at(answer.LastSync.Duration), int64(250*time.Millisecond))
		leaf := w.leaf(id)
		equal(t, "duration", at(leaf.LastSync.Duration), int64(250*time.Millisecond))
		check(t, leaf.LastSyncError == nil, "an error appeared")
		equal(t, "states", fmt.Sprint(actual(leaf)), "map[Ethernet0:UP Ethernet1:DOWN Ethernet10:UNKNOWN]")
		bgp := leaf.Nics[0].BgpPortState
		check(t, bgp != nil && at(bgp.BgpState) == "Established" && at(bgp.SentPrefixCounter) == 4, "BGP state: %+v", bgp)
	})
	run(t, "a bad report becomes its last error and keeps the sync", func(t *testing.T) {
		w.notify(id, &models.V1SwitchNotifyRequest{
			SyncDuration: ptr(int64(time.Second)), Error: ptr("reload failed"), PortStates: map[string]string{"Ethernet1": "UP"},
		})
		leaf := w.leaf(id)
		check(t, leaf.LastSync != nil && leaf.LastSyncError != nil, "one of both is missing")
		equal(t, "error", leaf.LastSyncError.Error, "reload failed")
		equal(t, "state", actual(leaf)["Ethernet1"], "UP")
	})
	run(t, "it is found by every filter", func(t *testing.T) {
		for what, filter := range map[string]models.V1SwitchFindRequest{
			"id":        {ID: id},
			"name":      {Name: request.Name},
			"partition": {Partitionid: partition},
			"rack":      {Rackid: at(request.RackID)},
			"vendor":    {ID: id, Osvendor: "SONiC"},
			"version":   {ID: id, Osversion: "4.2.2"},
		} {
			found := must(w.view.SwitchOperations().FindSwitches(switch_operations.NewFindSwitchesParams().WithBody(&filter), nil)).Payload
			check(t, len(found) == 1 && at(found[0].ID) == id, "by %s: %d switches", what, len(found))
		}
		found := must(w.view.SwitchOperations().FindSwitches(switch_operations.NewFindSwitchesParams().WithBody(
			&models.V1SwitchFindRequest{ID: id, Osvendor: "Cumulus"}), nil)).Payload
		equal(t, "switches of another vendor", len(found), 0)
	})
	run(t, "an operator changes what is the operator's", func(t *testing.T) {
		changed := must(w.admin.SwitchOperations().UpdateSwitch(switch_operations.NewUpdateSwitchParams().WithBody(
			&models.V1SwitchUpdateRequest{ID: ptr(id), RackID: ptr("ignored"), Description: "changed", Mode: "replace"}), nil)).Payload
		equal(t, "description", changed.Description, "changed")
		equal(t, "mode", changed.Mode, "replace")
		equal(t, "console is always overwritten", changed.ConsoleCommand, "")
		equal(t, "rack", at(changed.RackID), at(request.RackID))
		_, _, err := w.register(request)
		refused[*switch_operations.RegisterSwitchDefault](t, err, 422) // nobody is there whom it could replace
		changed = must(w.admin.SwitchOperations().UpdateSwitch(switch_operations.NewUpdateSwitchParams().WithBody(
			&models.V1SwitchUpdateRequest{ID: ptr(id), RackID: ptr("ignored"), Mode: "operational"}), nil)).Payload
		equal(t, "mode", changed.Mode, "operational")
		equal(t, "description", changed.Description, "changed")
	})
	run(t, "a port without a machine is not switched", func(t *testing.T) {
		_, err := w.toggle(id, "Ethernet0", "DOWN")
		refused[*switch_operations.ToggleSwitchPortBadRequest](t, err, 400)
		_, err = w.toggle(id, "Ethernet0", "SIDEWAYS")
		refused[*switch_operations.ToggleSwitchPortBadRequest](t, err, 400)
		_, err = w.toggle(id, "Ethernet99", "DOWN")
		refused[*switch_operations.ToggleSwitchPortDefault](t, err, 404)
	})
	run(t, "a registration that cannot be is refused", func(t *testing.T) { switchRefusals(t, w, partition) })
}

func actual(leaf *models.V1SwitchResponse) map[string]string {
	states := map[string]string{}
	for _, nic := range leaf.Nics {
		states[at(nic.Name)] = at(nic.Actual)
	}
	return states
}

func (w *world) toggle(id, port, status string) (*models.V1SwitchResponse, error) {
	answer, err := w.admin.SwitchOperations().ToggleSwitchPort(switch_operations.NewToggleSwitchPortParams().WithID(id).WithBody(
		&models.V1SwitchPortToggleRequest{Nic: ptr(port), Status: ptr(status)}), nil)
	if err != nil {
		return nil, err
	}
	return answer.Payload, nil
}

func switchRefusals(t *testing.T, w *world, partition string) {
	type request = models.V1SwitchRegisterRequest
	for what, wrong := range map[string]struct {
		change func(*request)
		status int
	}{
		"no id":                {func(r *request) { r.ID = ptr("") }, 400},
		"an unknown partition": {func(r *request) { r.PartitionID = ptr("compat-none") }, 404},
		"an unknown vendor":    {func(r *request) { r.Os.Vendor = "sonic" }, 422},
		"one port twice":       {func(r *request) { r.Nics = append(r.Nics, r.Nics[0]) }, 400},
	} {
		r := w.switchRequest(partition)
		wrong.change(r)
		made, _, err := w.register(r)
		if err == nil {
			_, _ = w.edit.SwitchOperations().DeleteSwitch(switch_operations.NewDeleteSwitchParams().WithID(at(made.ID)), nil)
			t.Errorf("%s: it was registered", what)
			continue
		}
		refused[*switch_operations.RegisterSwitchDefault](t, err, wrong.status)
	}
	_, err := w.view.SwitchOperations().FindSwitch(switch_operations.NewFindSwitchParams().WithID("compat-none"), nil)
	refused[*switch_operations.FindSwitchDefault](t, err, 404)
	_, err = w.edit.SwitchOperations().NotifySwitch(switch_operations.NewNotifySwitchParams().WithID("compat-none").WithBody(
		&models.V1SwitchNotifyRequest{SyncDuration: ptr(int64(1)), PortStates: map[string]string{}}), nil)
	refused[*switch_operations.NotifySwitchDefault](t, err, 404)
	_, err = w.edit.SwitchOperations().DeleteSwitch(switch_operations.NewDeleteSwitchParams().WithID("compat-none"), nil)
	refused[*switch_operations.DeleteSwitchDefault](t, err, 404)
}

// registrationOf is what the switch itself would send now.
func registrationOf(leaf *models.V1SwitchResponse) *models.V1SwitchRegisterRequest {
	request := &models.V1SwitchRegisterRequest{
		ID: leaf.ID, Name: leaf.Name, PartitionID: leaf.Partition.ID, RackID: leaf.RackID, Os: leaf.Os,
		ManagementIP: leaf.ManagementIP, ManagementUser: leaf.ManagementUser,
	}
	for _, nic := range leaf.Nics {
		request.Nics = append(request.Nics, &models.V1SwitchNic{Name: nic.Name, Identifier: nic.Identifier, Mac: nic.Mac, Actual: nic.Actual})
	}
	return request
}

func wiring(leaf *models.V1SwitchResponse) map[string]string {
	wires := map[string]string{}
	for _, connection := range leaf.Connections {
		wires[at(connection.Nic.Name)] = connection.MachineID
	}
	return wires
}

func rackLeaf(t *testing.T, w *world) {
	leafs := must(w.view.SwitchOperations().FindSwitches(switch_operations.NewFindSwitchesParams().WithBody(
		&models.V1SwitchFindRequest{Partitionid: w.status.Partition}), nil)).Payload
	chosen := slices.IndexFunc(leafs, func(l *models.V1SwitchResponse) bool { return len(l.Connections) > 0 })
	if chosen < 0 {
		t.Fatalf("none of the %d switches of the rack has a machine", len(leafs))
	}
	leaf := leafs[chosen]
	id, wires := at(leaf.ID), wiring(leaf)
	port := at(leaf.Connections[0].Nic.Name)
	check(t, slices.IsSortedFunc(leaf.Connections, func(a, b *models.V1SwitchConnection) int {
		return strings.Compare(a.MachineID, b.MachineID)
	}), "the connections are not sorted by machine")

	run(t, "registering again changes nothing", func(t *testing.T) {
		again, fresh, err := w.register(registrationOf(leaf))
		must0(err)
		check(t, !fresh, "the answer was 201")
		equal(t, "connections", fmt.Sprint(wiring(again)), fmt.Sprint(wires))
	})
	run(t, "a port with a machine is neither lost nor renamed", func(t *testing.T) {
		lost, renamed := registrationOf(leaf), registrationOf(leaf)
		lost.Nics = slices.DeleteFunc(lost.Nics, func(n *models.V1SwitchNic) bool { return at(n.Name) == port })
		for _, nic := range renamed.Nics {
			if at(nic.Name) == port {
				nic.Name = ptr("Ethernet9999")
			}
		}
		for _, wrong := range []*models.V1SwitchRegisterRequest{lost, renamed} {
			_, _, err := w.register(wrong)
			refused[*switch_operations.RegisterSwitchDefault](t, err, 422)
		}
		equal(t, "connections", fmt.Sprint(wiring(w.leaf(id))), fmt.Sprint(wires))
	})
	run(t, "with machines it is not deleted", func(t *testing.T) {
		_, err := w.edit.SwitchOperations().DeleteSwitch(switch_operations.NewDeleteSwitchParams().WithID(id), nil)
		refused[*switch_operations.DeleteSwitchDefault](t, err, 400)
	})
	run(t, "a port is switched down and up", func(t *testing.T) {
		defer func() { must(w.toggle(id, port, "UP")) }()
		equal(t, "wanted state", actual(must(w.toggle(id, port, "DOWN")))[port], "DOWN")
		equal(t, "wanted state", actual(must(w.toggle(id, port, "UP")))[port], "UP")
	})
	run(t, "replaced hardware takes over the wiring of its twin", func(t *testing.T) {
		must(w.admin.SwitchOperations().UpdateSwitch(switch_operations.NewUpdateSwitchParams().WithBody(
			&models.V1SwitchUpdateRequest{ID: ptr(id), RackID: leaf.RackID, Mode: "replace", ConsoleCommand: leaf.ConsoleCommand}), nil))
		t.Cleanup(func() {
			_, _ = w.admin.SwitchOperations().UpdateSwitch(switch_operations.NewUpdateSwitchParams().WithBody(
				&models.V1SwitchUpdateRequest{ID: ptr(id), RackID: leaf.RackID, Mode: "operational", ConsoleCommand: leaf.ConsoleCommand}), nil)
		})
		replaced, _, err := w.register(registrationOf(leaf))
		must0(err)
		equal(t, "mode", replaced.Mode, "operational")
		equal(t, "connections", fmt.Sprint(wiring(replaced)), fmt.Sprint(wires))
	})
}

func (w *world) migrate(from, to string) (*models.V1SwitchResponse, error) {
	answer, err := w.admin.SwitchOperations().MigrateSwitch(switch_operations.NewMigrateSwitchParams().WithBody(
		&models.V1SwitchMigrateRequest{OldSwitchID: ptr(from), NewSwitchID: ptr(to)}), nil)
	if err != nil {
		return nil, err
	}
	return answer.Payload, nil
}

// Machines move with it; that is told by the suites of the plant, as here they belong to other stories.
func switchMigration(t *testing.T, w *world) {
	partition := at(w.createPartition(t).ID)
	register := func(rack, vendor string, ports ...string) string {
		request := w.switchRequest(partition)
		request.RackID, request.Os.Vendor = ptr(rack), vendor
		request.Nics = nil
		for i, port := range ports {
			mac := fmt.Sprintf("02:00:00:00:00:%02x", i)
			request.Nics = append(request.Nics, &models.V1SwitchNic{Name: ptr(port), Identifier: ptr(port), Mac: ptr(mac), Actual: ptr("UP")})
		}
		_, _, err := w.register(request)
		must0(err)
		afterwards(t, "switch "+at(request.ID), func() error {
			_, err := w.edit.SwitchOperations().DeleteSwitch(switch_operations.NewDeleteSwitchParams().WithID(at(request.ID)), nil)
			return err
		})
		return at(request.ID)
	}
	rack := w.name("rack")
	old, heir := register(rack, "Cumulus", "swp1", "swp2"), register(rack, "SONiC", "Ethernet0", "Ethernet4")
	small, elsewhere := register(rack, "SONiC", "Ethernet0"), register(w.name("rack"), "SONiC", "Ethernet0", "Ethernet4")

	run(t, "the answer is the new one, and the old one has no machines", func(t *testing.T) {
		answer := must(w.migrate(old, heir))
		equal(t, "id", at(answer.ID), heir)
		equal(t, "ports", len(answer.Nics), 2)
		equal(t, "connections", len(w.leaf(old).Connections), 0)
	})
	run(t, "what cannot be is refused", func(t *testing.T) {
		for what, wrong := range map[string]struct {
			from, to string
			status   int
		}{
			"no old one":     {"", heir, 400},
			"no new one":     {old, "", 400},
			"an unknown one": {old, "compat-none", 404},
			"another rack":   {old, elsewhere, 400},
			"too few ports":  {old, small, 422},
		} {
			_, err := w.migrate(wrong.from, wrong.to)
			t.Log(what)
			refused[*switch_operations.MigrateSwitchDefault](t, err, wrong.status)
		}
	})
	run(t, "one with machines takes over from nobody", func(t *testing.T) {
		for _, leaf := range must(w.view.SwitchOperations().FindSwitches(switch_operations.NewFindSwitchesParams().WithBody(
			&models.V1SwitchFindRequest{Partitionid: w.status.Partition}), nil)).Payload {
			if len(leaf.Connections) > 0 {
				_, err := w.migrate(at(leaf.ID), at(leaf.ID))
				refused[*switch_operations.MigrateSwitchDefault](t, err, 400)
				return
			}
		}
		t.Error("no leaf of the rack has a machine")
	})
}
