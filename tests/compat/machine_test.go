package compat

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/metal-stack/metal-go/api/client/ip"
	"github.com/metal-stack/metal-go/api/client/machine"
	"github.com/metal-stack/metal-go/api/client/partition"
	"github.com/metal-stack/metal-go/api/client/switch_operations"
	"github.com/metal-stack/metal-go/api/models"
)

const sshKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ9Nyg8XJM/VdTtLuVRu4P0TNDqOZk0Sz7XyBw3mcV3e compat@metal-plant.invalid"

var machineStories = []story{
	{"a machine lives from allocation to reinstallation to its next wait", machineLife},
	{"a machine that is reserved or locked stays with its operator", machineStates},
	{"an allocation that cannot be is refused with the reason", machineRefusals},
}

func (w *world) machineRequest(t *testing.T, size, projectID string, networks ...string) *models.V1MachineAllocateRequest {
	t.Helper()
	request := &models.V1MachineAllocateRequest{
		Name:        w.name("machine"),
		Hostname:    "compat-host-" + w.run,
		Description: "made by a test",
		Imageid:     w.imageFor(t, "machine").ID,
		Partitionid: ptr(w.status.Partition),
		Projectid:   ptr(projectID),
		Sizeid:      ptr(size),
		SSHPubKeys:  []string{sshKey},
		Tags:        []string{"compat.metal-plant.invalid/run=" + w.run},
		UserData:    "I2Nsb3VkLWNvbmZpZwo=",
	}
	for _, id := range networks {
		request.Networks = append(request.Networks, &models.V1MachineAllocationNetwork{Networkid: ptr(id), Autoacquire: ptr(true)})
	}
	return request
}

func (w *world) allocate(t *testing.T, request *models.V1MachineAllocateRequest) *models.V1MachineResponse {
	t.Helper()
	made := must(w.edit.Machine().AllocateMachine(machine.NewAllocateMachineParams().WithBody(request), nil)).Payload
	w.freeAfterwards(t, at(made.ID))
	return made
}

func machineLife(t *testing.T, w *world) {
	projectID := w.project(t)
	private := w.privateNetwork(t, projectID)
	size := at(w.free(t).Size.ID)
	request := w.machineRequest(t, size, projectID, at(private.ID))
	var m *models.V1MachineResponse

	run(t, "it is allocated", func(t *testing.T) {
		m = must(w.edit.Machine().AllocateMachine(machine.NewAllocateMachineParams().WithBody(request), nil)).Payload
		isAllocatedAsAsked(t, w, m, request, private)
	})
	if m == nil {
		return
	}
	id := at(m.ID)
	w.freeAfterwards(t, id)

	run(t, "its allocation is announced under the key that the wait service reads", func(t *testing.T) {
		eventually(t, commandMax, "the allocation is announced", func() (bool, string) {
			heard := w.commands.bodies(allocations, func(d map[string]any) bool { return d["old"] == id })
			if len(heard) > 0 {
				exactly(t, "allocation event", heard[0], "old")
			}
			return len(heard) > 0, "nothing"
		})
	})
	run(t, "it phones home", func(t *testing.T) {
		m = w.reaches(t, id, phonedHome)
		check(t, m.Allocation.BootInfo != nil, "the installer reported, and there is no boot_info")
		equal(t, "reinstall", at(m.Allocation.Reinstall), false)
		equal(t, "succeeded", at(m.Allocation.Succeeded), false)
		equal(t, "liveliness", at(m.Liveliness), "Alive")
	})
	if t.Failed() {
		return
	}
	run(t, "its switch ports are in the network's VRF and let its prefixes pass", func(t *testing.T) {
		nics := w.ports(t, id)
		equal(t, "ports", len(nics), 2)
		for _, nic := range nics {
			equal(t, "vrf of "+at(nic.Name), nic.Vrf, fmt.Sprintf("vrf%d", private.Vrf))
			check(t, nic.Filter != nil, "%s has no filter", at(nic.Name))
			if nic.Filter != nil {
				check(t, slices.Contains(nic.Filter.Cidrs, private.Prefixes[0]), "%s: %v lacks %s", at(nic.Name), nic.Filter.Cidrs, private.Prefixes[0])
				equal(t, "vnis", len(nic.Filter.Vnis), 0)
				check(t, slices.IsSorted(nic.Filter.Cidrs), "%v is not sorted", nic.Filter.Cidrs)
			}
		}
	})
	run(t, "it is found by everything that is known about it", func(t *testing.T) { machineFilters(t, w, id) })
	run(t, "it counts in the capacity of its partition", func(t *testing.T) { capacityCounts(t, w, size) })
	run(t, "it is changed by those who may", func(t *testing.T) { machineUpdate(t, w, id) })
	run(t, "its console password is told to who gives a reason", func(t *testing.T) {
		told := must(w.edit.Machine().GetMachineConsolePassword(machine.NewGetMachineConsolePasswordParams().WithBody(
			&models.V1MachineConsolePasswordRequest{ID: ptr(id), Reason: ptr("a test of the whole life")}), nil)).Payload
		equal(t, "id", at(told.ID), id)
		check(t, at(told.ConsolePassword) != "", "the console password is empty")
	})
	run(t, "while it is locked nobody frees or reinstalls it", func(t *testing.T) { lockedMachine(t, w, id, at(request.Imageid)) })
	run(t, "it is reinstalled", func(t *testing.T) { machineReinstall(t, w, id, request) })
	run(t, "every command reaches its BMC", func(t *testing.T) { machinePower(t, w, id) })
	run(t, "it is freed and waits again", func(t *testing.T) { machineFree(t, w, id, private) })
}

