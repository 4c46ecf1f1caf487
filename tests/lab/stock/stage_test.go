package stock

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	v1 "github.com/metal-stack/metal-api/pkg/api/v1"
	metalgo "github.com/metal-stack/metal-go"
	"github.com/metal-stack/metal-go/api/client/machine"
	"github.com/metal-stack/metal-go/api/client/network"
	"github.com/metal-stack/metal-go/api/client/partition"
	"github.com/metal-stack/metal-go/api/client/project"
	"github.com/metal-stack/metal-go/api/client/switch_operations"
	"github.com/metal-stack/metal-go/api/client/user"
	"github.com/metal-stack/metal-go/api/models"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/compat/plant"
)

const (
	// Both are of version 1 and of 2024: what a Supermicro tells with its first bytes turned round is told from what it tells straight by that.
	hereID    = "5a3c1e00-d1f2-11ee-8000-3cecef001234"
	thereID   = "6b4d2f11-d1f2-11ee-8000-3cecef005678"
	reported  = "7c5e3022-d1f2-11ee-8000-3cecef009abc"
	turned    = "22305e7c-f2d1-ee11-8000-3cecef009abc"
	oldSite   = "old-site"
	ownPeers  = "127.0.0.1:3334"
	theirPort = "3333"
	system    = "debian-13.0.20261101"
)

// lab is a plant, servers with controllers, and what is started beside them.
type lab struct {
	t           *testing.T
	folder      string
	programs    string
	page        *page
	plant       *plant.Own
	edit, admin metalgo.Client
	// here is a server of the plant, there one of a partition without a plant, found one that nobody has registered.
	here, there, found *board
	authority          *authority
	key, public        string
	logs               []string
	// Both serve from the first story that needs them to the end.
	ourConsole, theirConsole *process
}

func newLab(t *testing.T, programs string, page *page) *lab {
	t.Helper()
	l := &lab{t: t, folder: kit.Must(os.MkdirTemp("", "mpstock-")), programs: programs, page: page, authority: newAuthority("consoles")}
	t.Cleanup(func() { _ = os.RemoveAll(l.folder) })
	t.Cleanup(func() {
		if t.Failed() {
			l.tellLogs()
		}
	})
	l.plant = kit.Must(plant.StartWith("url-check.enabled=false\n", "--rack", "0"))
	t.Cleanup(func() {
		if t.Failed() {
			l.plant.PrintLog(os.Stderr, 40)
		}
		l.plant.Stop()
	})
	api := l.plant.Status.API
	l.edit = kit.Must(metalgo.NewClient(api.URL, metalgo.HMACAuth(api.HMAC.Edit, "Metal-Edit")))
	l.admin = kit.Must(metalgo.NewClient(api.URL, metalgo.HMACAuth(api.HMAC.Admin, "Metal-Admin")))
	l.key, l.public = l.newKey("owner")
	l.here, l.there, l.found = l.newBoard(hereID, hereID, "127.46.0.1"), l.newBoard(thereID, thereID, "127.46.0.2"), l.newBoard(reported, turned, "127.46.0.3")
	l.partitions()
	l.register(l.here, l.own(), 0)
	l.register(l.there, oldSite, 1)
	return l
}

func (l *lab) own() string { return l.plant.Status.Partition }

func (l *lab) tellLogs() {
	for _, name := range l.logs {
		text, _ := os.ReadFile(name)
		fmt.Fprintf(os.Stderr, "%s said:\n%s\n", filepath.Base(name), text[max(0, len(text)-6000):])
	}
}

// process is a program that ends with the test, or when it is told to.
type process struct {
	command *exec.Cmd
	ended   chan struct{}
	log     string
	stop    func()
}

func (p *process) said() string {
	text, _ := os.ReadFile(p.log)
	return string(text)
}

