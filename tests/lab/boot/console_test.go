package boot

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/lab/report"
)

const (
	consolePort = "5222"
	keystrokes  = 40
)

// newKey makes a pair of SSH keys; it gives the file of the private one and the line of the public one.
func (s *stage) newKey(name string) (file, line string) {
	s.t.Helper()
	file = s.file(name)
	if printed, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", file).CombinedOutput(); err != nil {
		kit.Throw(fmt.Errorf("ssh-keygen: %w: %s", err, printed), 1)
	}
	return file, strings.TrimSpace(string(kit.Must(os.ReadFile(file + ".pub"))))
}

// opens starts what serves consoles.
func (s *stage) opens() {
	s.t.Helper()
	s.start(nil, s.plant.Script(), "console", "--data", s.plant.Data, "--listen", own+":"+consolePort, "--record")
}

// isRecorded holds the machine until its console is recorded for its new owner. The service looks every half minute whose console it is, and
// shows an owner nothing from before it knew of him, so a machine that starts sooner would have said all that it says.
func (s *stage) isRecorded(b *board) {
	s.t.Helper()
	machine := b.pid()
	kit.Must0(syscall.Kill(machine, syscall.SIGSTOP))
	defer func() { kit.Must0(syscall.Kill(machine, syscall.SIGCONT)) }()
	kit.Eventually(s.t, 2*time.Minute, "the console is recorded for the machine's owner", func() (bool, string) {
		mark, err := os.ReadFile(filepath.Join(s.plant.Data, "console", "printed", machineID+".mark"))
		owner, _, _ := strings.Cut(string(mark), "\n")
		return err == nil && owner != "" && owner != "?", fmt.Sprintf("%q, %v", mark, err)
	})
}

// ssh is OpenSSH's client at the machine's console.
func (s *stage) ssh(key string, words ...string) *exec.Cmd {
	return exec.Command("ip", append([]string{"netns", "exec", s.namespace, "ssh", "-F", "none", "-p", consolePort, "-i", key,
		"-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=accept-new",
		"-o", "UserKnownHostsFile=" + s.file("known_hosts"), "-o", "LogLevel=ERROR"}, append(words, machineID+"@"+own)...)...)
}

// terminal is somebody at the console.
type terminal struct {
	*console
	typed io.WriteCloser
}

// looksIn opens the console with a key, as soon as the service lets anybody in.
func (s *stage) looksIn(t *testing.T, key string) *terminal {
	t.Helper()
	command := s.ssh(key, "-tt")
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	reader, writer := io.Pipe()
	command.Stdout, command.Stderr = writer, writer
	v := &terminal{watch(t), kit.Must(command.StdinPipe())}
	kit.Must0(command.Start())
	go v.hear(reader)
	go func() { _ = command.Wait(); _ = writer.Close(); close(v.ended) }()
	t.Cleanup(func() {
		_ = syscall.Kill(-command.Process.Pid, syscall.SIGKILL)
		<-v.ended
		v.tell()
	})
	return v
}

func (v *terminal) types(text string) { kit.Must(io.WriteString(v.typed, text)) }

// latency is how long a line takes from the keyboard to the machine's system and back.
func (v *terminal) latency() *report.Sample {
	v.t.Helper()
	var sample report.Sample
	for number := range keystrokes {
		began := time.Now()
		v.types(fmt.Sprintf("line %d\r", number))
		wanted := fmt.Sprintf("system: HEARD line %d", number)
		for !v.has(wanted) {
			if time.Since(began) > time.Minute {
				v.t.Fatalf("the machine did not answer line %d", number)
			}
			time.Sleep(time.Millisecond)
		}
		sample.Add(time.Since(began))
	}
	return &sample
}

// readsConsole goes through what the owner of a machine, and nobody else, may do at its console.
func (s *stage) readsConsole(t *testing.T, key string, page *partitionPage) *terminal {
	t.Helper()
	owner := s.looksIn(t, key)
	owner.says(time.Minute, "system: UP from ")
	owner.types("hello from outside\r")
	owner.says(time.Minute, "system: HEARD hello from outside")

	stranger, _ := s.newKey("stranger")
	printed, err := s.ssh(stranger, "-tt").CombinedOutput()
	kit.Check(t, err != nil && strings.Contains(string(printed), "ermission denied"), "another key: %v: %s", err, printed)
	page.console = owner.latency()
	return owner
}

// isShut waits until the other side has ended the session.
func (v *terminal) isShut(within time.Duration) {
	v.t.Helper()
	select {
	case <-v.ended:
	case <-time.After(within):
		v.t.Fatalf("the console is open after %s", within)
	}
}
