package federation

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	metalgo "github.com/metal-stack/metal-go"
	"github.com/metal-stack/metal-go/api/client/image"
	"github.com/metal-stack/metal-go/api/client/ip"
	"github.com/metal-stack/metal-go/api/client/machine"
	"github.com/metal-stack/metal-go/api/client/network"
	"github.com/metal-stack/metal-go/api/client/partition"
	"github.com/metal-stack/metal-go/api/models"

	"github.com/metal-stack/metal-lib/httperrors"

	"metalplant.invalid/compat/kit"
)

const (
	sshKey   = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHS1PHqFeiUPNoYQ9ZKbsGkCJvGwlqYwKSd0HGc7bX4t federation"
	staleTag = "plant.metal-stack.io/stale-since="
	nobody   = "3d0f9a5e-0000-4000-8000-000000000000"
)

// router is the unmodified client at the plant's address for all plants.
func (s *side) router() metalgo.Client {
	return s.routed(s.plant.Status.API.HMAC.Edit, "Metal-Edit")
}

// routed is the same with another key.
func (s *side) routed(key, kind string) metalgo.Client {
	if strings.HasPrefix(s.plant.Status.Router.URL, "https:") && s.stage.trusted == nil {
		// Of all plants: after the first call they may have parted.
		s.stage.trusted = s.bundle()
	}
	return s.trusting(s.stage.trusted, key, kind)
}

// code is the HTTP status of a refusal; 0 if there was no answer at all.
func code(err error) int {
	status, _ := refused(err)
	return status
}

// refused is the HTTP status of a refusal and what it says.
func refused(err error) (int, string) {
	var answer interface {
		Code() int
		GetPayload() *httperrors.HTTPErrorResponse
	}
	if !errors.As(err, &answer) || answer.GetPayload() == nil {
		return 0, ""
	}
	return answer.Code(), answer.GetPayload().Message
}

// names says whether it was refused because this plant is unreachable.
func names(err error, plant string) bool {
	status, text := refused(err)
	return status == http.StatusServiceUnavailable && strings.Contains(text, plant)
}

// found is what the router of alpha lists of a plant.
type found struct {
	machines []*models.V1MachineResponse
	stale    int
}

// listed are the machines that a client sees in one partition's rows of the list of all.
func listed(client metalgo.Client, partitionID string) (found, error) {
	all, err := client.Machine().ListMachines(machine.NewListMachinesParams(), nil)
	if err != nil {
		return found{}, err
	}
	var of found
	for _, m := range all.Payload {
		if m.Partition == nil || kit.At(m.Partition.ID) != partitionID {
			continue
		}
		of.machines = append(of.machines, m)
		if strings.Contains(strings.Join(m.Tags, " "), staleTag) {
			of.stale++
		}
	}
	return of, nil
}

// request is a wish for any machine in the plant's partition, for the plant's own project.
func (s *side) request(name, imageID, networkID string, size *string) *models.V1MachineAllocateRequest {
	return &models.V1MachineAllocateRequest{
		Name: name, Hostname: name, Imageid: kit.Ptr(imageID), Sizeid: size,
		Partitionid: kit.Ptr(s.plant.Status.Partition), Projectid: kit.Ptr(s.project), SSHPubKeys: []string{sshKey},
		Networks: []*models.V1MachineAllocationNetwork{{Networkid: kit.Ptr(networkID), Autoacquire: kit.Ptr(true)}},
	}
}

// oneAddress is the story of clients that know alpha's router only.
func oneAddress(t *testing.T, alpha, beta *side) {
	client := alpha.router()
	kit.Equal(t, "router that plantctl names", alpha.view().Router+"/", alpha.plant.Status.Router.URL)
	kit.Eventually(t, patience, "the router of alpha lists both plants", func() (bool, string) {
		partitions, err := client.Partition().ListPartitions(partition.NewListPartitionsParams(), nil)
		if err != nil {
			return false, err.Error()
		}
		own, errOwn := listed(client, "alpha")
		other, errOther := listed(client, "beta")
		return len(partitions.Payload) == 2 && len(own.machines) == alphaMachines && len(other.machines) == betaMachines && other.stale == 0,
			fmt.Sprintf("%d partitions, %d and %d machines, %v %v", len(partitions.Payload), len(own.machines), len(other.machines), errOwn, errOther)
	})
	kit.Equal(t, "machines of beta under alpha's own name", len(kit.Must(listed(alpha.edit, "beta")).machines), 0)
	_, err := client.Machine().FindMachine(machine.NewFindMachineParams().WithID(nobody), nil)
	kit.Equal(t, "answer to an id that no plant has", code(err), http.StatusNotFound)

	size := kit.Must(listed(client, "beta")).machines[0].Size.ID
	private := kit.Must(client.Network().AllocateNetwork(network.NewAllocateNetworkParams().WithBody(&models.V1NetworkAllocateRequest{
		Name: "routed", Partitionid: "beta", Projectid: beta.project,
	}), nil)).Payload
	beta.private, beta.size, beta.image = kit.At(private.ID), size, kit.At(kit.Must(beta.edit.Image().FindImages(image.NewFindImagesParams().WithBody(
		&models.V1ImageFindRequest{Features: []string{"machine"}}), nil)).Payload[0].ID)
	made := kit.Must(client.Machine().AllocateMachine(machine.NewAllocateMachineParams().WithBody(
		beta.request("routed", beta.image, beta.private, size)), nil)).Payload
	id := kit.At(made.ID)
	kit.Equal(t, "plant of the machine", kit.At(made.Partition.ID), "beta")
	here := kit.Must(beta.edit.Machine().FindMachine(machine.NewFindMachineParams().WithID(id), nil)).Payload
	kit.Equal(t, "name at its plant", kit.At(here.Allocation.Name), "routed")
	kit.Equal(t, "name through the router", kit.At(kit.Must(client.Machine().FindMachine(
		machine.NewFindMachineParams().WithID(id), nil)).Payload.Allocation.Name), "routed")
	_, err = alpha.edit.Machine().FindMachine(machine.NewFindMachineParams().WithID(id), nil)
	kit.Equal(t, "answer of alpha's own door", code(err), http.StatusNotFound)
	kit.Must(client.Machine().FreeMachine(machine.NewFreeMachineParams().WithID(id), nil))
	kit.Eventually(t, patience, "the machine is free again", func() (bool, string) {
		now, err := client.Machine().FindMachine(machine.NewFindMachineParams().WithID(id), nil)
		if err != nil {
			return false, err.Error()
		}
		return now.Payload.Allocation == nil, "allocated"
	})
}