func (l *lab) start(name string, environment []string, words ...string) *process {
	l.t.Helper()
	log := kit.Must(os.CreateTemp(l.folder, name+"-*.log"))
	defer log.Close()
	l.logs = append(l.logs, log.Name())
	command := exec.Command(words[0], words[1:]...)
	command.Env = append(os.Environ(), environment...)
	command.Stdout, command.Stderr = log, log
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	kit.Must0(command.Start())
	p := &process{command: command, ended: make(chan struct{}), log: log.Name()}
	go func() { _ = command.Wait(); close(p.ended) }()
	p.stop = sync.OnceFunc(func() {
		_ = syscall.Kill(command.Process.Pid, syscall.SIGTERM)
		select {
		case <-p.ended:
		case <-time.After(15 * time.Second):
		}
		_ = syscall.Kill(-command.Process.Pid, syscall.SIGKILL)
		<-p.ended
	})
	l.t.Cleanup(p.stop)
	return p
}

// listens waits until somebody does.
func listens(t *testing.T, address string, p *process) {
	t.Helper()
	kit.Eventually(t, patience, address+" is listened at", func() (bool, string) {
		connection, err := net.DialTimeout("tcp", address, time.Second)
		if err == nil {
			_ = connection.Close()
		}
		select {
		case <-p.ended:
			t.Fatalf("it has ended: %s", p.said())
		default:
		}
		return err == nil, fmt.Sprint(err)
	})
}

// newKey makes a pair of SSH keys; it gives the file of the private one and the line of the public one.
func (l *lab) newKey(name string) (file, line string) {
	l.t.Helper()
	file = l.file(name)
	if printed, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", file).CombinedOutput(); err != nil {
		kit.Throw(fmt.Errorf("ssh-keygen: %w: %s", err, printed), 1)
	}
	return file, strings.TrimSpace(string(kit.Must(os.ReadFile(file + ".pub"))))
}

// token is of somebody with this role, by the plant.
func (l *lab) token(role string) string {
	return strings.TrimSpace(string(kit.Must(l.plant.Ctl("login", "--name", role+"@example.org", "--role", role))))
}

// partitions are the plant's own, where our console service takes in others, and one that has none of our services inside.
func (l *lab) partitions() {
	l.t.Helper()
	boot := &models.V1PartitionBootConfiguration{Kernelurl: "http://" + l.plant.Status.Partition + ".images.internal/kernel",
		Imageurl: "http://" + l.plant.Status.Partition + ".images.internal/initrd", Commandline: "console=ttyS0 quiet"}
	_, err := l.admin.Partition().UpdatePartition(partition.NewUpdatePartitionParams().WithBody(&models.V1PartitionUpdateRequest{
		ID: kit.Ptr(l.own()), Bootconfig: boot, Mgmtserviceaddress: ownPeers}), nil)
	kit.Must0(err)
	_, err = l.admin.Partition().CreatePartition(partition.NewCreatePartitionParams().WithBody(&models.V1PartitionCreateRequest{
		ID: kit.Ptr(oldSite), Bootconfig: boot, Mgmtserviceaddress: "127.0.0.1:" + theirPort}), nil)
	kit.Must0(err)
	for _, id := range []string{l.own(), oldSite} {
		for number := range 2 {
			leaf, port := fmt.Sprintf("%s-leaf%d", id, number), "Ethernet0"
			_, _, err := l.edit.SwitchOperations().RegisterSwitch(switch_operations.NewRegisterSwitchParams().WithBody(&models.V1SwitchRegisterRequest{
				ID: kit.Ptr(leaf), Name: leaf, PartitionID: kit.Ptr(id), RackID: kit.Ptr(id + "-rack"),
				Os:   &models.V1SwitchOS{Vendor: "SONiC", Version: "4.2.1", MetalCoreVersion: "v0.17.0"},
				Nics: []*models.V1SwitchNic{{Name: &port, Identifier: &port, Mac: kit.Ptr("02:00:00:00:00:01"), Actual: kit.Ptr("UP")}},
			}), nil)
			kit.Must0(err)
		}
	}
}

func (l *lab) boot() (v1.BootServiceClient, v1.EventServiceClient) {
	l.t.Helper()
	connection := kit.Must(grpc.NewClient(l.plant.Status.GRPC.Address, grpc.WithTransportCredentials(credentials.NewTLS(kit.Must(l.plant.Status.GRPC.TLS())))))
	l.t.Cleanup(func() { _ = connection.Close() })
	return v1.NewBootServiceClient(connection), v1.NewEventServiceClient(connection)
}