func isAllocatedAsAsked(t *testing.T, w *world, m *models.V1MachineResponse, request *models.V1MachineAllocateRequest, private *models.V1NetworkResponse) {
	t.Helper()
	a := m.Allocation
	if a == nil {
		t.Fatal("the answer has no allocation")
	}
	equal(t, "name", at(a.Name), request.Name)
	equal(t, "hostname", at(a.Hostname), request.Hostname)
	equal(t, "description", a.Description, request.Description)
	equal(t, "project", at(a.Project), at(request.Projectid))
	equal(t, "image", at(a.Image.ID), at(request.Imageid))
	equal(t, "role", at(a.Role), "machine")
	equal(t, "creator", at(a.Creator), "metal-edit@metal-stack.io")
	equal(t, "user data", a.UserData, request.UserData)
	equal(t, "size", at(m.Size.ID), at(request.Sizeid))
	equal(t, "partition", at(m.Partition.ID), w.status.Partition)
	check(t, at(a.Allocationuuid) != "", "the allocation has no uuid")
	check(t, a.Filesystemlayout != nil, "no filesystem layout was chosen")
	check(t, slices.Equal(a.SSHPubKeys, request.SSHPubKeys), "ssh keys: %v", a.SSHPubKeys)
	check(t, slices.Contains(m.Tags, request.Tags[0]), "the tags %v lack %s", m.Tags, request.Tags[0])
	check(t, slices.Contains(m.Tags, "machine.metal-stack.io/rack="+m.Rackid), "the tags %v lack the rack %s", m.Tags, m.Rackid)
	if len(a.Networks) != 1 {
		t.Fatalf("expected one network, got %d", len(a.Networks))
	}
	n := a.Networks[0]
	equal(t, "network", at(n.Networkid), at(private.ID))
	equal(t, "networktype", at(n.Networktype), "privateprimaryunshared")
	equal(t, "networktypev2", at(n.Networktypev2), "child")
	equal(t, "nattypev2", at(n.Nattypev2), "none")
	equal(t, "vrf", at(n.Vrf), private.Vrf)
	equal(t, "private", at(n.Private), true)
	equal(t, "underlay", at(n.Underlay), false)
	equal(t, "addresses", len(n.Ips), 1)
	check(t, at(n.Asn) > 4210000000 && at(n.Asn) <= 4294967294, "ASN %d is outside the pool", at(n.Asn))
	check(t, slices.Contains(m.Tags, fmt.Sprintf("machine.metal-stack.io/network.primary.asn=%d", at(n.Asn))),
		"the tags %v lack the primary ASN", m.Tags)
	address := must(w.view.IP().FindIP(ip.NewFindIPParams().WithID(n.Ips[0]), nil)).Payload
	equal(t, "type of the address", at(address.Type), "ephemeral")
	equal(t, "name of the address", address.Name, request.Name)
	check(t, slices.Contains(address.Tags, "machine.metal-stack.io/id="+at(m.ID)), "the address has the tags %v", address.Tags)
}

