package faults

import (
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	metalgo "github.com/metal-stack/metal-go"
	"github.com/metal-stack/metal-go/api/client/image"
	"github.com/metal-stack/metal-go/api/client/ip"
	"github.com/metal-stack/metal-go/api/client/machine"
	"github.com/metal-stack/metal-go/api/client/network"
	"github.com/metal-stack/metal-go/api/client/project"
	"github.com/metal-stack/metal-go/api/client/user"
	"github.com/metal-stack/metal-go/api/models"
	"github.com/metal-stack/metal-lib/httperrors"

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/compat/plant"
)

const (
	waiting    = "Waiting"
	phonedHome = "Phoned Home"

	// rackSize is the size that the servers of the simulated rack have.
	rackSize = "c1-large-x86"

	// patience is how long a state may take that a quiet machine reaches in seconds.
	patience = 3 * time.Minute

	sshKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ9Nyg8XJM/VdTtLuVRu4P0TNDqOZk0Sz7XyBw3mcV3e faults@metal-plant.invalid"
)

// world is a plant that may be hurt, and the clients that drive it.
type world struct {
	plant       *plant.Own
	edit, admin metalgo.Client
	tenant      string
	image       string
	counter     atomic.Int64
}

func openWorld(own *plant.Own) (*world, error) {
	w := &world{plant: own}
	keys := own.Status.API.HMAC
	for _, c := range []struct {
		client    *metalgo.Client
		key, role string
	}{{&w.edit, keys.Edit, "Metal-Edit"}, {&w.admin, keys.Admin, "Metal-Admin"}} {
		var err error
		if *c.client, err = metalgo.NewClient(own.Status.API.URL, metalgo.HMACAuth(c.key, c.role)); err != nil {
			return nil, err
		}
	}
	me, err := w.edit.User().GetMe(user.NewGetMeParams(), nil)
	if err != nil {
		return nil, err
	}
	w.tenant = kit.At(me.Payload.Tenant)
	images, err := w.edit.Image().FindImages(image.NewFindImagesParams().WithBody(
		&models.V1ImageFindRequest{Features: []string{"machine"}}), nil)
	if err != nil {
		return nil, err
	}
	if len(images.Payload) == 0 {
		return nil, errors.New("it has no image for machines")
	}
	w.image = kit.At(images.Payload[0].ID)
	return w, nil
}

// name is a name that nothing else in the plant has.
func (w *world) name(what string) string { return fmt.Sprintf("faults-%s-%d", what, w.counter.Add(1)) }

func (w *world) createProject() (string, error) {
	made, err := w.admin.Project().CreateProject(project.NewCreateProjectParams().WithBody(&models.V1ProjectCreateRequest{
		Name: w.name("project"), TenantID: w.tenant, Meta: &models.V1Meta{},
	}), nil)
	if err != nil {
		return "", err
	}
	return made.Payload.Meta.ID, nil
}

func (w *world) allocateNetwork(projectID string) (string, error) {
	made, err := w.edit.Network().AllocateNetwork(network.NewAllocateNetworkParams().WithBody(&models.V1NetworkAllocateRequest{
		Name: w.name("network"), Partitionid: w.plant.Status.Partition, Projectid: projectID,
	}), nil)
	if err != nil {
		return "", err
	}
	return kit.At(made.Payload.ID), nil
}

// tenancy is a project with a private network.
type tenancy struct{ project, network string }

func (w *world) tenancy() tenancy {
	projectID := kit.Must(w.createProject())
	return tenancy{projectID, kit.Must(w.allocateNetwork(projectID))}
}

// allocate takes the machine, or any of the rack if none is named.
func (w *world) allocate(name string, t tenancy, machineID string) (*models.V1MachineResponse, error) {
	request := &models.V1MachineAllocateRequest{
		Name: name, Hostname: name, Imageid: kit.Ptr(w.image),
		Partitionid: kit.Ptr(w.plant.Status.Partition), Projectid: kit.Ptr(t.project), SSHPubKeys: []string{sshKey},
		Networks: []*models.V1MachineAllocationNetwork{{Networkid: kit.Ptr(t.network), Autoacquire: kit.Ptr(true)}},
	}
	if machineID != "" {
		request.UUID = machineID
	} else {
		request.Sizeid = kit.Ptr(rackSize)
	}
	made, err := w.edit.Machine().AllocateMachine(machine.NewAllocateMachineParams().WithBody(request), nil)
	if err != nil {
		return nil, err
	}
	return made.Payload, nil
}

