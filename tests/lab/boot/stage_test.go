package boot

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/compat/plant"
	"metalplant.invalid/lab/wan"
)

const (
	own     = "10.7.0.1"
	port    = 4280
	origin  = own + ":8099"
	prefix  = own + "/24"
	partner = "10.7.0.9"
)

// stage is a wire with a plant at it, in a namespace of its own, and what serves booting machines there.
type stage struct {
	t         *testing.T
	namespace string
	// machines is the namespace of the wire that servers hang at, relayed its network where that is behind a relay.
	machines, relayed string
	folder            string
	plant             *plant.Own
	// dhcpServer is who gives addresses; empty if the plant does.
	dhcpServer string
	// managed is whether there is a management network.
	managed bool
	// images is the store that kernel and initrd are looked for in first, base where the partition says that they are.
	images, base string
	// words go onto the command line of what machines boot.
	words    string
	services []*exec.Cmd
	log      *os.File
}

func (s *stage) file(name string) string { return filepath.Join(s.folder, name) }

// newStage makes the wire and the plant, whose machines boot kernel and initrd.
func newStage(t *testing.T, name, dhcpServer, kernel, initrd string) *stage {
	t.Helper()
	s := &stage{t: t, namespace: fmt.Sprintf("mpboot%d%s", os.Getpid(), name), folder: kit.Must(os.MkdirTemp("", "mpboot-")), dhcpServer: dhcpServer}
	s.machines = s.namespace
	s.images, s.base = s.file("images"), "http://"+origin+"/boot"
	t.Cleanup(func() { _ = os.RemoveAll(s.folder) })
	s.log = kit.Must(os.Create(s.file("services.log")))
	t.Cleanup(s.end)
	s.ip("netns", "add", s.namespace)
	s.inside("ip", "link", "set", "lo", "up")
	s.inside("ip", "link", "add", "br0", "type", "bridge", "forward_delay", "0")
	s.inside("ip", "addr", "add", prefix, "brd", "+", "dev", "br0")
	s.inside("ip", "link", "set", "br0", "up")
	s.inside("ip", "tuntap", "add", "tap0", "mode", "tap")
	s.inside("ip", "link", "set", "tap0", "master", "br0")
	s.inside("ip", "link", "set", "tap0", "up")
	s.serve(kernel, initrd)
	s.plant = kit.Must(plant.StartWith("url-check.enabled=false\n", "--netns", s.namespace, "--listen", own, "--rack", "0"))
	wan.Knows(strings.TrimSuffix(strings.TrimPrefix(s.plant.Status.API.URL, "http://"), "/metal/"), s.namespace)
	return s
}

func (s *stage) ip(words ...string) {
	s.t.Helper()
	if printed, err := exec.Command("ip", words...).CombinedOutput(); err != nil {
		kit.Throw(fmt.Errorf("ip %v: %w: %s", words, err, printed), 1)
	}
}

func (s *stage) inside(words ...string) {
	s.t.Helper()
	s.ip(append([]string{"netns", "exec", s.namespace}, words...)...)
}

// serve is the origin of kernel and initrd.
func (s *stage) serve(kernel, initrd string) {
	s.t.Helper()
	var listener net.Listener
	kit.Must0(wan.Within(s.namespace, func() (err error) {
		listener, err = net.Listen("tcp", origin)
		return err
	}))
	files := map[string]string{"/boot/kernel": kernel, "/boot/initrd": initrd}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if file, there := files[r.URL.Path]; there {
			http.ServeFile(w, r, file)
			return
		}
		http.NotFound(w, r)
	})}
	go func() { _ = server.Serve(listener) }()
	s.t.Cleanup(func() { _ = server.Close() })
}

func (s *stage) end() {
	for _, service := range s.services {
		stop(service)
	}
	if s.t.Failed() {
		_, _ = s.log.Seek(0, io.SeekStart)
		text, _ := io.ReadAll(s.log)
		s.t.Logf("what the services said:\n%s", text)
		if s.plant != nil {
			s.plant.PrintLog(os.Stderr, 40)
		}
	}
	_ = s.log.Close()
	if s.plant != nil {
		s.plant.Stop()
	}
	_ = exec.Command("ip", "netns", "del", s.namespace).Run()
}

