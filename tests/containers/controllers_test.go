package containers

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

const (
	machineID  = "a1b2c3d4-e5f6-4718-892a-bcdef0123456"
	controller = "127.46.46.46"
	bmcUser    = "metal"
	bmcWord    = "lab"
)

// A controller without a machine behind its power button, whose serial port is a socket of the test.
const lanConfiguration = `name "board"
set_working_mc 0x20
  startlan 1
    addr %s 623
    priv_limit admin
    allowed_auths_admin none md2 md5 straight
    guid 563412f0debc2a891847f6e5d4c3b2a1
  endlan
  sol "telnet:%s" 115200
  user 1 true "" "none" user 10 none md2 md5 straight
  user 2 true "%s" "%s" admin 10 none md2 md5 straight
`

const emulation = `mc_setbmc 0x20
mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02 persist_sdr
mc_enable 0x20
`

// serialPort is what a machine prints to and reads from; it answers every line with the same line in capitals.
func serialPort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer connection.Close()
				buffer := make([]byte, 512)
				for {
					n, err := connection.Read(buffer)
					if err != nil {
						return
					}
					if _, err := connection.Write(bytes.ToUpper(buffer[:n])); err != nil {
						return
					}
				}
			}()
		}
	}()
	return listener.Addr().String()
}

// newController plays the management controller of one machine, with OpenIPMI's simulator.
func newController(p *podman) {
	p.t.Helper()
	for _, program := range []string{"ipmi_sim", "ssh", "ssh-keygen"} {
		if _, err := exec.LookPath(program); err != nil {
			p.t.Fatalf("%s is not installed; as root: apt-get install openipmi openssh-client", program)
		}
	}
	folder := p.place("controller", 0)
	for name, text := range map[string]string{
		"lan.conf": fmt.Sprintf(lanConfiguration, controller, serialPort(p.t), bmcUser, bmcWord), "emulation": emulation,
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			p.t.Fatal(err)
		}
	}
	simulator := exec.Command("ipmi_sim", "-n", "-c", filepath.Join(folder, "lan.conf"), "-f", filepath.Join(folder, "emulation"), "-s", folder)
	simulator.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := simulator.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() {
		_ = simulator.Process.Kill()
		_ = simulator.Wait()
	})
}

// given is a folder of secrets as plantd makes it for a unit.
func (p *podman) given(unit string, files map[string]string) string {
	p.t.Helper()
	folder := p.place(unit+"-given", metalPlant)
	for name, text := range files {
		file := filepath.Join(folder, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			p.t.Fatal(err)
		}
		if err := os.Chown(file, metalPlant, metalPlant); err != nil {
			p.t.Fatal(err)
		}
	}
	return folder
}

