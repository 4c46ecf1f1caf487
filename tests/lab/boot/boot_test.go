// Package boot lets servers boot from the network as they do in a rack: an emulated one with stock firmware, on a wire in a network
// namespace, gets its address, script, kernel and initrd from a plant's boot server over the real protocols, and what it then runs speaks
// the boot protocol with a real plant until its new system phoned home. It needs root, qemu, dnsmasq and Debian's ipxe.
// ./plant test plays the short form; ./plant lab boot all of it.
package boot

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	v1 "github.com/metal-stack/metal-api/pkg/api/v1"
	metalgo "github.com/metal-stack/metal-go"
	"github.com/metal-stack/metal-go/api/client/machine"
	"github.com/metal-stack/metal-go/api/client/partition"
	"github.com/metal-stack/metal-go/api/client/switch_operations"
	"github.com/metal-stack/metal-go/api/models"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/lab/wan"
)

// other is a machine that was there before, and that the booting one tries to be.
const other = "b1b2c3d4-e5f6-4718-892a-bcdef0123456"

func TestBoot(t *testing.T) {
	needs(t, "ipmi_sim", "ipmitool", "busybox")
	if _, err := exec.LookPath("dhcrelay"); err != nil && !testing.Short() {
		t.Fatal("dhcrelay is missing: ./plant lab boot installs the package isc-dhcp-relay as root on Debian")
	}
	kit.Caught(t, func() {
		files := artefacts(t)
		kit.Run(t, "a controller is found by its lease; a server with a BIOS boots, is installed and phones home, and is nobody else", func(t *testing.T) {
			s := newStage(t, "a", "", files[0], files[1])
			s.manages()
			wholeLife(t, s, bios)
		})
		if testing.Short() {
			return
		}
		kit.Run(t, "a server with UEFI does so, and fetches iPXE by TFTP", func(t *testing.T) {
			wholeLife(t, newStage(t, "b", "", files[0], files[1]), uefi)
		})
		kit.Run(t, "beside another DHCP server the plant only says what to boot", func(t *testing.T) {
			s := newStage(t, "c", partner, files[0], files[1])
			s.foreign("br0", "partner", partner, "10.7.0.50,10.7.0.59")
			wholeLife(t, s, uefi)
		})
		kit.Run(t, "behind a relay a server boots from the plant of another network", func(t *testing.T) {
			s := newStage(t, "d", "", files[0], files[1])
			s.relay()
			wholeLife(t, s, bios)
		})
	})
}

// needs fails with what this machine lacks.
func needs(t *testing.T, further ...string) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("network namespaces need root")
	}
	for _, program := range append(further, "qemu-system-x86_64", "dnsmasq", "mmdebstrap", "cpio") {
		if _, err := exec.LookPath(program); err != nil {
			t.Fatalf("%s is missing: ./plant test installs it as root on Debian", program)
		}
	}
	if _, err := os.Stat("/usr/lib/ipxe/undionly.kpxe"); err != nil {
		t.Fatal("iPXE is missing: ./plant test installs the package ipxe as root on Debian")
	}
}

// artefacts are the kernel and the initrd that machines boot.
func artefacts(t *testing.T) [2]string {
	t.Helper()
	tree := strings.TrimSpace(string(kit.Must(exec.Command("../kernel/tree.sh").Output())))
	return [2]string{tree + "/vmlinuz", initrd(t, tree+"/tree", program(t))}
}