// ports are the two switch ports to which the machine is connected.
func (w *world) ports(t *testing.T, machineID string) []*models.V1SwitchNic {
	t.Helper()
	var found []*models.V1SwitchNic
	for _, leaf := range must(w.view.SwitchOperations().ListSwitches(switch_operations.NewListSwitchesParams(), nil)).Payload {
		for _, connection := range leaf.Connections {
			if connection.MachineID != machineID {
				continue
			}
			for _, nic := range leaf.Nics {
				if at(nic.Name) == at(connection.Nic.Name) {
					found = append(found, nic)
				}
			}
		}
	}
	return found
}

func machineFilters(t *testing.T, w *world, id string) {
	m := w.machine(id)
	bmc := must(w.view.Machine().FindIPMIMachine(machine.NewFindIPMIMachineParams().WithID(id), nil)).Payload.Ipmi
	n := m.Allocation.Networks[0]
	nic := m.Hardware.Nics[slices.IndexFunc(m.Hardware.Nics, func(n *models.V1MachineNic) bool { return len(n.Neighbors) > 0 })]
	disk := m.Hardware.Disks[0]
	type find = models.V1MachineFindRequest
	for what, filter := range map[string]find{
		"nothing else":                {},
		"partition_id":                {PartitionID: at(m.Partition.ID)},
		"sizeid":                      {Sizeid: at(m.Size.ID)},
		"rackid":                      {Rackid: m.Rackid},
		"tags":                        {Tags: m.Tags},
		"allocation_name":             {AllocationName: at(m.Allocation.Name)},
		"allocation_project":          {AllocationProject: at(m.Allocation.Project)},
		"allocation_image_id":         {AllocationImageID: at(m.Allocation.Image.ID)},
		"allocation_hostname":         {AllocationHostname: at(m.Allocation.Hostname)},
		"allocation_role":             {AllocationRole: "machine"},
		"network_ids":                 {NetworkIds: []string{at(n.Networkid)}},
		"network_prefixes":            {NetworkPrefixes: n.Prefixes},
		"network_ips":                 {NetworkIps: n.Ips},
		"network_vrfs":                {NetworkVrfs: []int64{at(n.Vrf)}},
		"network_asns":                {NetworkAsns: []int64{at(n.Asn)}},
		"hardware_memory":             {HardwareMemory: at(m.Hardware.Memory)},
		"disk_names":                  {DiskNames: []string{at(disk.Name)}},
		"disk_sizes":                  {DiskSizes: []int64{at(disk.Size)}},
		"nics_names":                  {NicsNames: []string{at(nic.Name)}},
		"nics_mac_addresses":          {NicsMacAddresses: []string{at(nic.Mac)}},
		"nics_neighbor_names":         {NicsNeighborNames: []string{at(nic.Neighbors[0].Name)}},
		"nics_neighbor_mac_addresses": {NicsNeighborMacAddresses: []string{at(nic.Neighbors[0].Mac)}},
		"ipmi_address":                {IpmiAddress: at(bmc.Address)},
		"ipmi_user":                   {IpmiUser: at(bmc.User)},
		"ipmi_interface":              {IpmiInterface: at(bmc.Interface)},
		"fru_product_serial":          {FruProductSerial: bmc.Fru.ProductSerial},
		"fru_chassis_part_serial":     {FruChassisPartSerial: bmc.Fru.ChassisPartSerial},
		"fru_board_part_number":       {FruBoardPartNumber: bmc.Fru.BoardPartNumber},
	} {
		filter.ID = id
		found := must(w.view.Machine().FindMachines(machine.NewFindMachinesParams().WithBody(&filter), nil)).Payload
		check(t, len(found) == 1 && at(found[0].ID) == id, "by id and %s: %d machines", what, len(found))
	}
	for what, filter := range map[string]find{
		"another partition": {PartitionID: "compat-none"},
		"another size":      {Sizeid: "compat-none"},
		"another rack":      {Rackid: "compat-none"},
		"one more tag":      {Tags: append(slices.Clone(m.Tags), "compat-none")},
		"another project":   {AllocationProject: nowhere},
		"another role":      {AllocationRole: "firewall"},
		"another address":   {NetworkIps: []string{"192.0.2.254"}},
		"another disk":      {DiskNames: []string{"/dev/compat-none"}},
		"a locked state":    {StateValue: "LOCKED"},
	} {
		filter.ID = id
		found := must(w.view.Machine().FindMachines(machine.NewFindMachinesParams().WithBody(&filter), nil)).Payload
		check(t, len(found) == 0, "by id and %s: %d machines", what, len(found))
	}
	listed := must(w.view.Machine().ListMachines(machine.NewListMachinesParams(), nil)).Payload
	check(t, slices.ContainsFunc(listed, func(l *models.V1MachineResponse) bool { return at(l.ID) == id }), "the list lacks it")
	bmcs := must(w.view.Machine().FindIPMIMachines(machine.NewFindIPMIMachinesParams().WithBody(&find{ID: id}), nil)).Payload
	check(t, len(bmcs) == 1 && at(bmcs[0].Ipmi.Address) == at(bmc.Address), "its BMC is found %d times", len(bmcs))
}

