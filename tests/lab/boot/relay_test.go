package boot

import "os/exec"

const (
	relayOuter = "10.7.0.2"
	relayInner = "10.8.0.1"
	relayedNet = "10.8.0.0/24"
)

// relay puts servers onto a wire of another network, whose router is ISC's relay: it adds option 82 and passes on what firmware asks.
func (s *stage) relay() {
	s.t.Helper()
	s.relayed, s.machines = relayedNet, s.namespace+"far"
	s.ip("netns", "add", s.machines)
	s.t.Cleanup(func() { _ = exec.Command("ip", "netns", "del", s.machines).Run() })
	s.inside("ip", "link", "set", "tap0", "nomaster")
	s.inside("ip", "link", "set", "tap0", "netns", s.machines)
	s.inside("ip", "link", "add", "far", "type", "veth", "peer", "name", "up0", "netns", s.machines)
	s.inside("ip", "link", "set", "far", "master", "br0", "up")
	s.inside("ip", "route", "add", relayedNet, "via", relayOuter)
	for _, words := range [][]string{
		{"ip", "link", "add", "br0", "type", "bridge", "forward_delay", "0"},
		{"ip", "addr", "add", relayInner + "/24", "dev", "br0"},
		{"ip", "addr", "add", relayOuter + "/24", "dev", "up0"},
		{"ip", "link", "set", "lo", "up"}, {"ip", "link", "set", "up0", "up"}, {"ip", "link", "set", "br0", "up"},
		{"ip", "link", "set", "tap0", "master", "br0", "up"},
		{"sysctl", "-qw", "net.ipv4.ip_forward=1"},
	} {
		s.ip(append([]string{"netns", "exec", s.machines}, words...)...)
	}
	s.startIn(s.machines, nil, "dhcrelay", "-4", "-d", "-a", "--no-pid", "-id", "br0", "-iu", "up0", own)
}