// wholeLife lets one server boot until its new system is there, and strangers try to disturb it.
func wholeLife(t *testing.T, s *stage, kind firmware) {
	edit, admin := s.clients()
	s.rack(edit, admin)
	dhcp, boot := s.boots()
	leases := 1
	var lonely *controller
	var address string
	if s.managed {
		lonely, address = s.found(edit)
		leases++
	}
	v := s.powerOn(kind)

	v.says(8*time.Minute, "machine: STARTED as "+machineID)
	v.says(time.Minute, "machine: LEASED for "+machineMAC)
	v.says(time.Minute, "machine: REFUSED everything of "+other)
	v.says(time.Minute, "machine: WAITS")
	status := kit.Must(s.status())
	kit.Equal(t, "machines that were told what to boot", status.Boots, 1)
	kit.Equal(t, "foreign DHCP servers", len(status.Foreign), 0)
	s.hostile()

	// Addresses outlive both programs; the machine has its own from before, and fetches its document through the new ones.
	stop(dhcp)
	stop(boot)
	s.boots()
	if s.dhcpServer == "" {
		kit.Equal(t, "addresses that were given", kit.Must(s.status()).Leases, leases)
	}
	if s.managed {
		kit.Equal(t, "address of a controller that asks again", lonely.asks(), address)
	}
	s.allocate(edit, admin, system)
	v.says(time.Minute, "machine: INSTALLED")
	s.phoneHome()
	s.sees(edit, "PXE Booting", "Preparing", "Registering", "Waiting", "Installing", "Booting New Kernel", "Phoned Home")
	t.Logf("%s: %s", kind, strings.Join(v.milestones(), "; "))

	s.named("10.7.0.66", s.foreign("br0", "rogue", "10.7.0.66", "10.7.0.200,10.7.0.210"), "where machines boot")
	if s.managed {
		s.named("10.7.1.66", s.foreign("mgmt", "stray", "10.7.1.66", "10.7.1.200,10.7.1.210"), "in the management network")
	}
}

// named waits until the plant tells of a foreign DHCP server.
func (s *stage) named(address, mac, where string) {
	s.t.Helper()
	kit.Eventually(s.t, 30*time.Second, "the foreign DHCP server "+where+" is named", func() (bool, string) {
		status, err := s.status()
		for _, each := range status.Foreign {
			if each.Address == address && each.MAC == mac && strings.HasSuffix(each.How, where) {
				return true, ""
			}
		}
		return false, fmt.Sprint(status, err)
	})
}

// rack tells the plant what its machines boot, which leaves they hang at, and of another machine.
func (s *stage) rack(edit, admin metalgo.Client) {
	s.t.Helper()
	id := s.plant.Status.Partition
	_, err := admin.Partition().UpdatePartition(partition.NewUpdatePartitionParams().WithBody(&models.V1PartitionUpdateRequest{
		ID: &id, Bootconfig: &models.V1PartitionBootConfiguration{
			Kernelurl: s.base + "/kernel", Imageurl: s.base + "/initrd",
			Commandline: "console=ttyS0,115200n8 quiet mitigations=off tsc=reliable hostile=" + other + " " + s.words,
		}}), nil)
	kit.Must0(err)
	for _, leaf := range []string{"lab-leaf01", "lab-leaf02"} {
		var ports []*models.V1SwitchNic
		port := func(name string) *models.V1SwitchNic {
			return &models.V1SwitchNic{Name: &name, Identifier: &name, Mac: kit.Ptr("02:00:00:00:00:01"), Actual: kit.Ptr("UP")}
		}
		for number := range arrivalsPort + arrivals {
			ports = append(ports, port(fmt.Sprintf("Ethernet%d", number)))
		}
		_, _, err := edit.SwitchOperations().RegisterSwitch(switch_operations.NewRegisterSwitchParams().WithBody(&models.V1SwitchRegisterRequest{
			ID: kit.Ptr(leaf), Name: leaf, PartitionID: &id, RackID: kit.Ptr("lab"),
			Os:   &models.V1SwitchOS{Vendor: "SONiC", Version: "4.2.1", MetalCoreVersion: "v0.17.0"},
			Nics: ports,
		}), nil)
		kit.Must0(err)
	}
	nic := func(name, end, leaf string) *v1.MachineNic {
		port := "Ethernet1"
		return &v1.MachineNic{Name: name, Mac: "52:54:00:07:00:" + end,
			Neighbors: []*v1.MachineNic{{Name: port, Identifier: port, Mac: port, Hostname: leaf}}}
	}
	s.asLeaf(func(ctx context.Context, boot v1.BootServiceClient, events v1.EventServiceClient) error {
		_, err := boot.Register(ctx, &v1.BootServiceRegisterRequest{
			Uuid: other, PartitionId: id, Bios: &v1.MachineBIOS{Version: "1"},
			Ipmi:     &v1.MachineIPMI{Address: "198.51.100.8:623", User: "metal", Password: "of another", Fru: &v1.MachineFRU{}},
			Hardware: &v1.MachineHardware{Nics: []*v1.MachineNic{nic("eth0", "99", "lab-leaf01"), nic("eth1", "9a", "lab-leaf02")}},
		})
		return err
	})
}

