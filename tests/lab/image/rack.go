package image

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	metalgo "github.com/metal-stack/metal-go"
	machines "github.com/metal-stack/metal-go/api/client/machine"
	"github.com/metal-stack/metal-go/api/client/switch_operations"
	"github.com/metal-stack/metal-go/api/models"
)

const (
	servers  = 8
	rackPlan = `region: eu
zone: eu-north
partition: %s
networks:
  uplink:
    mode: dhcp
    interface: enp0s16
  pxe:
    interface: enp0s17
    prefix: 172.16.4.0/24
`
	attachedIs   = "attached"
	arriving     = 20 * time.Minute
	noteOfImages = "no machine can be installed"
)

// rack attaches servers from outside to a plant in a machine: each is a process at the wire of the plant's second card that asks for
// everything over the same protocols as firmware, iPXE, kernel and installer.
func rack(l *lab) error {
	stick, err := l.rackStick()
	if err != nil {
		return err
	}
	defer os.Remove(stick)
	defer os.Remove(stick + ".disk.qcow2")
	w, err := newWire()
	if err != nil {
		return err
	}
	defer w.gone()
	one := *l
	one.image = stick
	m, err := one.start("rack", append(whole(), "--fresh", "--no-network"),
		"-netdev", fmt.Sprintf("user,id=up,hostfwd=tcp:127.0.0.1:%d-:443", callPort), "-device", "virtio-net-pci,netdev=up,addr=0x10",
		"-netdev", "tap,id=rack,ifname="+w.tap+",script=no,downscript=no", "-device", "virtio-net-pci,netdev=rack,addr=0x11")
	if err != nil {
		return err
	}
	defer m.cut()
	if err := w.takeTap(); err != nil {
		return err
	}
	if err := l.awaitReady(m, ""); err != nil {
		return err
	}
	status, err := l.plant(m, "")
	if err != nil {
		return err
	}
	d, err := l.bootable(m, status)
	if err != nil {
		return err
	}
	client, err := d.client(d.key)
	if err != nil {
		return err
	}
	if err := leaves(client, status.Partition); err != nil {
		return err
	}
	if err := l.arrive(w, client, status.Partition); err != nil {
		return err
	}
	if err := l.memory(m); err != nil {
		return err
	}
	return m.off(10 * time.Minute)
}

// rackStick has something to boot beside the plan. What it is nobody looks at who only counts its bytes; a kernel must look like one.
func (l *lab) rackStick() (string, error) {
	folder, err := os.MkdirTemp(l.folder, "boot")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(folder)
	kernel, err := os.ReadFile(l.image + ".parts/vmlinuz")
	if err != nil {
		return "", err
	}
	var files []string
	for name, content := range map[string][]byte{
		"metal-kernel":                kernel[:1<<20],
		"metal-hammer-initrd.img.lz4": append([]byte{4, 0x22, 0x4d, 0x18}, make([]byte, 1<<20)...),
	} {
		file := filepath.Join(folder, name)
		if err := os.WriteFile(file, content, 0o644); err != nil {
			return "", err
		}
		files = append(files, file)
	}
	return l.prepared("rack", fmt.Sprintf(rackPlan, attachedIs), files...)
}

// bootable takes kernel and boot image from the stick into the plant's store, as its operator does.
func (l *lab) bootable(m *machine, status hostStatus) (*door, error) {
	if status.Partition != attachedIs {
		return nil, fmt.Errorf("plant.yaml names %s, and the plant is %s", attachedIs, status.Partition)
	}
	for _, name := range []string{"metal-kernel", "metal-hammer-initrd.img.lz4"} {
		said, err := m.sh("plantctl image import /run/metal-plant/media/"+name+" --as boot/"+name, asking)
		if err != nil {
			return nil, fmt.Errorf("plantctl image import: %w: %s", err, said)
		}
	}
	if err := until(arriving, func() (bool, string) {
		now, err := l.plant(m, "")
		return err == nil && !strings.Contains(strings.Join(now.Warnings, " "), noteOfImages), fmt.Sprint(now.Warnings, err)
	}); err != nil {
		return nil, fmt.Errorf("something to boot is in the store, and the plant lacks it: %w", err)
	}
	return l.door(m, status, callPort)
}

// leaves are what the servers hang at; a plant takes no server that hangs at nothing it knows.
func leaves(client metalgo.Client, partition string) error {
	for _, leaf := range []string{"lab-leaf01", "lab-leaf02"} {
		var ports []*models.V1SwitchNic
		for number := range servers {
			name, mac, up := fmt.Sprintf("Ethernet%d", number), "02:00:00:00:00:01", "UP"
			ports = append(ports, &models.V1SwitchNic{Name: &name, Identifier: &name, Mac: &mac, Actual: &up})
		}
		id, in := leaf, "lab"
		if _, _, err := client.SwitchOperations().RegisterSwitch(switch_operations.NewRegisterSwitchParams().WithBody(&models.V1SwitchRegisterRequest{
			ID: &id, Name: leaf, PartitionID: &partition, RackID: &in,
			Os: &models.V1SwitchOS{Vendor: "SONiC", Version: "4.2.1", MetalCoreVersion: "v0.17.0"}, Nics: ports,
		}), nil); err != nil {
			return fmt.Errorf("%s could not be registered: %w", leaf, err)
		}
	}
	return nil
}

