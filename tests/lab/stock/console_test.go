package stock

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

	"github.com/metal-stack/metal-go/api/client/machine"

	"metalplant.invalid/compat/kit"
)

const (
	ownConsole = "5222"
	// theirs is where metal-console takes in people.
	theirs = "2222"
	// tokenVariable is how both take a token beside a key.
	tokenVariable = "LC_METAL_STACK_OIDC_TOKEN"
)

// certificates makes what an operator of metal-stack makes for consoles, once: a pair for whoever is called, whose key is the host key of SSH as
// well, on both ends, and one for who calls.
func (l *lab) certificates() string {
	folder := l.file("certs")
	if _, err := os.Stat(folder); err == nil {
		return folder
	}
	kit.Must0(os.MkdirAll(folder, 0o700))
	server := l.authority.pair("metal-bmc", "127.0.0.1")
	server.write(folder, "server")
	l.authority.pair("metal-console", "127.0.0.1").write(folder, "client")
	kit.Must0(os.WriteFile(filepath.Join(folder, "ca.pem"), l.authority.pem(), 0o600))
	kit.Must0(os.WriteFile(filepath.Join(folder, "server-key.pub"), server.hostKey(), 0o600))
	return folder
}

// serveConsoles starts our console service, which believes the operator's authority.
func (l *lab) serveConsoles(t *testing.T) {
	t.Helper()
	if l.ourConsole != nil {
		return
	}
	certs := l.certificates()
	l.ourConsole = l.start("plant-console", nil, l.plant.Script(), "console", "--data", l.plant.Data, "--listen", "127.0.0.1:"+ownConsole, "--peers", ownPeers,
		"--ca-file", filepath.Join(certs, "ca.pem"), "--cert-file", filepath.Join(certs, "server.pem"), "--key-file", filepath.Join(certs, "server-key.pem"),
		"--linger", "PT1S")
	listens(t, "127.0.0.1:"+ownConsole, l.ourConsole)
	listens(t, ownPeers, l.ourConsole)
}

// startsTheirs starts metal-console. It reads its certificates at a fixed place, so it is given a root of its own.
func (l *lab) startsTheirs(t *testing.T) {
	t.Helper()
	if l.theirConsole != nil {
		return
	}
	root := l.file("root")
	for _, folder := range []string{"certs", "dev", "etc", "lib", "lib64", "proc", "usr"} {
		kit.Must0(os.MkdirAll(filepath.Join(root, folder), 0o755))
	}
	within := `set -e
cd "$1"
cp "$2" metal-console
for each in dev etc lib lib64 proc usr; do [ ! -e /$each ] || mount --rbind /$each $each; done
mount --bind "$3" certs
exec chroot . /metal-console
`
	api := l.plant.Status.API
	l.theirConsole = l.start("metal-console", []string{"METAL_CONSOLE_METAL_API_URL=" + api.URL, "METAL_CONSOLE_HMAC_KEY=" + api.HMAC.Admin, "METAL_CONSOLE_PORT=" + theirs},
		"unshare", "--mount", "sh", "-c", within, "sh", root, filepath.Join(l.programs, "metal-console"), l.certificates())
	listens(t, "127.0.0.1:"+theirs, l.theirConsole)
}

// ssh is OpenSSH's client.
func (l *lab) ssh(port, key, id string, words ...string) *exec.Cmd {
	return exec.Command("ssh", append([]string{"-F", "none", "-p", port, "-i", key, "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none",
		"-o", "StrictHostKeyChecking=accept-new", "-o", "UserKnownHostsFile=" + l.file("hosts-"+port), "-o", "LogLevel=ERROR", "-o", "NumberOfPasswordPrompts=1"},
		append(words, id+"@127.0.0.1")...)...)
}

// asAdmin has a token in the place of the password.
func (l *lab) asAdmin(command *exec.Cmd, token string) *exec.Cmd {
	ask := l.file("ask")
	kit.Must0(os.WriteFile(ask, []byte("#!/bin/sh\necho \"$TOKEN\"\n"), 0o700))
	command.Env = append(os.Environ(), "TOKEN="+token, "SSH_ASKPASS="+ask, "SSH_ASKPASS_REQUIRE=force")
	return command
}

// sitter is somebody at a console.
type sitter struct {
	t     *testing.T
	typed io.WriteCloser
	seen  kit.Said
	ended chan struct{}
	began time.Time
}

func (l *lab) sit(t *testing.T, command *exec.Cmd) *sitter {
	t.Helper()
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	v := &sitter{t: t, typed: kit.Must(command.StdinPipe()), ended: make(chan struct{}), began: time.Now()}
	command.Stdout, command.Stderr = &v.seen, &v.seen
	kit.Must0(command.Start())
	go func() { _ = command.Wait(); close(v.ended) }()
	t.Cleanup(func() {
		_ = syscall.Kill(-command.Process.Pid, syscall.SIGKILL)
		<-v.ended
		if t.Failed() {
			fmt.Fprintf(os.Stderr, "a client saw:\n%s\n", v.seen.String())
		}
	})
	return v
}