// start runs a program in the namespace until the stage ends.
func (s *stage) start(environment []string, words ...string) *exec.Cmd {
	s.t.Helper()
	return s.startIn(s.namespace, environment, words...)
}

func (s *stage) startIn(namespace string, environment []string, words ...string) *exec.Cmd {
	s.t.Helper()
	command := exec.Command("ip", append([]string{"netns", "exec", namespace}, words...)...)
	command.Env = append(os.Environ(), environment...)
	command.Stdout, command.Stderr = s.log, s.log
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	kit.Must0(command.Start())
	s.services = append(s.services, command)
	return command
}

func stop(command *exec.Cmd) {
	if command.ProcessState != nil {
		return
	}
	_ = syscall.Kill(-command.Process.Pid, syscall.SIGTERM)
	ended := make(chan struct{})
	go func() { _ = command.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-time.After(15 * time.Second):
		_ = syscall.Kill(-command.Process.Pid, syscall.SIGKILL)
		<-ended
	}
}

// environment is what the unit of the boot server is given on an appliance.
func (s *stage) environment() []string {
	_, grpc, _ := net.SplitHostPort(s.plant.Status.GRPC.Address)
	said := []string{
		"PLANT_BOOT_PARTITION=" + s.plant.Status.Partition,
		"PLANT_BOOT_ADDRESS=" + prefix,
		"PLANT_BOOT_PLANT=" + s.plant.Status.GRPC.Address,
		"PLANT_BOOT_MACHINES_GRPC=" + own + ":" + grpc,
		"PLANT_BOOT_API=" + s.plant.Status.API.URL,
		"PLANT_BOOT_CERTIFICATES=" + filepath.Join(s.plant.Data, "pki"),
		"PLANT_BOOT_LEASES=" + s.file("leases"),
		"PLANT_BOOT_IMAGES=" + s.images,
		"PLANT_BOOT_PROBE_SECONDS=1",
		"PLANT_BOOT_PROGRAMS=/usr/lib/ipxe",
		"PLANT_JAVA_OPTS=-Xmx64m",
	}
	if s.relayed != "" {
		said = append(said, "PLANT_BOOT_RELAYED="+s.relayed)
	}
	if s.managed {
		said = append(said, "PLANT_BOOT_SWITCHES_ADDRESS="+managementOwn+"/24", "PLANT_BOOT_CONTROLLERS="+controllerRange,
			"PLANT_BOOT_MANAGEMENT="+managementOwn,
			"PLANT_BOOT_SWITCHES="+s.file("switches.json"), "PLANT_BOOT_SWITCHES_PROGRESS="+s.file("switches.progress"))
	}
	if s.dhcpServer != "" {
		said = append(said, "PLANT_BOOT_DHCP_SERVER="+s.dhcpServer)
	}
	return said
}

// boots starts dnsmasq, with the configuration that the plant's own code writes, and the boot server.
func (s *stage) boots() (dhcp, server *exec.Cmd) {
	s.t.Helper()
	printing := exec.Command(s.plant.Script(), "boot", "--dhcp-config")
	printing.Env = append(os.Environ(), s.environment()...)
	printing.Stderr = s.log
	text := kit.Must(printing.Output())
	kit.Must0(os.WriteFile(s.file("dnsmasq.conf"), text, 0o600))
	// A box of our own: the user of a container does not exist here.
	dhcp = s.start(nil, "dnsmasq", "--keep-in-foreground", "--pid-file=", "--user=root", "--log-dhcp", "--conf-file="+s.file("dnsmasq.conf"))
	server = s.start(s.environment(), s.plant.Script(), "boot")
	kit.Eventually(s.t, time.Minute, "the boot server listens", func() (bool, string) {
		_, err := s.status()
		return err == nil, fmt.Sprint(err)
	})
	return dhcp, server
}