// arrive gives all of them power at once, and looks at the API until each of them waits to be given away.
func (l *lab) arrive(w *wire, client metalgo.Client, partition string) error {
	program := filepath.Join(l.folder, "rack-machine")
	build := exec.Command("go", "build", "-trimpath", "-o", program, "./boot/machine")
	build.Dir, build.Env = filepath.Join(l.top, "tests/lab"), append(os.Environ(), "CGO_ENABLED=0")
	if said, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("the program of a server: %w: %s", err, said)
	}
	said := make(chan string, 16*servers)
	var powers []io.Closer
	for number := range servers {
		power, err := w.plugIn(program, number, said)
		if err != nil {
			return err
		}
		powers = append(powers, power)
	}
	begun := time.Now()
	for _, power := range powers {
		_ = power.Close()
	}
	deadline := time.After(arriving)
	for arrived := 0; arrived < servers; {
		select {
		case line := <-said:
			if strings.Contains(line, "FAILED") {
				return errors.New(line)
			}
			if strings.Contains(line, "ARRIVED") {
				arrived++
			}
		case <-deadline:
			return fmt.Errorf("%d of %d servers arrived within %s", arrived, servers, arriving)
		}
	}
	l.figure("servers attached from outside, all wait", "%d in %.0f s", servers, time.Since(begun).Seconds())
	found, err := client.Machine().FindMachines(machines.NewFindMachinesParams().WithBody(&models.V1MachineFindRequest{PartitionID: partition}), nil)
	if err != nil {
		return err
	}
	waiting := 0
	for _, each := range found.Payload {
		if log := each.Events.Log; len(log) > 0 && log[0].Event != nil && *log[0].Event == "Waiting" {
			waiting++
		}
	}
	if waiting != servers || len(found.Payload) != servers {
		return fmt.Errorf("the API knows %d machines, of which %d wait; %d arrived", len(found.Payload), waiting, servers)
	}
	l.figure("the same, as metal-go finds them", "%d", waiting)
	return nil
}

// wire is a bridge in a namespace of its own, which the plant's second card and the servers hang at.
type wire struct {
	namespace, tap string
	namespaces     []string
	processes      []*exec.Cmd
}

func newWire() (*wire, error) {
	if os.Getuid() != 0 {
		return nil, errors.New("namespaces of the network need root")
	}
	w := &wire{namespace: fmt.Sprintf("mprack%d", os.Getpid()), tap: fmt.Sprintf("mpr%d", os.Getpid())}
	for _, call := range [][]string{
		{"netns", "add", w.namespace},
		{"-n", w.namespace, "link", "add", "br0", "type", "bridge", "forward_delay", "0"},
		{"-n", w.namespace, "link", "set", "br0", "up"},
	} {
		if err := ip(call...); err != nil {
			w.gone()
			return nil, err
		}
	}
	return w, nil
}

func ip(words ...string) error {
	if said, err := exec.Command("ip", words...).CombinedOutput(); err != nil {
		return fmt.Errorf("ip %s: %w: %s", strings.Join(words, " "), err, said)
	}
	return nil
}

// takeTap moves the machine's end of the wire, which the emulator makes, into the namespace.
func (w *wire) takeTap() error {
	if err := until(time.Minute, func() (bool, string) {
		err := ip("link", "set", w.tap, "netns", w.namespace)
		return err == nil, fmt.Sprint(err)
	}); err != nil {
		return err
	}
	return errors.Join(ip("-n", w.namespace, "link", "set", w.tap, "master", "br0"), ip("-n", w.namespace, "link", "set", w.tap, "up"))
}

// plugIn connects one more server. It has power once what is given back is closed.
func (w *wire) plugIn(program string, number int, said chan<- string) (io.Closer, error) {
	own := fmt.Sprintf("%sm%d", w.namespace, number)
	if err := ip("netns", "add", own); err != nil {
		return nil, err
	}
	w.namespaces = append(w.namespaces, own)
	end := fmt.Sprintf("m%d", number)
	for _, call := range [][]string{
		{"-n", w.namespace, "link", "add", end, "type", "veth", "peer", "name", "eth0", "address", fmt.Sprintf("52:54:00:09:00:%02x", number), "netns", own},
		{"-n", w.namespace, "link", "set", end, "master", "br0", "up"},
	} {
		if err := ip(call...); err != nil {
			return nil, err
		}
	}
	process := exec.Command("ip", "netns", "exec", own, program,
		"-id", fmt.Sprintf("d1b2c3d4-e5f6-4718-892a-%012x", number+1), "-port", fmt.Sprint(number))
	process.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	process.Stderr = os.Stderr
	power, err := process.StdinPipe()
	if err != nil {
		return nil, err
	}
	printed, err := process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := process.Start(); err != nil {
		return nil, err
	}
	w.processes = append(w.processes, process)
	go func() {
		for lines := bufio.NewScanner(printed); lines.Scan(); {
			said <- lines.Text()
		}
	}()
	return power, nil
}

func (w *wire) gone() {
	for _, process := range w.processes {
		_ = syscall.Kill(-process.Process.Pid, syscall.SIGKILL)
		_ = process.Wait()
	}
	for _, namespace := range append(w.namespaces, w.namespace) {
		_ = exec.Command("ip", "netns", "del", namespace).Run()
	}
}