// namedElsewhere takes an address of beta's block through alpha's router.
func namedElsewhere(t *testing.T, alpha, beta *side) {
	client := alpha.router()
	address := kit.Must(beta.acquire("shared"))
	taken(t, beta, address)
	kit.Must0(beta.release(address))
	beta.notes.returned(address)
	kit.Eventually(t, patience, "the address can be taken through the router", func() (bool, string) {
		_, err := named(client, address, beta.project)
		return err == nil, fmt.Sprint(err)
	})
	taken(t, beta, address)
	kit.Must(beta.edit.IP().FindIP(ip.NewFindIPParams().WithID(address), nil))
	_, err := alpha.edit.IP().FindIP(ip.NewFindIPParams().WithID(address), nil)
	kit.Equal(t, "the address at alpha's own door", code(err), http.StatusNotFound)
}

// silentPlant is what alpha's router says while beta says nothing.
func silentPlant(t *testing.T, alpha, beta *side) {
	client := alpha.router()
	speak := beta.hush(t)
	kit.Eventually(t, patience, "alpha knows that beta is silent", func() (bool, string) {
		// Beta would refuse it: what was sent before the silence is noticed does nothing when beta wakes up.
		_, err := client.Machine().AllocateMachine(machine.NewAllocateMachineParams().WithBody(
			beta.request("never", "no-such-image-1.0.0", beta.private, beta.size)), nil)
		kit.Check(t, code(err) != http.StatusNotFound, "a plant that is silent is said not to be there: %v", err)
		return names(err, "beta"), fmt.Sprint(err)
	})
	for _, name := range []string{"silent-1", "silent-2"} {
		_, err := client.Machine().AllocateMachine(machine.NewAllocateMachineParams().WithBody(
			beta.request(name, beta.image, beta.private, beta.size)), nil)
		kit.Check(t, names(err, "beta"), "creation in a silent plant: %v", err)
	}
	last := kit.Must(listed(client, "beta"))
	kit.Equal(t, "machines of the snapshot", len(last.machines), betaMachines)
	kit.Equal(t, "machines that say how old they are", last.stale, betaMachines)
	kit.Equal(t, "own machines that say so", kit.Must(listed(client, "alpha")).stale, 0)
	_, err := client.Machine().FindMachine(machine.NewFindMachineParams().WithID(kit.At(last.machines[0].ID)), nil)
	kit.Equal(t, "answer about a machine of the silent plant", code(err), http.StatusServiceUnavailable)
	_, err = named(client, addressOf(beta), beta.project)
	kit.Check(t, names(err, "beta"), "an address of a silent plant: %v", err)
	speak()
	kit.Eventually(t, patience, "the router lists beta as it is", func() (bool, string) {
		now, err := listed(client, "beta")
		return err == nil && len(now.machines) == betaMachines && now.stale == 0, fmt.Sprintf("%d stale, %v", now.stale, err)
	})
	for _, m := range kit.Must(listed(beta.edit, "beta")).machines {
		kit.Check(t, m.Allocation == nil, "a request that was refused was sent again: machine %s", kit.At(m.ID))
	}
	equalHeads(t, alpha, beta)
}

// notRouted waits until the router of a plant that is left by the other one knows itself only.
func notRouted(t *testing.T, s *side) {
	t.Helper()
	kit.Eventually(t, patience, "the router has one plant behind it", func() (bool, string) {
		partitions, err := s.router().Partition().ListPartitions(partition.NewListPartitionsParams(), nil)
		return err == nil && len(partitions.Payload) == 1, fmt.Sprint(err)
	})
}

// named takes one address and no other for a project.
func named(client metalgo.Client, address, projectID string) (string, error) {
	made, err := client.IP().AllocateSpecificIP(ip.NewAllocateSpecificIPParams().WithIP(address).WithBody(&models.V1IPAllocateRequest{
		Networkid: kit.Ptr("shared"), Projectid: kit.Ptr(projectID), Type: kit.Ptr("static"),
	}), nil)
	if err != nil {
		return "", err
	}
	return kit.At(made.Payload.Ipaddress), nil
}

// addressOf is an address that this plant gave; empty if there is none.
func addressOf(s *side) string {
	if given := s.notes.of(s); len(given) > 0 {
		return given[0]
	}
	return ""
}