func capacityCounts(t *testing.T, w *world, size string) {
	capacities := must(w.view.Partition().PartitionCapacity(partition.NewPartitionCapacityParams().WithBody(
		&models.V1PartitionCapacityRequest{ID: w.status.Partition, Sizeid: size}), nil)).Payload
	if len(capacities) != 1 || len(capacities[0].Servers) != 1 {
		t.Fatalf("expected one partition with one size, got %+v", capacities)
	}
	c := capacities[0].Servers[0]
	equal(t, "partition", at(capacities[0].ID), w.status.Partition)
	equal(t, "size", at(c.Size), size)
	check(t, c.Allocated >= 1, "nothing is counted as allocated")
	equal(t, "total by event", c.PhonedHome+c.Waiting+c.Other, c.Total)
	equal(t, "total by state", c.Allocated+c.Allocatable+c.Unavailable, c.Total)
	check(t, c.Free <= c.Allocatable, "%d free of %d allocatable", c.Free, c.Allocatable)
	equal(t, "other machines", len(c.Othermachines), int(c.Other))
	equal(t, "faulty machines", len(c.Faultymachines), int(c.Faulty))
}

func machineUpdate(t *testing.T, w *world, id string) {
	before := w.machine(id)
	tags := append(slices.Clone(before.Tags), "compat.metal-plant.invalid/more=1")
	_, err := w.edit.Machine().UpdateMachine(machine.NewUpdateMachineParams().WithBody(
		&models.V1MachineUpdateRequest{ID: ptr(id), Tags: tags}), nil)
	refused[*machine.UpdateMachineDefault](t, err, 403)

	changed := must(w.admin.Machine().UpdateMachine(machine.NewUpdateMachineParams().WithBody(
		&models.V1MachineUpdateRequest{ID: ptr(id), Tags: tags}), nil)).Payload
	check(t, sameSet(changed.Tags, tags), "tags: expected %v, got %v", tags, changed.Tags)
	equal(t, "description", changed.Allocation.Description, before.Allocation.Description)
	check(t, slices.Equal(changed.Allocation.SSHPubKeys, before.Allocation.SSHPubKeys), "the keys changed with the tags")

	keys := []string{sshKey, strings.Replace(sshKey, "compat@", "other@", 1)}
	changed = must(w.admin.Machine().UpdateMachine(machine.NewUpdateMachineParams().WithBody(
		&models.V1MachineUpdateRequest{ID: ptr(id), SSHPubKeys: keys, Description: ptr("changed")}), nil)).Payload
	check(t, slices.Equal(changed.Allocation.SSHPubKeys, keys), "keys: %v", changed.Allocation.SSHPubKeys)
	check(t, sameSet(changed.Tags, tags), "the tags changed with the keys: %v", changed.Tags)
	equal(t, "description", changed.Allocation.Description, "changed")
}