// register does what an installer does until it waits, and goes on waiting until the machine is given away or the lab ends.
func (l *lab) register(b *board, in string, number int) {
	l.t.Helper()
	boot, events := l.boot()
	ctx, cancel := context.WithTimeout(l.t.Context(), patience)
	defer cancel()
	port := "Ethernet0"
	nic := func(leaf int) *v1.MachineNic {
		return &v1.MachineNic{Name: fmt.Sprintf("eth%d", leaf), Mac: fmt.Sprintf("02:00:00:01:%02x:%02x", number, leaf),
			Neighbors: []*v1.MachineNic{{Name: port, Identifier: port, Mac: port, Hostname: fmt.Sprintf("%s-leaf%d", in, leaf)}}}
	}
	say := func(event string) {
		answer := kit.Must(events.Send(ctx, &v1.EventServiceSendRequest{Events: map[string]*v1.MachineProvisioningEvent{b.id: {Event: event, Message: "from the lab"}}}))
		kit.Equal(l.t, "events stored of "+event, answer.GetEvents(), 1)
	}
	kit.Must(boot.Dhcp(ctx, &v1.BootServiceDhcpRequest{Uuid: b.id}))
	say("Preparing")
	say("Registering")
	kit.Must(boot.Register(ctx, &v1.BootServiceRegisterRequest{
		Uuid: b.id, PartitionId: in, Bios: &v1.MachineBIOS{Version: "1"}, MetalHammerVersion: "lab",
		Ipmi: &v1.MachineIPMI{Address: b.address + ":623", User: boardUser, Password: boardPassword, Interface: "lanplus", Fru: &v1.MachineFRU{}},
		Hardware: &v1.MachineHardware{
			Memory: 1 << 34,
			Cpus:   []*v1.MachineCPU{{Model: "of a test", Cores: 2, Threads: 4}},
			Disks:  []*v1.MachineBlockDevice{{Name: "/dev/nvme0n1", Size: 1 << 40}},
			Nics:   []*v1.MachineNic{nic(0), nic(1)},
		},
	}))
	say("Waiting")
	stream := kit.Must(boot.Wait(l.t.Context(), &v1.BootServiceWaitRequest{MachineId: b.id}))
	kit.Must(stream.Recv())
	go func() {
		for {
			if _, err := stream.Recv(); err != nil {
				return
			}
		}
	}()
}

// allocate gives the plant's server to a new project with the owner's key.
func (l *lab) allocate(t *testing.T) {
	t.Helper()
	me := kit.Must(l.edit.User().GetMe(user.NewGetMeParams(), nil))
	made := kit.Must(l.admin.Project().CreateProject(project.NewCreateProjectParams().WithBody(&models.V1ProjectCreateRequest{
		Name: "stock", TenantID: kit.At(me.Payload.Tenant), Meta: &models.V1Meta{}}), nil))
	owner := made.Payload.Meta.ID
	private := kit.Must(l.edit.Network().AllocateNetwork(network.NewAllocateNetworkParams().WithBody(&models.V1NetworkAllocateRequest{
		Name: "stock", Projectid: owner, Partitionid: l.own()}), nil))
	kit.Must(l.edit.Machine().AllocateMachine(machine.NewAllocateMachineParams().WithBody(&models.V1MachineAllocateRequest{
		UUID: hereID, Projectid: &owner, Partitionid: kit.Ptr(l.own()), Imageid: kit.Ptr(system), Name: "stock", Hostname: "stock", SSHPubKeys: []string{l.public},
		Networks: []*models.V1MachineAllocationNetwork{{Networkid: private.Payload.ID, Autoacquire: kit.Ptr(true)}},
	}), nil))
}

// ipmi is what the plant knows of a machine's controller.
func (l *lab) ipmi(id string) (*models.V1MachineIPMIResponse, error) {
	answer, err := l.edit.Machine().FindIPMIMachine(machine.NewFindIPMIMachineParams().WithID(id), nil)
	if err != nil {
		return nil, err
	}
	return answer.Payload, nil
}
