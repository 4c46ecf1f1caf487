package boot

import (
	"context"
	"math/rand/v2"
	"net"
	"strings"

	metalgo "github.com/metal-stack/metal-go"
	"github.com/metal-stack/metal-go/api/client/machine"
	"github.com/metal-stack/metal-go/api/client/network"
	"github.com/metal-stack/metal-go/api/client/project"
	"github.com/metal-stack/metal-go/api/client/user"
	"github.com/metal-stack/metal-go/api/models"

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/lab/wan"
)

// system is an image of every new plant.
const system = "debian-13.0.20261101"

func dialer(namespace string) func(context.Context, string) (net.Conn, error) {
	return func(ctx context.Context, address string) (net.Conn, error) {
		return wan.DialIn(ctx, namespace, address)
	}
}

// allocate gives the machine to a new project, in a network of its own, with this image.
func (s *stage) allocate(edit, admin metalgo.Client, image string, keys ...string) {
	s.t.Helper()
	partition := s.plant.Status.Partition
	me, err := edit.User().GetMe(user.NewGetMeParams(), nil)
	kit.Must0(err)
	made, err := admin.Project().CreateProject(project.NewCreateProjectParams().WithBody(&models.V1ProjectCreateRequest{
		Name: "boot", TenantID: kit.At(me.Payload.Tenant), Meta: &models.V1Meta{}}), nil)
	kit.Must0(err)
	owner := made.Payload.Meta.ID
	private, err := edit.Network().AllocateNetwork(network.NewAllocateNetworkParams().WithBody(&models.V1NetworkAllocateRequest{
		Name: "boot", Projectid: owner, Partitionid: partition}), nil)
	kit.Must0(err)
	_, err = edit.Machine().AllocateMachine(machine.NewAllocateMachineParams().WithBody(&models.V1MachineAllocateRequest{
		UUID: machineID, Projectid: &owner, Partitionid: &partition, Imageid: &image, Name: "boot", Hostname: "boot", SSHPubKeys: keys,
		Networks: []*models.V1MachineAllocationNetwork{{Networkid: private.Payload.ID, Autoacquire: kit.Ptr(true)}},
	}), nil)
	kit.Must0(err)
}

// garbage sends what is no DHCP, no TFTP and no PXE to every port that machines reach, some of it nearly right.
func garbage() error {
	chance := rand.New(rand.NewPCG(1, 7))
	for _, address := range []string{"255.255.255.255:67", own + ":67", own + ":69", own + ":4011", own + ":4280"} {
		to, err := net.ResolveUDPAddr("udp4", address)
		if err != nil {
			return err
		}
		socket, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.ParseIP(own)})
		if err != nil {
			return err
		}
		for range 300 {
			packet := make([]byte, chance.IntN(1400))
			for i := range packet {
				packet[i] = byte(chance.Uint32())
			}
			if len(packet) > 240 && chance.IntN(2) == 0 {
				copy(packet, []byte{1, 1, 6, 0})
				copy(packet[236:], []byte{0x63, 0x82, 0x53, 0x63, 53, 1, 1})
			}
			if strings.HasSuffix(address, ":69") && chance.IntN(2) == 0 {
				packet = append([]byte("\x00\x01../../../../etc/passwd\x00octet\x00"), packet...)
			}
			if _, err := socket.WriteToUDP(packet, to); err != nil && !strings.Contains(err.Error(), "refused") {
				_ = socket.Close()
				return err
			}
		}
		_ = socket.Close()
	}
	return nil
}