// allocateWhenThereIsOne is allocate, of any machine of the rack, that waits until one can be had.
func (w *world) allocateWhenThereIsOne(t *testing.T, with tenancy) *models.V1MachineResponse {
	t.Helper()
	var got *models.V1MachineResponse
	kit.Eventually(t, patience, "a machine of the rack can be had", func() (bool, string) {
		made, err := w.allocate(w.name("machine"), with, "")
		if err != nil && !nothingFree(err) {
			kit.Throw(err, 0)
		}
		got = made
		return err == nil, fmt.Sprint(err)
	})
	return got
}

func (w *world) free(machineID string) error {
	_, err := w.edit.Machine().FreeMachine(machine.NewFreeMachineParams().WithID(machineID), nil)
	return err
}

func (w *world) findMachine(id string) (*models.V1MachineResponse, error) {
	found, err := w.edit.Machine().FindMachine(machine.NewFindMachineParams().WithID(id), nil)
	if err != nil {
		return nil, err
	}
	return found.Payload, nil
}

func (w *world) listMachines() ([]*models.V1MachineResponse, error) {
	listed, err := w.edit.Machine().ListMachines(machine.NewListMachinesParams(), nil)
	if err != nil {
		return nil, err
	}
	return listed.Payload, nil
}

// rack is every machine of the simulated rack.
func (w *world) rack() []*models.V1MachineResponse {
	return slices.DeleteFunc(kit.Must(w.listMachines()), func(m *models.V1MachineResponse) bool { return !isRacked(m) })
}

// emptyRack frees what an earlier story has left.
func (w *world) emptyRack() {
	for _, m := range w.rack() {
		if m.Allocation != nil {
			kit.Must0(w.free(kit.At(m.ID)))
		}
	}
}

// isRacked says whether a machine is one of the simulated rack, and not one that a test boots by hand.
func isRacked(m *models.V1MachineResponse) bool {
	return m.Size != nil && kit.At(m.Size.ID) == rackSize
}

func (w *world) allocateIP(name string, t tenancy) (string, error) {
	made, err := w.edit.IP().AllocateIP(ip.NewAllocateIPParams().WithBody(&models.V1IPAllocateRequest{
		Name: name, Networkid: kit.Ptr(t.network), Projectid: kit.Ptr(t.project), Type: kit.Ptr("ephemeral"),
	}), nil)
	if err != nil {
		return "", err
	}
	return kit.At(made.Payload.Ipaddress), nil
}

func (w *world) freeIP(address string) error {
	_, err := w.edit.IP().FreeIP(ip.NewFreeIPParams().WithID(address), nil)
	return err
}

func (w *world) listIPs() []*models.V1IPResponse {
	return kit.Must(w.edit.IP().ListIPs(ip.NewListIPsParams(), nil)).Payload
}

// usedIPs is what the network says of itself.
func (w *world) usedIPs(networkID string) int64 {
	found := kit.Must(w.edit.Network().FindNetwork(network.NewFindNetworkParams().WithID(networkID), nil)).Payload
	return kit.At(found.Consumption.IPV4.UsedIps)
}

// newest is the name of the machine's last event, or "".
func newest(m *models.V1MachineResponse) string {
	if m.Events == nil || len(m.Events.Log) == 0 {
		return ""
	}
	return kit.At(m.Events.Log[0].Event)
}

// reaches waits until the newest event of the machine is the given one.
func (w *world) reaches(t *testing.T, id, event string) {
	t.Helper()
	kit.Eventually(t, patience, "machine "+id+" reaches "+event, func() (bool, string) {
		m := kit.Must(w.findMachine(id))
		return newest(m) == event, newest(m)
	})
}

// refusal is an error answer that the generated client decoded: the error form of metal-api.
type refusal interface {
	error
	Code() int
	GetPayload() *httperrors.HTTPErrorResponse
}

// refused gives status and text of an error answer; 0 if the error is something else, such as a lost connection.
func refused(err error) (int, string) {
	var answer refusal
	if !errors.As(err, &answer) || answer.GetPayload() == nil || answer.GetPayload().StatusCode != answer.Code() {
		return 0, ""
	}
	return answer.Code(), answer.GetPayload().Message
}

// nothingFree says whether an allocation was refused because no machine can be had now.
func nothingFree(err error) bool {
	_, text := refused(err)
	return text == "no machine available"
}
