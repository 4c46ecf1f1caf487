package image

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

const (
	frrFolder = "/usr/lib/frr"
	commonIs  = "198.51.100.1"
	reachIs   = "reach"
	reachPlan = `region: eu
zone: eu-north
partition: %s
networks:
  uplink:
    mode: static
    address: 192.0.2.10/24
    gateway: 192.0.2.1
  pxe:
    vlan: 4001
    prefix: 172.16.4.0/24
reach:
  address: ` + commonIs + `
  asn: 4200009001
  neighbours: [192.0.2.1 as 65001]
`
	routersText = `router bgp 65001
 bgp router-id 192.0.2.1
 no bgp ebgp-requires-policy
 neighbor 192.0.2.10 remote-as 4200009001
 neighbor 192.0.2.10 timers 3 9
`
)

// reach has the router at a plant's uplink be a real FRR: it is told of the address of all plants while the plant's door is healthy.
func reach(l *lab) error {
	if _, err := os.Stat(filepath.Join(frrFolder, "bgpd")); err != nil {
		return errors.New("the router of this part is Debian's FRR; as root: apt-get install frr")
	}
	stick, err := l.prepared("reach", fmt.Sprintf(reachPlan, reachIs))
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
	if err := ip("-n", w.namespace, "address", "add", "192.0.2.1/24", "dev", "br0"); err != nil {
		return err
	}
	r, err := w.router()
	if err != nil {
		return err
	}
	defer os.RemoveAll(r.folder)
	one := *l
	one.image = stick
	m, err := one.start("reach", append(whole(), "--fresh", "--no-network"),
		"-netdev", "tap,id=up,ifname="+w.tap+",script=no,downscript=no", "-device", "virtio-net-pci,netdev=up")
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
	if err := r.until("the router was told", true, l); err != nil {
		log, _ := m.sh("systemctl status plant-frr plant-reach --no-pager -n 20", asking)
		return fmt.Errorf("%w\n%s", err, log)
	}
	status, err := r.door()
	if err != nil {
		return fmt.Errorf("the address of all plants leads nowhere: %w", err)
	}
	l.figure("a client behind the router, at the address of all plants", "%s", status)
	if _, err := m.sh("systemctl stop metal-api.service", asking); err != nil {
		return err
	}
	if err := r.until("withdrawn, when the API was stopped", false, l); err != nil {
		return err
	}
	if _, err := m.sh("systemctl start --no-block metal-api.service", asking); err != nil {
		return err
	}
	if err := r.until("told again, when it was started", true, l); err != nil {
		return err
	}
	if err := l.memory(m); err != nil {
		return err
	}
	m.cut()
	return r.until("gone, when the plant lost its power", false, l)
}

// router is the one at the plant's uplink, in the namespace of the wire.
type router struct{ namespace, folder string }

// router starts it: zebra and bgpd end with the wire.
func (w *wire) router() (*router, error) {
	folder, err := os.MkdirTemp("", "lab-router")
	if err != nil {
		return nil, err
	}
	// FRR's programs give up being root.
	if err := errors.Join(os.Chmod(folder, 0o777), ip("-n", w.namespace, "link", "set", "lo", "up")); err != nil {
		return nil, err
	}
	r := &router{w.namespace, folder}
	for _, program := range []string{"zebra", "bgpd"} {
		process := exec.Command("ip", "netns", "exec", w.namespace, filepath.Join(frrFolder, program), "-f", "/dev/null", "-z", filepath.Join(folder, "zserv.api"),
			"--vty_socket", folder, "-i", filepath.Join(folder, program+".pid"), "-A", "127.0.0.1")
		process.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		process.Stderr = os.Stderr
		if err := process.Start(); err != nil {
			return nil, err
		}
		w.processes = append(w.processes, process)
		if err := until(time.Minute, func() (bool, string) {
			_, err := os.Stat(filepath.Join(folder, program+".vty"))
			return err == nil, program + " does not listen"
		}); err != nil {
			return nil, err
		}
	}
	text := filepath.Join(folder, "frr.conf")
	if err := errors.Join(os.WriteFile(text, []byte(routersText), 0o644), os.WriteFile(filepath.Join(folder, "vtysh.conf"), nil, 0o644)); err != nil {
		return nil, err
	}
	_, err = r.vtysh("-f", text)
	return r, err
}

func (r *router) vtysh(words ...string) (string, error) {
	said, err := exec.Command("ip", append([]string{"netns", "exec", r.namespace, "vtysh", "--vty_socket", r.folder, "--config_dir", r.folder}, words...)...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("vtysh: %w: %s", err, said)
	}
	return string(said), nil
}

// until waits for the address to be in the kernel of the router's namespace, or not.
func (r *router) until(what string, wanted bool, l *lab) error {
	begun := time.Now()
	if err := until(10*time.Minute, func() (bool, string) {
		routes, err := exec.Command("ip", "-n", r.namespace, "route", "show", commonIs).CombinedOutput()
		known := err == nil && strings.Contains(string(routes), "via 192.0.2.10")
		summary, _ := r.vtysh("-c", "show bgp summary")
		return known == wanted, fmt.Sprintf("%s%s", routes, summary)
	}); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	l.figure(what, "%.0f s", time.Since(begun).Seconds())
	return nil
}

// door asks the door at the address of all plants how it is.
func (r *router) door() (string, error) {
	said, err := exec.Command("ip", "netns", "exec", r.namespace, "curl", "--silent", "--insecure", "--max-time", "60", "--write-out", " %{http_code}",
		"https://"+commonIs+"/metal/v1/health").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("curl: %w: %s", err, said)
	}
	if !strings.HasSuffix(string(said), " 200") {
		return "", fmt.Errorf("it says %s", said)
	}
	return "healthy", nil
}
