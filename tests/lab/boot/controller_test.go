package boot

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	metalgo "github.com/metal-stack/metal-go"
	"github.com/metal-stack/metal-go/api/client/machine"

	"metalplant.invalid/compat/kit"
)

const (
	managementOwn   = "10.7.1.1"
	managementNet   = "10.7.1.0/24"
	controllerRange = "10.7.1.128-10.7.1.254"
	lonelyMachine   = "c1b2c3d4-e5f6-4718-892a-bcdef0123456"
	lonelyMAC       = "02:00:00:00:00:b1"
)

// bound is what BusyBox' client calls with what it was given.
const bound = `#!/bin/sh
[ "$1" = bound ] || exit 0
ip addr flush dev eth0
ip addr add "$ip/$mask" dev eth0
echo "$ip" >"$(dirname "$0")/address"
`

// controller is a management controller in the network that is its own: a real DHCP client, and OpenIPMI's simulator.
type controller struct {
	s                 *stage
	namespace, folder string
}

// manages gives the plant a management network, in which controllers get addresses.
func (s *stage) manages() {
	s.t.Helper()
	s.managed = true
	s.inside("ip", "link", "add", "mgmt", "type", "bridge", "forward_delay", "0")
	s.inside("ip", "addr", "add", managementOwn+"/24", "brd", "+", "dev", "mgmt")
	s.inside("ip", "link", "set", "mgmt", "up")
	kit.Must0(os.WriteFile(s.file("switches.json"), []byte(`{"keys":[],"switches":[]}`), 0o600))
}

// plugController puts one into the rack; it has asked for nothing yet.
func (s *stage) plugController() *controller {
	s.t.Helper()
	c := &controller{s, s.namespace + "bmc", s.file("controller")}
	kit.Must0(os.MkdirAll(filepath.Join(c.folder, "state"), 0o700))
	kit.Must0(os.WriteFile(filepath.Join(c.folder, "bound"), []byte(bound), 0o700))
	s.ip("netns", "add", c.namespace)
	s.t.Cleanup(func() { _ = exec.Command("ip", "netns", "del", c.namespace).Run() })
	s.inside("ip", "link", "add", "vbmc", "type", "veth", "peer", "name", "eth0", "address", lonelyMAC, "netns", c.namespace)
	s.inside("ip", "link", "set", "vbmc", "master", "mgmt", "up")
	for _, device := range []string{"lo", "eth0"} {
		s.ip("-n", c.namespace, "link", "set", device, "up")
	}
	return c
}

// asks for an address, as a controller does that got power, and gives what it got.
func (c *controller) asks() string {
	c.s.t.Helper()
	kit.Must0(os.RemoveAll(filepath.Join(c.folder, "address")))
	c.s.ip("netns", "exec", c.namespace, "busybox", "udhcpc", "-i", "eth0", "-f", "-q", "-n", "-t", "10", "-T", "1", "-s", filepath.Join(c.folder, "bound"))
	return strings.TrimSpace(string(kit.Must(os.ReadFile(filepath.Join(c.folder, "address")))))
}

// answers starts what listens at that address.
func (c *controller) answers(address string) {
	c.s.t.Helper()
	const off = "#!/bin/sh\n[ \"$1\" = get ] && echo power:0\nexit 0\n"
	file := func(name string) string { return filepath.Join(c.folder, name) }
	for name, text := range map[string]string{
		"lan.conf":  fmt.Sprintf(lanConfiguration, address, guid(lonelyMachine), file("chassis"), serialPort, controllerUser, controllerPassword),
		"emulation": emulation, "chassis": off,
	} {
		kit.Must0(os.WriteFile(file(name), []byte(text), 0o700))
	}
	c.s.startIn(c.namespace, nil, "ipmi_sim", "-n", "-c", file("lan.conf"), "-f", file("emulation"), "-s", file("state"))
}

// found plugs a controller in and waits until the plant knows its machine by the lease that it gave.
func (s *stage) found(edit metalgo.Client) (c *controller, address string) {
	s.t.Helper()
	c = s.plugController()
	address = c.asks()
	kit.Check(s.t, strings.HasPrefix(address, "10.7.1."), "a controller has the address %s", address)
	c.answers(address)
	s.drivesThose(s.file("leases"), managementNet)
	kit.Eventually(s.t, 2*time.Minute, "the machine behind the controller is known", func() (bool, string) {
		answer, err := edit.Machine().FindIPMIMachine(machine.NewFindIPMIMachineParams().WithID(lonelyMachine), nil)
		if err != nil {
			return false, err.Error()
		}
		is := kit.At(answer.Payload.Ipmi.Address)
		return is == address+":623" && kit.At(answer.Payload.Ipmi.Powerstate) == "OFF", is
	})
	return c, address
}
