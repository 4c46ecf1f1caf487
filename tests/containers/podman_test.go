package containers

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A podman whose store and mounts are thrown away at the end.
type podman struct {
	t      *testing.T
	folder string
	images string
	// The version of all images.
	version string
	holder  *exec.Cmd
	// What was started, for the end.
	names []string
}

type made struct {
	Version  string `json:"version"`
	Database string `json:"database"`
	Images   []struct {
		Name string `json:"name"`
		Size int64  `json:"size"`
	} `json:"images"`
}

func readMade(t *testing.T, folder string) made {
	t.Helper()
	bytes, err := os.ReadFile(filepath.Join(folder, "images.json"))
	if err != nil {
		t.Fatalf("%v: make them by ./plant image containers, or call ./plant test containers", err)
	}
	var all made
	if err := json.Unmarshal(bytes, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func newPodman(t *testing.T, images string) *podman {
	t.Helper()
	if os.Getuid() != 0 {
		t.Fatal("containers with users of their own need root")
	}
	if _, err := exec.LookPath("podman"); err != nil {
		t.Fatal("podman is not installed; as root: apt-get install podman crun")
	}
	folder, err := os.MkdirTemp("/var/tmp", "plant-containers")
	if err != nil {
		t.Fatal(err)
	}
	p := &podman{t: t, folder: folder, images: images, version: readMade(t, images).Version}
	// A hybrid hierarchy of groups is nothing for crun: it gets a plain one of its own.
	p.holder = exec.Command("unshare", "-m", "--propagation", "private", "sh", "-c",
		"umount -R /sys/fs/cgroup 2>/dev/null; mount -t cgroup2 none /sys/fs/cgroup && echo ready && exec sleep infinity")
	p.holder.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := p.holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.holder.Stderr = os.Stderr
	if err := p.holder.Start(); err != nil {
		t.Fatal(err)
	}
	var word [6]byte
	if _, err := out.Read(word[:]); err != nil {
		t.Fatal("no mounts of its own for podman: ", err)
	}
	t.Cleanup(p.end)
	return p
}

func (p *podman) end() {
	for _, name := range p.names {
		if p.t.Failed() {
			log, _ := p.command("logs", "--tail", "30", name).CombinedOutput()
			p.t.Logf("%s said:\n%s", name, log)
		}
		_ = p.command("rm", "-f", "-t", "1", name).Run()
	}
	_ = p.holder.Process.Kill()
	_ = p.holder.Wait()
	_ = exec.Command("umount", "-l", filepath.Join(p.folder, "store", "overlay")).Run()
	if err := os.RemoveAll(p.folder); err != nil {
		p.t.Log(err)
	}
}

func (p *podman) command(arguments ...string) *exec.Cmd {
	all := append([]string{"-t", strconv.Itoa(p.holder.Process.Pid), "-m", "podman", "--root", filepath.Join(p.folder, "store"),
		"--runroot", filepath.Join(p.folder, "run"), "--cgroup-manager=cgroupfs"}, arguments...)
	return exec.Command("nsenter", all...)
}

// do is a call that has to work, and what it said.
func (p *podman) do(arguments ...string) string {
	p.t.Helper()
	out, err := p.command(arguments...).CombinedOutput()
	if err != nil {
		p.t.Fatalf("podman %s: %v\n%s", strings.Join(arguments, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

func (p *podman) load(name string) {
	p.t.Helper()
	p.do("load", "-q", "-i", filepath.Join(p.images, name+".oci.tar"))
}

func (p *podman) image(name string) string { return "localhost/metal-plant/" + name + ":" + p.version }

// place is a folder below the test's own, of one user.
func (p *podman) place(name string, user int) string {
	p.t.Helper()
	folder := filepath.Join(p.folder, "places", name)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.Chmod(folder, 0o700); err != nil {
		p.t.Fatal(err)
	}
	if err := os.Chown(folder, user, user); err != nil {
		p.t.Fatal(err)
	}
	return folder
}

// What every unit says of its container (ADR 29).
var bounds = []string{"--ulimit", "nofile=4096:4096", "--ulimit", "nproc=4096:4096", "--cgroups=disabled", "--network=host", "--read-only",
	"--read-only-tmpfs=false", "--tmpfs", "/tmp:rw,nosuid,nodev,noexec,size=64m,mode=1777", "--cap-drop=all", "--security-opt=no-new-privileges"}

type container struct {
	name, image, entry string
	capabilities       []string
	// Folder here to folder in there; one that ends in :ro is read-only.
	mounts      map[string]string
	environment map[string]string
	arguments   []string
}

func (p *podman) start(c container) {
	p.t.Helper()
	arguments := append([]string{"run", "-d", "--name", c.name}, bounds...)
	for _, capability := range c.capabilities {
		arguments = append(arguments, "--cap-add="+capability)
	}
	for here, there := range c.mounts {
		arguments = append(arguments, "-v", here+":"+there)
	}
	for key, value := range c.environment {
		arguments = append(arguments, "-e", key+"="+value)
	}
	if c.entry != "" {
		arguments = append(arguments, "--entrypoint", "/usr/lib/metal-plant/bin/"+c.entry)
	}
	if !slices.Contains(p.names, c.name) {
		p.names = append(p.names, c.name)
	}
	p.do(append(append(arguments, p.image(c.image)), c.arguments...)...)
}

// healthy waits until the container's own health program says so.
func (p *podman) healthy(name, unit string, limit time.Duration) time.Duration {
	p.t.Helper()
	from := time.Now()
	for time.Since(from) < limit {
		if p.command("exec", name, "/usr/lib/metal-plant/bin/health", unit).Run() == nil {
			return time.Since(from)
		}
		if state := p.do("inspect", "--format", "{{.State.Status}} {{.State.ExitCode}}", name); !strings.HasPrefix(state, "running") {
			p.t.Fatalf("%s is %s", name, state)
		}
		time.Sleep(100 * time.Millisecond)
	}
	p.t.Fatalf("%s is not healthy after %s", name, limit)
	return 0
}

// stop is SIGTERM, and how the container ended.
func (p *podman) stop(name string) int {
	p.t.Helper()
	p.do("stop", "-t", "40", name)
	code, err := strconv.Atoi(p.do("inspect", "--format", "{{.State.ExitCode}}", name))
	if err != nil {
		p.t.Fatal(err)
	}
	return code
}

// remove makes room for one of the same name.
func (p *podman) remove(name string) { p.do("rm", "-f", "-t", "1", name) }

// resident is the memory of all processes of a container, in MiB; what they share is counted once.
func (p *podman) resident(name string) int64 {
	p.t.Helper()
	pid := p.do("inspect", "--format", "{{.State.Pid}}", name)
	sum := int64(0)
	for _, one := range family(pid) {
		bytes, err := os.ReadFile(filepath.Join("/proc", one, "smaps_rollup"))
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(bytes)) {
			var kilobytes int64
			if n, _ := fmt.Sscanf(line, "Pss: %d kB", &kilobytes); n == 1 {
				sum += kilobytes
			}
		}
	}
	return sum / 1024
}

func family(pid string) []string {
	all := []string{pid}
	children, _ := os.ReadFile(filepath.Join("/proc", pid, "task", pid, "children"))
	for _, child := range strings.Fields(string(children)) {
		all = append(all, family(child)...)
	}
	return all
}

func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	return port
}