// bootStatus is what the boot server says of itself to its host.
type bootStatus struct {
	Leases  int `json:"leases"`
	Boots   int `json:"boots"`
	Foreign []struct {
		Address, MAC, How string
	} `json:"foreign_dhcp_servers"`
}

func (s *stage) status() (bootStatus, error) {
	var status bootStatus
	body, err := s.fetch(fmt.Sprintf("127.0.0.1:%d", port), "/status")
	if err == nil {
		err = json.Unmarshal(body, &status)
	}
	return status, err
}

func (s *stage) fetch(address, path string) ([]byte, error) {
	client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DisableKeepAlives: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return wan.DialIn(ctx, s.namespace, address) }}}
	answer, err := client.Get("http://" + address + path)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", answer.Status, body)
	}
	return body, err
}

// modules are the drivers of the lab's card that Debian's kernel does not have inside, each behind those that it needs.
var modules = []string{"virtio_net", "virtio_blk"}

// program is what runs on machines, built.
func program(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "init")
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", program, "./machine")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if printed, err := build.CombinedOutput(); err != nil {
		kit.Throw(fmt.Errorf("the program of the machine: %w: %s", err, printed), 0)
	}
	return program
}

// initrd packs the program of a machine, and drivers out of a tree with the kernel's modules.
func initrd(t *testing.T, tree, program string) string {
	t.Helper()
	folder := t.TempDir()
	var out bytes.Buffer
	packed := kit.Must(gzip.NewWriterLevel(&out, gzip.BestSpeed))
	archive := &cpio{to: packed}
	for _, each := range []string{"proc", "sys", "dev", "modules"} {
		archive.folder(each)
	}
	archive.file("init", 0o755, kit.Must(os.ReadFile(program)))
	for number, module := range drivers(t, tree) {
		archive.file(fmt.Sprintf("modules/%02d.ko", number), 0o644, module)
	}
	archive.end()
	kit.Must0(archive.failed)
	kit.Must0(packed.Close())
	file := filepath.Join(folder, "initrd")
	kit.Must0(os.WriteFile(file, out.Bytes(), 0o600))
	return file
}

// drivers are the contents of the modules, unpacked, in the order in which they can be loaded.
func drivers(t *testing.T, tree string) [][]byte {
	t.Helper()
	versions := kit.Must(filepath.Glob(filepath.Join(tree, "lib/modules/*")))
	var found [][]byte
	seen := map[string]bool{}
	for _, module := range modules {
		listed := kit.Must(exec.Command("chroot", tree, "modprobe", "-S", filepath.Base(versions[len(versions)-1]), "--show-depends", module).Output())
		for _, line := range strings.Split(string(listed), "\n") {
			words := strings.Fields(line)
			if len(words) < 2 || words[0] != "insmod" || seen[words[1]] {
				continue
			}
			seen[words[1]] = true
			file := filepath.Join(tree, words[1])
			if strings.HasSuffix(file, ".xz") {
				found = append(found, kit.Must(exec.Command("xz", "-dc", file).Output()))
			} else {
				found = append(found, kit.Must(os.ReadFile(file)))
			}
		}
	}
	return found
}

// cpio writes an archive as kernels read it.
type cpio struct {
	to     io.Writer
	number int
	failed error
}

func (c *cpio) folder(name string)                         { c.entry(name, 0o040755, nil) }
func (c *cpio) file(name string, mode int, content []byte) { c.entry(name, 0o100000|mode, content) }
func (c *cpio) end()                                       { c.entry("TRAILER!!!", 0, nil) }

func (c *cpio) entry(name string, mode int, content []byte) {
	c.number++
	head := fmt.Sprintf("070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x", c.number, mode, 0, 0, 1, 0, len(content), 0, 0, 0, 0,
		len(name)+1, 0) + name + "\x00"
	c.write([]byte(head), content)
}

func (c *cpio) write(parts ...[]byte) {
	for _, part := range parts {
		padded := append(part[:len(part):len(part)], make([]byte, (4-len(part)%4)%4)...)
		if _, err := c.to.Write(padded); err != nil && c.failed == nil {
			c.failed = err
		}
	}
}
