package federation

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/lab/report"
	"metalplant.invalid/lab/wan"
)

// within is a program in the plant's network namespace.
func (s *side) within(program string, words ...string) *exec.Cmd {
	return exec.Command("ip", append([]string{"netns", "exec", s.place.Namespace, program}, words...)...)
}

// runs starts a program that ends with the test, or when it is told to.
func runs(t *testing.T, command *exec.Cmd) (stop func()) {
	t.Helper()
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	kit.Must0(command.Start())
	ended := make(chan struct{})
	go func() { _ = command.Wait(); close(ended) }()
	stop = sync.OnceFunc(func() {
		// The program alone: what it has started it ends itself, in order.
		_ = syscall.Kill(command.Process.Pid, syscall.SIGTERM)
		select {
		case <-ended:
		case <-time.After(15 * time.Second):
			_ = syscall.Kill(-command.Process.Pid, syscall.SIGKILL)
			<-ended
		}
	})
	t.Cleanup(stop)
	return stop
}

// ssh is OpenSSH's client at a plant's console, under the name of the machine.
func (l *consoleLab) ssh(s *side, key string, words ...string) *exec.Cmd {
	return s.within("ssh", append([]string{"-F", "none", "-p", strconv.Itoa(consolePort), "-i", key, "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none",
		"-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=accept-new", "-o", "UserKnownHostsFile=" + filepath.Join(l.folder, s.name()+"-hosts")},
		append(words, l.machine+"@127.0.0.1")...)...)
}

// seat5222 is somebody who sits at a console.
type seat5222 struct {
	t     *testing.T
	typed io.WriteCloser
	ended chan struct{}
	lock  sync.Mutex
	shown strings.Builder
}

func (v *seat5222) Write(some []byte) (int, error) {
	v.lock.Lock()
	defer v.lock.Unlock()
	return v.shown.Write(some)
}

func (v *seat5222) screen() string {
	v.lock.Lock()
	defer v.lock.Unlock()
	return v.shown.String()
}

// sit opens the machine's console as its owner, and waits until it is attached.
func (l *consoleLab) sit(t *testing.T, s *side) *seat5222 {
	t.Helper()
	return l.watch(t, l.ssh(s, l.key, "-tt"))
}

func (l *consoleLab) watch(t *testing.T, command *exec.Cmd) *seat5222 {
	t.Helper()
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	v := &seat5222{t: t, ended: make(chan struct{})}
	v.typed = kit.Must(command.StdinPipe())
	command.Stdout, command.Stderr = v, v
	kit.Must0(command.Start())
	go func() { _ = command.Wait(); close(v.ended) }()
	t.Cleanup(func() {
		_ = syscall.Kill(-command.Process.Pid, syscall.SIGKILL)
		<-v.ended
		if t.Failed() {
			fmt.Fprintf(os.Stderr, "a client saw:\n%s\n", v.screen())
		}
	})
	v.says(time.Minute, "attached")
	return v
}

func (v *seat5222) says(within time.Duration, text string) {
	v.t.Helper()
	for end := time.Now().Add(within); !strings.Contains(v.screen(), text); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			v.t.Fatalf("%q is not said within %s; what was said:\n%s", text, within, v.screen())
		}
	}
}

func (v *seat5222) types(text string) { kit.Must(io.WriteString(v.typed, text)) }

// answers types a line, which the machine answers in capitals, and types it again as long as it does not: ipmi_sim takes the first packet of a
// session for a repetition if it has the number of the last one of the session before, and drops it.
func (v *seat5222) answers(line string) {
	v.t.Helper()
	wanted := strings.ToUpper(line)
	for end := time.Now().Add(time.Minute); !strings.Contains(v.screen(), wanted); {
		if time.Now().After(end) {
			v.t.Fatalf("%q is not answered; what was said:\n%s", line, v.screen())
		}
		v.types(line + "\r")
		for soon := time.Now().Add(5 * time.Second); time.Now().Before(soon) && !strings.Contains(v.screen(), wanted); {
			time.Sleep(20 * time.Millisecond)
		}
	}
}