func page(t *testing.T, port, path string) string {
	t.Helper()
	answer, err := http.Get("http://127.0.0.1:" + port + path)
	if err != nil {
		return ""
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// signed is a request of the plant's administrator.
func signed(t *testing.T, port, plant, method, path, body string) (int, string) {
	t.Helper()
	request, err := http.NewRequest(method, "http://127.0.0.1:"+port+"/metal/"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	date, salt := time.Now().UTC().Format(time.RFC3339), fmt.Sprintf("%024d", time.Now().UnixNano())
	mac := hmac.New(sha256.New, []byte(strings.TrimSpace(readFile(t, filepath.Join(plant, "secrets/hmac-admin")))))
	mac.Write([]byte(date + method + salt))
	for name, value := range map[string]string{
		"Authorization": "Metal-Admin " + hex.EncodeToString(mac.Sum(nil)), "X-Date": date, "X-Data-Salt": salt, "Content-Type": "application/json",
	} {
		request.Header.Set(name, value)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

func waitForLine(t *testing.T, line string, text func() string) {
	t.Helper()
	for deadline := time.Now().Add(limit); !strings.Contains(text(), line); time.Sleep(200 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%q is not in\n%s", line, text())
		}
	}
}

// bmcLives has a controller reported to the plant, and listens for commands.
func bmcLives(p *podman, ports map[string]string, plant string) {
	newController(p)
	leases := p.place("dhcp", infra)
	if err := os.Chmod(leases, 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(leases, "leases"), []byte("0 52:54:00:07:00:40 "+controller+" * *\n"), 0o644); err != nil {
		p.t.Fatal(err)
	}
	partition := partitionOf(p.t, plant)
	// As first boot does.
	body := fmt.Sprintf(`{"id":%q,"bootconfig":{"imageurl":"http://images.plant.internal/i","kernelurl":"http://images.plant.internal/k","commandline":"quiet"}}`, partition)
	if status, answer := signed(p.t, ports["api"], plant, http.MethodPut, "v1/partition", body); status != http.StatusCreated {
		p.t.Fatalf("no partition: %d %s", status, answer)
	}
	p.start(container{
		name: "plant-bmc", image: "metal-api", entry: "plant-bmc",
		mounts: map[string]string{
			p.given("plant-bmc", map[string]string{
				"ca.crt": readFile(p.t, filepath.Join(plant, "pki/ca.crt")), "nsq-client.crt": readFile(p.t, filepath.Join(plant, "pki/nsq-client.crt")),
				"nsq-client.key": readFile(p.t, filepath.Join(plant, "pki/nsq-client.key")), "controllers.key": readFile(p.t, filepath.Join(plant, "secrets/hmac-controllers")),
				"login": bmcUser + "\n" + bmcWord + "\n",
			}): "/run/metal-plant/plant-bmc:ro",
			leases:                     "/var/lib/metal-plant/dhcp:ro",
			p.place("bmc", metalPlant): "/var/lib/metal-plant/bmc",
		},
		environment: map[string]string{
			"PLANT_BMC_PARTITION": partition, "PLANT_BMC_API": "http://127.0.0.1:" + ports["api"] + "/metal/",
			"PLANT_BMC_NSQ_TCP": "127.0.0.1:" + ports["nsqd-tcp"], "PLANT_BMC_NSQ_HTTP": "127.0.0.1:" + ports["nsqd-http"],
			"PLANT_BMC_ALLOWED": "127.46.0.0/16", "PLANT_BMC_EVERY_SECONDS": "2", "PLANT_BMC_REDFISH_PORT": freePort(p.t), "PLANT_BMC_PAGES_PORT": ports["bmc"],
		},
	})
	p.t.Logf("plant-bmc answers after %s", p.healthy("plant-bmc", "plant-bmc", limit))
	waitForLine(p.t, "plant_bmc_controllers_reported 1\n", func() string { return page(p.t, ports["bmc"], "/metrics") })
	waitForLine(p.t, fmt.Sprintf("topic_name\":%q", partition+"-machine"), func() string { return page(p.t, ports["nsqd-http"], "/stats?format=json") })
	if stats := page(p.t, ports["nsqd-http"], "/stats?format=json&topic="+partition+"-machine&channel=core"); !strings.Contains(stats, "\"client_count\":1") {
		p.t.Errorf("nobody listens for commands: %s", stats)
	}
	if status := page(p.t, ports["bmc"], "/status"); strings.Contains(status, bmcWord+"\"") {
		p.t.Errorf("the status has the password: %s", status)
	}
}

func partitionOf(t *testing.T, plant string) string {
	t.Helper()
	var settings struct{ Partition string }
	if err := json.Unmarshal([]byte(readFile(t, filepath.Join(plant, "plant.json"))), &settings); err != nil {
		t.Fatal(err)
	}
	return settings.Partition
}

// consoleLives shows the console of that controller's machine to an admin who comes with OpenSSH, and to nobody else.
func consoleLives(p *podman, ports map[string]string, plant string) {
	console := filepath.Join(plant, "federation", "console")
	if err := os.MkdirAll(console, 0o700); err != nil {
		p.t.Fatal(err)
	}
	if err := os.Chown(console, metalPlant, metalPlant); err != nil {
		p.t.Fatal(err)
	}
	p.start(container{
		name: "plant-console", image: "metal-api", entry: "plant-console",
		mounts: map[string]string{
			p.given("plant-console", map[string]string{
				"view.key": readFile(p.t, filepath.Join(plant, "secrets/hmac-view")), "login": bmcUser + "\n" + bmcWord + "\n",
			}): "/run/metal-plant/plant-console:ro",
			console:                        "/var/lib/metal-plant/plant/federation/console:ro",
			p.place("console", metalPlant): "/var/lib/metal-plant/console",
		},
		environment: map[string]string{
			"PLANT_CONSOLE_API": "http://127.0.0.1:" + ports["api"] + "/metal/", "PLANT_CONSOLE_ROUTER": "http://127.0.0.1:" + ports["router"] + "/metal/",
			"PLANT_CONSOLE_PORT": ports["console"], "PLANT_CONSOLE_PEER_PORT": freePort(p.t), "PLANT_CONSOLE_PAGES_PORT": ports["console-pages"],
		},
	})
	p.t.Logf("plant-console answers after %s", p.healthy("plant-console", "plant-console", limit))
	key := filepath.Join(p.place("client", 0), "key")
	if out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key).CombinedOutput(); err != nil {
		p.t.Fatalf("%v %s", err, out)
	}
	ssh := func(machine string, more ...string) *exec.Cmd {
		words := append([]string{"-tt", "-F", "none", "-i", key, "-p", ports["console"], "-o", "StrictHostKeyChecking=no",
			"-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR"}, more...)
		return exec.Command("ssh", append(words, machine+"@127.0.0.1")...)
	}
	if out, err := ssh(machineID, "-o", "BatchMode=yes").CombinedOutput(); err == nil || !strings.Contains(string(out), "Permission denied") {
		p.t.Errorf("somebody without an allocation or a token: %v %s", err, out)
	}
	token := p.do("exec", "metal-api", "/usr/lib/metal-plant/bin/plantctl", "console", "token", "--data", "/var/lib/metal-plant/plant")
	ask := filepath.Join(p.place("client", 0), "ask")
	if err := os.WriteFile(ask, []byte("#!/bin/sh\necho \"$TOKEN\"\n"), 0o700); err != nil {
		p.t.Fatal(err)
	}
	client := ssh(machineID, "-o", "PubkeyAuthentication=no", "-o", "NumberOfPasswordPrompts=1")
	client.Env = append(os.Environ(), "TOKEN="+strings.TrimSpace(token), "SSH_ASKPASS="+ask, "SSH_ASKPASS_REQUIRE=force")
	seen := &screen{}
	client.Stdout, client.Stderr = seen, seen
	keyboard, err := client.StdinPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	if err := client.Start(); err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = client.Process.Kill() }()
	waitForLine(p.t, "attached", seen.String)
	if _, err := io.WriteString(keyboard, "is somebody there\r"); err != nil {
		p.t.Fatal(err)
	}
	waitForLine(p.t, "IS SOMEBODY THERE", seen.String)
	waitForLine(p.t, "plant_console_sessions 1\n", func() string { return page(p.t, ports["console-pages"], "/metrics") })
	p.t.Logf("plant-console: %d MiB resident with one console attached", p.resident("plant-console"))
	if _, err := io.WriteString(keyboard, "\x1d."); err != nil {
		p.t.Fatal(err)
	}
	if err := client.Wait(); err != nil {
		p.t.Errorf("the session that was left ends with %v: %s", err, seen.String())
	}
	waitForLine(p.t, "plant_console_sessions 0\n", func() string { return page(p.t, ports["console-pages"], "/metrics") })
}

// screen is what a client has shown.
type screen struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (s *screen) Write(some []byte) (int, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.text.Write(some)
}

func (s *screen) String() string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.text.String()
}
