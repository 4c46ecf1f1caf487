package faults

import (
	"context"
	"crypto/rand"
	"fmt"
	"testing"
	"time"

	v1 "github.com/metal-stack/metal-api/pkg/api/v1"
	"github.com/metal-stack/metal-go/api/client/switch_operations"
	"github.com/metal-stack/metal-go/api/models"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"metalplant.invalid/compat/kit"
)

// server is a server that the test boots by hand: no BMC agent is needed for it to come up again.
type server struct {
	w      *world
	id     string
	leaves []string
	boot   v1.BootServiceClient
	events v1.EventServiceClient
}

// newServer hangs at two leaves of a rack of its own.
func (w *world) newServer(t *testing.T) *server {
	t.Helper()
	identity := kit.Must(w.plant.Status.GRPC.TLS())
	connection := kit.Must(grpc.NewClient(w.plant.Status.GRPC.Address, grpc.WithTransportCredentials(credentials.NewTLS(identity))))
	t.Cleanup(func() { _ = connection.Close() })
	rack := w.name("rack")
	s := &server{
		w: w, id: newUUID(), leaves: []string{rack + "-leaf01", rack + "-leaf02"},
		boot: v1.NewBootServiceClient(connection), events: v1.NewEventServiceClient(connection),
	}
	for _, leaf := range s.leaves {
		port := "Ethernet0"
		_, _, err := w.edit.SwitchOperations().RegisterSwitch(switch_operations.NewRegisterSwitchParams().WithBody(
			&models.V1SwitchRegisterRequest{
				ID: kit.Ptr(leaf), Name: leaf, PartitionID: kit.Ptr(w.plant.Status.Partition), RackID: kit.Ptr(rack),
				Os:   &models.V1SwitchOS{Vendor: "SONiC", Version: "4.2.1", MetalCoreVersion: "v0.17.0"},
				Nics: []*models.V1SwitchNic{{Name: &port, Identifier: &port, Mac: kit.Ptr("02:00:00:00:00:01"), Actual: kit.Ptr("UP")}},
			}), nil)
		kit.Must0(err)
	}
	return s
}

// boots goes from the power button to the installer that waits.
func (s *server) boots(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	kit.Must(s.boot.Dhcp(ctx, &v1.BootServiceDhcpRequest{Uuid: s.id}))
	s.say(t, "Preparing")
	s.say(t, "Registering")
	kit.Must(s.boot.Register(ctx, &v1.BootServiceRegisterRequest{
		Uuid: s.id, PartitionId: s.w.plant.Status.Partition, Bios: &v1.MachineBIOS{Version: "1"},
		Ipmi: &v1.MachineIPMI{Address: "198.51.100.7:623", User: "metal", Password: "of a test", Interface: "lanplus", Fru: &v1.MachineFRU{}},
		Hardware: &v1.MachineHardware{
			Memory: 1 << 34,
			Cpus:   []*v1.MachineCPU{{Model: "of a test", Cores: 2, Threads: 4}},
			Disks:  []*v1.MachineBlockDevice{{Name: "/dev/nvme0n1", Size: 1 << 40}},
			Nics:   []*v1.MachineNic{s.nic("eth0", 0), s.nic("eth1", 1)},
		},
	}))
	s.say(t, waiting)
}

func (s *server) nic(name string, leaf int) *v1.MachineNic {
	port := "Ethernet0"
	return &v1.MachineNic{
		Name: name, Mac: fmt.Sprintf("02:00:00:00:01:%02x", leaf),
		Neighbors: []*v1.MachineNic{{Name: port, Identifier: port, Mac: port, Hostname: s.leaves[leaf]}},
	}
}

// installs goes from the allocation to the installed system.
func (s *server) installs(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	s.say(t, "Installing")
	kit.Must(s.boot.Report(ctx, &v1.BootServiceReportRequest{
		Uuid: s.id, ConsolePassword: "of a test", Success: true,
		BootInfo: &v1.BootInfo{ImageId: s.w.image, PrimaryDisk: "/dev/nvme0n1", OsPartition: "/dev/nvme0n1p2", Kernel: "k", Initrd: "i"},
	}))
	s.say(t, "Booting New Kernel")
	s.say(t, phonedHome)
}

func (s *server) say(t *testing.T, event string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	answer := kit.Must(s.events.Send(ctx, &v1.EventServiceSendRequest{Events: map[string]*v1.MachineProvisioningEvent{
		s.id: {Event: event, Message: "from a test"},
	}}))
	kit.Equal(t, "events stored of "+event, answer.GetEvents(), 1)
}

// newUUID is a random uuid, version 4.
func newUUID() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b)
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