func sameSet(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

func (w *world) setState(id, value, description string) (*models.V1MachineState, error) {
	answer, err := w.edit.Machine().SetMachineState(machine.NewSetMachineStateParams().WithID(id).WithBody(
		&models.V1MachineState{Value: ptr(value), Description: ptr(description)}), nil)
	if err != nil {
		return nil, err
	}
	return answer.Payload.State, nil
}

func lockedMachine(t *testing.T, w *world, id, imageID string) {
	must(w.setState(id, "LOCKED", "a test holds it"))
	defer func() { must(w.setState(id, "", "")) }()
	_, err := w.edit.Machine().FreeMachine(machine.NewFreeMachineParams().WithID(id), nil)
	refused[*machine.FreeMachineDefault](t, err, 422)
	_, err = w.edit.Machine().ReinstallMachine(machine.NewReinstallMachineParams().WithID(id).WithBody(
		&models.V1MachineReinstallRequest{ID: ptr(id), Imageid: ptr(imageID)}), nil)
	refused[*machine.ReinstallMachineBadRequest](t, err, 400)
	check(t, w.machine(id).Allocation != nil, "the allocation is gone")
}

func machineReinstall(t *testing.T, w *world, id string, request *models.V1MachineAllocateRequest) {
	before := w.machine(id)
	var answer *models.V1MachineResponse
	var command map[string]any
	deletion := w.hearsDelete(t, id, func() {
		command = w.hears(t, id, "REINSTALL", func() {
			answer = must(w.edit.Machine().ReinstallMachine(machine.NewReinstallMachineParams().WithID(id).WithBody(
				&models.V1MachineReinstallRequest{ID: ptr(id), Imageid: request.Imageid}), nil)).Payload
		})
	})
	isDelete(t, deletion)
	isCommand(t, command)
	equal(t, "reinstall", at(answer.Allocation.Reinstall), true)
	equal(t, "allocation", at(answer.Allocation.Allocationuuid), at(before.Allocation.Allocationuuid))
	eventually(t, lifeStep, "the machine phones home after its reinstallation", func() (bool, string) {
		m := w.machine(id)
		done := !at(m.Allocation.Reinstall) && newest(m.Events) == phonedHome
		return done, fmt.Sprintf("reinstall=%t, %s", at(m.Allocation.Reinstall), newest(m.Events))
	})
	after := w.machine(id).Allocation
	check(t, slices.Equal(after.Networks[0].Ips, before.Allocation.Networks[0].Ips), "the addresses changed: %v", after.Networks[0].Ips)
	for _, nic := range w.ports(t, id) {
		equal(t, "vrf of "+at(nic.Name), nic.Vrf, fmt.Sprintf("vrf%d", at(after.Networks[0].Vrf)))
	}
}

// machinePower sends every command; the ones that change the boot order end with the disk, and the ones that change
// the power end with the machine running.
func machinePower(t *testing.T, w *world, id string) {
	m := w.edit.Machine()
	reason := ptr("to find it")
	for _, command := range []struct {
		verb string
		send func() (*models.V1MachineResponse, error)
	}{
		{"LED-ON", func() (*models.V1MachineResponse, error) {
			a, err := m.ChassisIdentifyLEDOn(machine.NewChassisIdentifyLEDOnParams().WithID(id).WithDescription(reason).WithBody(emptyBody), nil)
			return payload(a, err, func() *models.V1MachineResponse { return a.Payload })
		}},
		{"LED-OFF", func() (*models.V1MachineResponse, error) {
			a, err := m.ChassisIdentifyLEDOff(machine.NewChassisIdentifyLEDOffParams().WithID(id).WithDescription(reason).WithBody(emptyBody), nil)
			return payload(a, err, func() *models.V1MachineResponse { return a.Payload })
		}},
		{"BIOS", func() (*models.V1MachineResponse, error) {
			a, err := m.MachineBios(machine.NewMachineBiosParams().WithID(id).WithBody(emptyBody), nil)
			return payload(a, err, func() *models.V1MachineResponse { return a.Payload })
		}},
		{"PXE", func() (*models.V1MachineResponse, error) {
			a, err := m.MachinePxe(machine.NewMachinePxeParams().WithID(id).WithBody(emptyBody), nil)
			return payload(a, err, func() *models.V1MachineResponse { return a.Payload })
		}},
		{"DISK", func() (*models.V1MachineResponse, error) {
			a, err := m.MachineDisk(machine.NewMachineDiskParams().WithID(id).WithBody(emptyBody), nil)
			return payload(a, err, func() *models.V1MachineResponse { return a.Payload })
		}},
		{"OFF", func() (*models.V1MachineResponse, error) {
			a, err := m.MachineOff(machine.NewMachineOffParams().WithID(id).WithBody(emptyBody), nil)
			return payload(a, err, func() *models.V1MachineResponse { return a.Payload })
		}},
		{"ON", func() (*models.V1MachineResponse, error) {
			a, err := m.MachineOn(machine.NewMachineOnParams().WithID(id).WithBody(emptyBody), nil)
			return payload(a, err, func() *models.V1MachineResponse { return a.Payload })
		}},
		{"RESET", func() (*models.V1MachineResponse, error) {
			a, err := m.MachineReset(machine.NewMachineResetParams().WithID(id).WithBody(emptyBody), nil)
			return payload(a, err, func() *models.V1MachineResponse { return a.Payload })
		}},
		{"CYCLE", func() (*models.V1MachineResponse, error) {
			a, err := m.MachineCycle(machine.NewMachineCycleParams().WithID(id).WithBody(emptyBody), nil)
			return payload(a, err, func() *models.V1MachineResponse { return a.Payload })
		}},
	} {
		heard := w.hears(t, id, command.verb, func() {
			equal(t, "machine of "+command.verb, at(must(command.send()).ID), id)
		})
		isCommand(t, heard)
		switch command.verb {
		case "LED-ON":
			state := w.machine(id).Ledstate
			equal(t, "led", at(state.Value), "LED-ON")
			equal(t, "reason of the led", at(state.Description), *reason)
		case "OFF", "RESET", "CYCLE":
			log := w.machine(id).Events.Log
			check(t, slices.ContainsFunc(log, func(e *models.V1MachineProvisioningEvent) bool { return at(e.Event) == "Planned Reboot" }),
				"%s left no Planned Reboot in the log", command.verb)
		}
	}
	w.reaches(t, id, phonedHome)
}

var emptyBody models.V1EmptyBody = map[string]any{}

func payload[A, P any](_ A, err error, get func() P) (P, error) {
	if err != nil {
		return *new(P), err
	}
	return get(), nil
}

func machineFree(t *testing.T, w *world, id string, private *models.V1NetworkResponse) {
	before := w.machine(id)
	var answer *models.V1MachineResponse
	isDelete(t, w.hearsDelete(t, id, func() {
		answer = must(w.edit.Machine().FreeMachine(machine.NewFreeMachineParams().WithID(id), nil)).Payload
	}))
	check(t, answer.Allocation == nil, "the answer still has an allocation")
	equal(t, "tags", len(answer.Tags), 0)
	for _, nic := range w.ports(t, id) {
		check(t, nic.Vrf == "" || nic.Vrf == "default" || nic.Vrf != fmt.Sprintf("vrf%d", private.Vrf), "%s is still in %s", at(nic.Name), nic.Vrf)
	}
	eventually(t, commandMax, "the ephemeral address is gone", func() (bool, string) {
		_, err := w.view.IP().FindIP(ip.NewFindIPParams().WithID(before.Allocation.Networks[0].Ips[0]), nil)
		return err != nil, "it is still there"
	})
	after := w.reaches(t, id, waiting)
	check(t, slices.ContainsFunc(after.Events.Log, func(e *models.V1MachineProvisioningEvent) bool { return at(e.Event) == "Machine Reclaim" }),
		"the log has no Machine Reclaim")
	equal(t, "failed reclaim", at(after.Events.FailedMachineReclaim), false)
	_, err := w.edit.Machine().GetMachineConsolePassword(machine.NewGetMachineConsolePasswordParams().WithBody(
		&models.V1MachineConsolePasswordRequest{ID: ptr(id), Reason: ptr("a test of a free machine")}), nil)
	refused[*machine.GetMachineConsolePasswordDefault](t, err, 422)
}

func machineStates(t *testing.T, w *world) {
	id := w.held(t)

	state := must(w.setState(id, "RESERVED", "for a test"))
	equal(t, "value", at(state.Value), "RESERVED")
	equal(t, "description", at(state.Description), "for a test")
	equal(t, "issuer", state.Issuer, "metal-edit@metal-stack.io")
	w.foundByState(t, id, "RESERVED", 1)
	w.foundByState(t, id, "LOCKED", 0)

	equal(t, "value", at(must(w.setState(id, "LOCKED", "for longer")).Value), "LOCKED")
	w.foundByState(t, id, "LOCKED", 1)
	_, err := w.edit.Machine().FreeMachine(machine.NewFreeMachineParams().WithID(id), nil)
	refused[*machine.FreeMachineDefault](t, err, 422)

	for _, wrong := range []struct{ value, description string }{{"RESERVED", ""}, {"LOCKED", ""}, {"BROKEN", "why"}} {
		_, err = w.setState(id, wrong.value, wrong.description)
		refused[*machine.SetMachineStateDefault](t, err, 400)
	}
	_, err = w.setState(nowhere, "LOCKED", "why")
	refused[*machine.SetMachineStateDefault](t, err, 404)

	state = must(w.setState(id, "", ""))
	equal(t, "value", at(state.Value), "")
	equal(t, "issuer", state.Issuer, "")
	equal(t, "newest event", newest(w.machine(id).Events), waiting)
}

func (w *world) foundByState(t *testing.T, id, state string, times int) {
	t.Helper()
	found := must(w.view.Machine().FindMachines(machine.NewFindMachinesParams().WithBody(
		&models.V1MachineFindRequest{ID: id, StateValue: state}), nil)).Payload
	equal(t, "machines with state "+state, len(found), times)
}

func machineRefusals(t *testing.T, w *world) {
	projectID := w.project(t)
	private := w.privateNetwork(t, projectID)
	foreign := w.privateNetwork(t, w.project(t))
	size := at(w.free(t).Size.ID)
	for what, wrong := range map[string]struct {
		change func(*models.V1MachineAllocateRequest)
		status int
	}{
		"no network":                          {func(r *models.V1MachineAllocateRequest) { r.Networks = nil }, 400},
		"an unknown image":                    {func(r *models.V1MachineAllocateRequest) { r.Imageid = ptr("compat-none-1.0.0") }, 400},
		"an image of firewalls":               {func(r *models.V1MachineAllocateRequest) { r.Imageid = w.imageFor(t, "firewall").ID }, 400},
		"an unknown size":                     {func(r *models.V1MachineAllocateRequest) { r.Sizeid = ptr("compat-none") }, 400},
		"an unknown partition":                {func(r *models.V1MachineAllocateRequest) { r.Partitionid = ptr("compat-none") }, 400},
		"an unknown machine":                  {func(r *models.V1MachineAllocateRequest) { r.UUID = nowhere }, 400},
		"an unknown project":                  {func(r *models.V1MachineAllocateRequest) { r.Projectid = ptr(nowhere) }, 404},
		"an unknown network":                  {func(r *models.V1MachineAllocateRequest) { r.Networks[0].Networkid = ptr(nowhere) }, 404},
		"a foreign network":                   {func(r *models.V1MachineAllocateRequest) { r.Networks[0].Networkid = foreign.ID }, 422},
		"the private super":                   {func(r *models.V1MachineAllocateRequest) { r.Networks[0].Networkid = w.privateSuper(t).ID }, 422},
		"the underlay":                        {func(r *models.V1MachineAllocateRequest) { r.Networks[0].Networkid = w.underlay(t).ID }, 422},
		"only the internet":                   {func(r *models.V1MachineAllocateRequest) { r.Networks[0].Networkid = w.internet(t).ID }, 422},
		"one network twice":                   {func(r *models.V1MachineAllocateRequest) { r.Networks = append(r.Networks, r.Networks[0]) }, 422},
		"a broken ssh key":                    {func(r *models.V1MachineAllocateRequest) { r.SSHPubKeys = []string{"no key"} }, 422},
		"an unknown layout":                   {func(r *models.V1MachineAllocateRequest) { r.Filesystemlayoutid = "compat-none" }, 404},
		"an unknown address":                  {func(r *models.V1MachineAllocateRequest) { r.Ips = []string{"192.0.2.254"} }, 404},
		"an address that is none":             {func(r *models.V1MachineAllocateRequest) { r.Ips = []string{"somewhere"} }, 422},
		"a private network without addresses": {func(r *models.V1MachineAllocateRequest) { r.Networks[0].Autoacquire = ptr(false) }, 422},
		"a broken DNS server":                 {func(r *models.V1MachineAllocateRequest) { r.DNSServers = []*models.V1DNSServer{{IP: ptr("dns")}} }, 400},
	} {
		run(t, what, func(t *testing.T) {
			request := w.machineRequest(t, size, projectID, at(private.ID))
			wrong.change(request)
			made, err := w.edit.Machine().AllocateMachine(machine.NewAllocateMachineParams().WithBody(request), nil)
			if err == nil {
				w.freeAfterwards(t, at(made.Payload.ID))
				t.Fatal("it was allocated")
			}
			refused[*machine.AllocateMachineDefault](t, err, wrong.status)
		})
	}
	run(t, "a machine that nobody knows", func(t *testing.T) {
		_, err := w.view.Machine().FindMachine(machine.NewFindMachineParams().WithID(nowhere), nil)
		message := refused[*machine.FindMachineDefault](t, err, 404)
		check(t, strings.Contains(message, nowhere), "the message does not name it: %s", message)
		_, err = w.edit.Machine().FreeMachine(machine.NewFreeMachineParams().WithID(nowhere), nil)
		refused[*machine.FreeMachineDefault](t, err, 404)
		_, err = w.edit.Machine().MachineOn(machine.NewMachineOnParams().WithID(nowhere).WithBody(emptyBody), nil)
		refused[*machine.MachineOnDefault](t, err, 404)
	})
	run(t, "a machine that is not allocated is neither updated nor reinstalled", func(t *testing.T) {
		id := w.held(t)
		_, err := w.admin.Machine().UpdateMachine(machine.NewUpdateMachineParams().WithBody(
			&models.V1MachineUpdateRequest{ID: ptr(id), Description: ptr("why")}), nil)
		refused[*machine.UpdateMachineDefault](t, err, 400)
		_, err = w.edit.Machine().ReinstallMachine(machine.NewReinstallMachineParams().WithID(id).WithBody(
			&models.V1MachineReinstallRequest{ID: ptr(id), Imageid: w.imageFor(t, "machine").ID}), nil)
		refused[*machine.ReinstallMachineBadRequest](t, err, 400)
	})
}