func (v *sitter) sees(within time.Duration, text string) {
	v.t.Helper()
	for end := time.Now().Add(within); !strings.Contains(v.seen.String(), text); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			v.t.Fatalf("%q is not seen within %s; what was seen:\n%s", text, within, v.seen.String())
		}
	}
}

// answers types a line, which the machine answers in capitals, and types it again as long as it does not: ipmi_sim takes the first packet of a
// session for a repetition if it has the number of the last one of the session before, and drops it.
func (v *sitter) answers(line string) time.Duration {
	v.t.Helper()
	wanted := strings.ToUpper(line)
	var began time.Time
	for end := time.Now().Add(time.Minute); !strings.Contains(v.seen.String(), wanted); {
		if time.Now().After(end) {
			v.t.Fatalf("%q is not answered; what was seen:\n%s", line, v.seen.String())
		}
		began = time.Now()
		_, _ = io.WriteString(v.typed, line+"\r")
		for soon := began.Add(5 * time.Second); time.Now().Before(soon) && !strings.Contains(v.seen.String(), wanted); {
			time.Sleep(2 * time.Millisecond)
		}
	}
	return time.Since(began)
}

// isShut waits until the client has ended.
func (v *sitter) isShut(within time.Duration) {
	v.t.Helper()
	select {
	case <-v.ended:
	case <-time.After(within):
		v.t.Fatalf("the console is open after %s; what was seen:\n%s", within, v.seen.String())
	}
}

// refused holds that a client sees this and gets no console.
func refused(t *testing.T, what string, command *exec.Cmd, text string) {
	t.Helper()
	printed, err := command.CombinedOutput()
	kit.Check(t, err != nil && strings.Contains(string(printed), text), "%s: %v: %s", what, err, printed)
}

func theirConsole(t *testing.T, l *lab) {
	l.serveConsoles(t)
	l.startsTheirs(t)
	l.allocate(t)
	known := []string{"-tt", "-o", "BatchMode=yes", "-o", "SetEnv=" + tokenVariable + "=" + l.token("view")}
	owner := l.sit(t, l.ssh(theirs, l.key, hereID, known...))
	owner.sees(time.Minute, "attached")
	owner.answers("is somebody there")
	took := owner.answers("through both of them")
	l.page.saw("a line there and back in %.0f ms", float64(took.Microseconds())/1000)
	_, _ = io.WriteString(owner.typed, "\x1d.")
	owner.isShut(time.Minute)

	stranger, _ := l.newKey("stranger")
	refused(t, "another key", l.ssh(theirs, stranger, hereID, known...), "ermission denied")
	refused(t, "the owner without a token, which metal-console wants beside the key", l.ssh(theirs, l.key, hereID, "-tt", "-o", "BatchMode=yes"), tokenVariable)
	audit := string(kit.Must(os.ReadFile(filepath.Join(l.plant.Data, "console/audit.jsonl"))))
	kit.Check(t, strings.Contains(audit, "metal-console"), "who came in is not written down:\n%s", audit)
}

func theirConsoleOfAdmin(t *testing.T, l *lab) {
	l.serveConsoles(t)
	l.startsTheirs(t)
	word := []string{"-tt", "-o", "PubkeyAuthentication=no"}
	// metal-console takes the same token again, beside the password, when the session begins.
	admin := l.token("admin")
	open := l.sit(t, l.asAdmin(l.ssh(theirs, l.key, hereID, append(word, "-o", "SetEnv="+tokenVariable+"="+admin)...), admin))
	open.sees(time.Minute, "attached")
	open.answers("from an admin")
	_, _ = io.WriteString(open.typed, "\x1d.")
	open.isShut(time.Minute)

	viewer := l.token("view")
	refused(t, "somebody who is no admin", l.asAdmin(l.ssh(theirs, l.key, hereID, word...), viewer), "ermission denied")
	refused(t, "a token that nobody gave", l.asAdmin(l.ssh(theirs, l.key, hereID, word...), viewer+"x"), "ermission denied")
}

func theirConsoleShut(t *testing.T, l *lab) {
	l.serveConsoles(t)
	l.startsTheirs(t)
	owner := l.sit(t, l.ssh(theirs, l.key, hereID, "-tt", "-o", "BatchMode=yes", "-o", "SetEnv="+tokenVariable+"="+l.token("view")))
	owner.sees(time.Minute, "attached")
	owner.answers("still mine")
	_, err := l.edit.Machine().FreeMachine(machine.NewFreeMachineParams().WithID(hereID), nil)
	kit.Must0(err)
	freed := time.Now()
	owner.sees(time.Minute, "not allocated anymore")
	owner.isShut(time.Minute)
	l.page.saw("shut %.0f s after the machine was freed (metal-console looks every 20 s)", time.Since(freed).Seconds())
}