// asLeaf calls with the certificate that boot clients of the partition share.
func (s *stage) asLeaf(call func(context.Context, v1.BootServiceClient, v1.EventServiceClient) error) {
	s.t.Helper()
	identity := kit.Must(s.plant.Status.GRPC.TLS())
	connection := kit.Must(grpc.NewClient("passthrough:///"+s.plant.Status.GRPC.Address, grpc.WithTransportCredentials(credentials.NewTLS(identity)),
		grpc.WithContextDialer(dialer(s.namespace))))
	defer connection.Close()
	ctx, cancel := context.WithTimeout(s.t.Context(), 30*time.Second)
	defer cancel()
	kit.Must0(call(ctx, v1.NewBootServiceClient(connection), v1.NewEventServiceClient(connection)))
}

func (s *stage) phoneHome() {
	s.t.Helper()
	s.asLeaf(func(ctx context.Context, _ v1.BootServiceClient, events v1.EventServiceClient) error {
		answer, err := events.Send(ctx, &v1.EventServiceSendRequest{Events: map[string]*v1.MachineProvisioningEvent{
			machineID: {Event: "Phoned Home", Message: "provisioned"}}})
		if err == nil && answer.GetEvents() != 1 {
			err = fmt.Errorf("%v was not stored", answer.GetFailed())
		}
		return err
	})
}

// sees holds the history of the machine against what it must be.
func (s *stage) sees(edit metalgo.Client, wanted ...string) {
	s.t.Helper()
	answer, err := edit.Machine().FindMachine(machine.NewFindMachineParams().WithID(machineID), nil)
	kit.Must0(err)
	var events []string
	for _, each := range answer.Payload.Events.Log {
		events = append([]string{kit.At(each.Event)}, events...)
	}
	kit.Equal(s.t, "its history", strings.Join(events, ", "), strings.Join(wanted, ", "))
	kit.Equal(s.t, "crash loop", kit.At(answer.Payload.Events.CrashLoop), false)
}

// hostile asks for what only a booting machine may have, from an address that the plant gave to nobody.
func (s *stage) hostile() {
	s.t.Helper()
	for _, path := range []string{"/certs", "/_/file?type=kernel", "/metal/v1/machine/" + machineID} {
		_, err := s.fetch(fmt.Sprintf("%s:%d", own, port), path)
		kit.Check(s.t, err != nil && strings.HasPrefix(err.Error(), "403"), "%s for nobody: %v", path, err)
	}
	for _, path := range []string{"/status", "/health", "/metal/v1/machine", "/../etc/passwd", "/_/file?type=kernel/../x"} {
		_, err := s.fetch(fmt.Sprintf("%s:%d", own, port), path)
		kit.Check(s.t, err != nil, "%s is answered to machines", path)
	}
	kit.Must0(wan.Within(s.namespace, garbage))
	kit.Must(s.status())
}

// foreign puts a DHCP server on the wire, and gives the address of its card.
func (s *stage) foreign(bridge, name, address, addresses string) string {
	s.t.Helper()
	inner := s.namespace + name
	s.ip("netns", "add", inner)
	s.t.Cleanup(func() { _ = exec.Command("ip", "netns", "del", inner).Run() })
	card := "v" + name[:3]
	s.inside("ip", "link", "add", card, "type", "veth", "peer", "name", "eth0", "netns", inner)
	s.inside("ip", "link", "set", card, "master", bridge, "up")
	in := func(words ...string) { s.ip(append([]string{"netns", "exec", inner}, words...)...) }
	in("ip", "addr", "add", address+"/24", "brd", "+", "dev", "eth0")
	in("ip", "link", "set", "eth0", "up")
	s.start(nil, "ip", "netns", "exec", inner, "dnsmasq", "--keep-in-foreground", "--pid-file=", "--user=root", "--conf-file=/dev/null",
		"--port=0", "--log-dhcp", "--log-facility=-", "--dhcp-range="+addresses+",1h", "--dhcp-broadcast", "--dhcp-authoritative", "--no-ping",
		"--dhcp-leasefile="+s.file(name+".leases"))
	var links []struct {
		Address string `json:"address"`
	}
	kit.Must0(json.Unmarshal(kit.Must(exec.Command("ip", "-n", inner, "-j", "link", "show", "eth0").Output()), &links))
	return links[0].Address
}