// measures types lines and takes the time of each until it is answered; somebody has typed in this session before.
func (v *seat5222) measures(lines int, sample *report.Sample) {
	v.t.Helper()
	for number := range lines {
		line := fmt.Sprintf("line %d of %d.", number, time.Now().UnixNano())
		wanted := strings.ToUpper(line)
		began := time.Now()
		v.types(line + "\r")
		for !strings.Contains(v.screen(), wanted) {
			if time.Since(began) > time.Minute {
				v.t.Fatalf("%q is not answered; what was said:\n%s", line, v.screen())
			}
			time.Sleep(time.Millisecond)
		}
		sample.Add(time.Since(began))
	}
}

// takesPen makes this session the one that writes.
func (v *seat5222) takesPen() {
	v.t.Helper()
	before := strings.Count(v.screen(), "you write")
	v.types("\x1dw")
	for end := time.Now().Add(time.Minute); strings.Count(v.screen(), "you write") == before; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			v.t.Fatalf("the pen is not given; what was said:\n%s", v.screen())
		}
	}
}

// leaves ends the session as people do.
func (v *seat5222) leaves() {
	v.t.Helper()
	v.types("\x1d.")
	v.isShut(time.Minute)
}

func (v *seat5222) isShut(within time.Duration) {
	v.t.Helper()
	select {
	case <-v.ended:
	case <-time.After(within):
		v.t.Fatalf("the console is open after %s; what was said:\n%s", within, v.screen())
	}
}

// keepsOut holds that another key opens nothing.
func (l *consoleLab) keepsOut(t *testing.T, s *side) {
	t.Helper()
	stranger, _ := l.newKey("stranger-at-" + s.name())
	out, err := l.ssh(s, stranger, "-tt").CombinedOutput()
	kit.Check(t, err != nil && strings.Contains(string(out), "ermission denied"), "another key at %s: %v: %s", s.name(), err, out)
}

// foreign makes an operator's authority with two certificates, and gives the options with which a console believes it.
func (l *consoleLab) foreign(t *testing.T) []string {
	t.Helper()
	script := `set -e
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ca.key -out ca.crt -days 30 -subj /CN=consoles
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout other.key -out other-ca.crt -days 30 -subj /CN=somebody
for name in server client; do
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout $name.key -out $name.csr -subj /CN=$name
	openssl x509 -req -in $name.csr -CA ca.crt -CAkey ca.key -CAcreateserial -out $name.crt -days 30
done
openssl x509 -req -in client.csr -CA other-ca.crt -CAkey other.key -CAcreateserial -out stranger.crt -days 30
`
	made := exec.Command("sh", "-c", script)
	made.Dir = l.folder
	if out, err := made.CombinedOutput(); err != nil {
		t.Fatalf("openssl: %v %s", err, out)
	}
	file := func(name string) string { return filepath.Join(l.folder, name) }
	return []string{"--ca-file", file("ca.crt"), "--cert-file", file("server.crt"), "--key-file", file("server.key")}
}

// comesIn is what metal-console does: TLS 1.3 with a certificate of its own, and in it SSH as the machine, with nothing to show, whose host key
// has to be that of the server's certificate.
func (l *consoleLab) comesIn(from, to *side, certificate string) (*ssh.Client, error) {
	pair, err := tls.LoadX509KeyPair(filepath.Join(l.folder, certificate), filepath.Join(l.folder, "client.key"))
	if err != nil {
		return nil, err
	}
	trusted := x509.NewCertPool()
	trusted.AppendCertsFromPEM(kit.Must(os.ReadFile(filepath.Join(l.folder, "ca.crt"))))
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	plain, err := wan.DialIn(ctx, from.place.Namespace, fmt.Sprintf("%s:%d", to.place.Address, peerPort))
	if err != nil {
		return nil, err
	}
	secured := tls.Client(plain, &tls.Config{
		MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{pair}, RootCAs: trusted,
		// The certificate names a service and no address, as metal-bmc's does.
		InsecureSkipVerify: true,
		VerifyConnection: func(state tls.ConnectionState) error {
			_, err := state.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: trusted})
			return err
		},
	})
	if err := secured.Handshake(); err != nil {
		return nil, err
	}
	shown := kit.Must(ssh.NewPublicKey(secured.ConnectionState().PeerCertificates[0].PublicKey))
	connection, channels, requests, err := ssh.NewClientConn(secured, to.place.Address, &ssh.ClientConfig{
		User: l.machine, HostKeyCallback: ssh.FixedHostKey(shown), Timeout: time.Minute,
	})
	if err != nil {
		return nil, err
	}
	return ssh.NewClient(connection, channels, requests), nil
}
