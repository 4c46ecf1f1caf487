package boot

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"metalplant.invalid/compat/kit"
)

const (
	machineID  = "a1b2c3d4-e5f6-4718-892a-bcdef0123456"
	machineMAC = "52:54:00:07:00:02"
)

// firmware is what a server starts with.
type firmware string

const (
	// bios has iPXE in the ROM of its card, as qemu brings it.
	bios firmware = "bios"
	// uefi is OVMF with its own network boot: it fetches iPXE by TFTP.
	uefi firmware = "uefi"
)

// console is what a server prints, a line each with the seconds since it was watched.
type console struct {
	t     *testing.T
	began time.Time
	mutex sync.Mutex
	lines []string
	// from is the first line that counts.
	from  int
	ended chan struct{}
}

// server is an emulated server without a disk.
type server struct {
	*console
	command *exec.Cmd
}

func watch(t *testing.T) *console {
	return &console{t: t, began: time.Now(), ended: make(chan struct{})}
}

// powerOn starts a server at the wire.
func (s *stage) powerOn(kind firmware) *server {
	s.t.Helper()
	words := []string{"netns", "exec", s.machines, "qemu-system-x86_64", "-machine", "q35", "-accel", "tcg", "-cpu", "Westmere", "-smp", "1",
		"-m", "512", "-nographic", "-no-reboot", "-monitor", "none", "-serial", "stdio", "-uuid", machineID,
		"-netdev", "tap,id=net0,ifname=tap0,script=no,downscript=no", "-device", "virtio-rng-pci", "-boot", "n"}
	device := "virtio-net-pci,netdev=net0,mac=" + machineMAC
	if kind == uefi {
		variables := s.file("variables.fd")
		kit.Must0(os.WriteFile(variables, kit.Must(os.ReadFile("/usr/share/OVMF/OVMF_VARS_4M.fd")), 0o600))
		words = append(words, "-drive", "if=pflash,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd",
			"-drive", "if=pflash,format=raw,file="+variables)
		// Without its ROM, which is iPXE, it is the firmware itself that boots.
		device += ",romfile=,bootindex=1"
	}
	command := exec.Command("ip", append(words, "-device", device)...)
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	reader, writer := io.Pipe()
	command.Stdout, command.Stderr = writer, writer
	v := &server{console: watch(s.t), command: command}
	kit.Must0(command.Start())
	go v.hear(reader)
	go func() { _ = command.Wait(); _ = writer.Close(); close(v.ended) }()
	s.t.Cleanup(v.off)
	return v
}

var escapes = regexp.MustCompile("\x1b\\[[0-9;=?]*[A-Za-z]|[^ -~]")

// hear takes in all that comes.
func (v *console) hear(from io.Reader) {
	scanner := bufio.NewScanner(from)
	scanner.Buffer(make([]byte, 1<<20), 1<<20)
	for scanner.Scan() {
		v.heard(scanner.Text())
	}
	_, _ = io.Copy(io.Discard, from)
}

func (v *console) heard(line string) {
	v.mutex.Lock()
	defer v.mutex.Unlock()
	v.lines = append(v.lines, fmt.Sprintf("%6.1f %s", time.Since(v.began).Seconds(), escapes.ReplaceAllString(line, "")))
}

// forget lets only count what comes from now on.
func (v *console) forget() {
	v.mutex.Lock()
	defer v.mutex.Unlock()
	v.from = len(v.lines)
}

// has is whether the console shows this now.
func (v *console) has(text string) bool {
	v.mutex.Lock()
	defer v.mutex.Unlock()
	return slices.ContainsFunc(v.lines[v.from:], func(line string) bool { return strings.Contains(line, text) })
}

// says waits until the console shows this, and gives the whole line.
func (v *console) says(within time.Duration, text string) string {
	v.t.Helper()
	var line string
	kit.Eventually(v.t, within, "the console shows "+text, func() (bool, string) {
		v.mutex.Lock()
		defer v.mutex.Unlock()
		for _, each := range v.lines[v.from:] {
			if strings.Contains(each, "machine: FAILED") {
				v.t.Fatalf("the machine gave up: %s", each)
			}
			if strings.Contains(each, text) {
				line = each
				return true, ""
			}
		}
		select {
		case <-v.ended:
			v.t.Fatalf("the server is off: %s", strings.Join(v.lines, "\n"))
		default:
		}
		return false, strings.Join(v.lines[max(0, len(v.lines)-15):], "\n")
	})
	return line
}

func (v *server) off() {
	_ = syscall.Kill(-v.command.Process.Pid, syscall.SIGKILL)
	<-v.ended
	v.tell()
}

// tell shows all of it where the test failed.
func (v *console) tell() {
	if v.t.Failed() {
		v.mutex.Lock()
		defer v.mutex.Unlock()
		v.t.Logf("the console:\n%s", strings.Join(v.lines, "\n"))
	}
}

// milestones are the lines of the machine's own program, with the seconds since it was powered on.
func (v *console) milestones() []string {
	v.mutex.Lock()
	defer v.mutex.Unlock()
	var found []string
	for _, line := range v.lines {
		if seconds, said, there := strings.Cut(line, "machine: "); there {
			found = append(found, strings.TrimSpace(strings.Fields(seconds)[0])+" "+said)
		}
	}
	return found
}
