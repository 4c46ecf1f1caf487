package switches

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/lab/wan"
)

const examples = "../../../docs/examples/"

// stage is a plant's server with both of its networks, in a namespace of its own. No plant runs: nothing here asks it anything.
type stage struct {
	t         *testing.T
	namespace string
	folder    string
	services  []*exec.Cmd
	log       *os.File
}

func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{t: t, namespace: fmt.Sprintf("mpsw%d", os.Getpid()), folder: kit.Must(os.MkdirTemp("", "mpsw-"))}
	t.Cleanup(func() { _ = os.RemoveAll(s.folder) })
	s.log = kit.Must(os.Create(s.file("services.log")))
	t.Cleanup(s.end)
	s.ip("netns", "add", s.namespace)
	s.inside("ip", "link", "set", "lo", "up")
	for name, address := range map[string]string{"mgmt": "172.16.0.1/24", "pxe": "172.16.4.1/22"} {
		s.inside("ip", "link", "add", name, "type", "bridge", "forward_delay", "0")
		s.inside("ip", "addr", "add", address, "brd", "+", "dev", name)
		s.inside("ip", "link", "set", name, "up")
	}
	for _, each := range []string{"data", "pki"} {
		kit.Must0(os.MkdirAll(s.file(each), 0o700))
	}
	s.certificates()
	s.ctl(0, "switch", "apply", examples+"switches.yaml")
	s.ctl(0, "switch", "plan", examples+"switches.yaml", "--write", s.file("configs"))
	kit.Must0(os.MkdirAll(s.file("data/switches/progress"), 0o700))
	return s
}

func (s *stage) file(name string) string { return filepath.Join(s.folder, name) }

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

// certificates are any: the boot server wants to have some, and calls nobody with them.
func (s *stage) certificates() {
	key := kit.Must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "lab"}, NotAfter: time.Now().Add(time.Hour)}
	certificate := kit.Must(x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key))
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate})
	kit.Must0(os.WriteFile(s.file("pki/ca.crt"), text, 0o600))
	kit.Must0(os.WriteFile(s.file("pki/boot-server.crt"), text, 0o600))
	private := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: kit.Must(x509.MarshalPKCS8PrivateKey(key))})
	kit.Must0(os.WriteFile(s.file("pki/boot-server.key"), private, 0o600))
}

// ctl runs plantctl inside the namespace; every command of switches needs to know the plan.
func (s *stage) ctl(status int, words ...string) []byte {
	s.t.Helper()
	all := append([]string{"netns", "exec", s.namespace, "../../../plantctl"}, words...)
	all = append(all, "--data", s.file("data"))
	if words[0] == "switch" {
		all = append(all, "--plan", examples+"plant.yaml")
	}
	command := exec.Command("ip", all...)
	printed, err := command.Output()
	if command.ProcessState.ExitCode() != status {
		kit.Throw(fmt.Errorf("plantctl %v: %w: %s", words, err, printed), 1)
	}
	return printed
}

// keep puts a file into the image store.
func (s *stage) keep(name, content string) {
	s.t.Helper()
	kit.Must0(os.WriteFile(s.file("file"), []byte(content), 0o600))
	s.ctl(0, "image", "import", s.file("file"), "--as", name)
}

func (s *stage) rendered(name string) string {
	return string(kit.Must(os.ReadFile(s.file("configs/" + name))))
}

// state is one line of plantctl switch list.
type state struct {
	State string
	Plan  struct{ Name string }
}

type listing struct {
	Switches []state
}

func (s *stage) list() map[string]state {
	s.t.Helper()
	// Not all of them are ready.
	var listed listing
	kit.Must0(json.Unmarshal(s.ctl(1, "switch", "list", "-o", "json"), &listed))
	found := map[string]state{}
	for _, each := range listed.Switches {
		found[each.Plan.Name] = each
	}
	return found
}

func (s *stage) strangers() string { return string(s.ctl(1, "switch", "list")) }

func (s *stage) environment() []string {
	return append(os.Environ(),
		"PLANT_BOOT_PARTITION=north-1", "PLANT_BOOT_ADDRESS=172.16.4.1/22", "PLANT_BOOT_PLANT=127.0.0.1:1", "PLANT_BOOT_API=http://127.0.0.1:1/",
		"PLANT_BOOT_CERTIFICATES="+s.file("pki"), "PLANT_BOOT_LEASES="+s.file("leases"), "PLANT_BOOT_IMAGES="+s.file("data/images"),
		"PLANT_BOOT_PROGRAMS=/usr/lib", "PLANT_BOOT_SWITCHES_ADDRESS=172.16.0.1/24", "PLANT_BOOT_CONTROLLERS="+controllers, "PLANT_BOOT_SWITCHES="+s.file("configs/switches.json"),
		"PLANT_BOOT_SWITCHES_PROGRESS="+s.file("data/switches/progress/progress.json"), "PLANT_JAVA_OPTS=-Xmx64m")
}

// serve starts dnsmasq, with the configuration that the plant's own code writes, and the boot server.
func (s *stage) serve() {
	s.t.Helper()
	printing := exec.Command("../../../plant", "boot", "--dhcp-config")
	printing.Env, printing.Stderr = s.environment(), s.log
	kit.Must0(os.WriteFile(s.file("dnsmasq.conf"), kit.Must(printing.Output()), 0o600))
	s.start("dnsmasq", "--keep-in-foreground", "--pid-file=", "--user=root", "--log-dhcp", "--conf-file="+s.file("dnsmasq.conf"))
	s.start("../../../plant", "boot")
	kit.Eventually(s.t, time.Minute, "the boot server listens", func() (bool, string) {
		client := &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{DisableKeepAlives: true,
			DialContext: func(ctx context.Context, _, address string) (net.Conn, error) {
				return wan.DialIn(ctx, s.namespace, address)
			}}}
		answer, err := client.Get("http://127.0.0.1:4280/health")
		if err == nil {
			_ = answer.Body.Close()
		}
		return err == nil, fmt.Sprint(err)
	})
}

func (s *stage) start(words ...string) {
	s.t.Helper()
	command := exec.Command("ip", append([]string{"netns", "exec", s.namespace}, words...)...)
	command.Env = s.environment()
	command.Stdout, command.Stderr = s.log, s.log
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	kit.Must0(command.Start())
	s.services = append(s.services, command)
}

// restart ends both programs and starts them anew.
func (s *stage) restart() {
	s.stop()
	s.serve()
}

func (s *stage) stop() {
	for _, service := range s.services {
		_ = syscall.Kill(-service.Process.Pid, syscall.SIGTERM)
		ended := make(chan struct{})
		go func() { _ = service.Wait(); close(ended) }()
		select {
		case <-ended:
		case <-time.After(15 * time.Second):
			_ = syscall.Kill(-service.Process.Pid, syscall.SIGKILL)
			<-ended
		}
	}
	s.services = nil
}

func (s *stage) end() {
	s.stop()
	if s.t.Failed() {
		_, _ = s.log.Seek(0, io.SeekStart)
		text, _ := io.ReadAll(s.log)
		s.t.Logf("what the services said:\n%s", text)
	}
	_ = s.log.Close()
	_ = exec.Command("ip", "netns", "del", s.namespace).Run()
}
