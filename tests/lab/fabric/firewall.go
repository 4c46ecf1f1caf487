package fabric

import (
	"fmt"
	"net/netip"
	"strings"
)

// Firewalls are routers of metal-stack's own, one in each partition for project x, which is in all networks that it joins (today's way to
// storage and internet). The engine writes nothing of them; what stands here is what their image would have, without its packet filter and
// its translation of addresses: the provider of the lab takes private ones.

func firewallName(partition int) string { return fmt.Sprint("fw", partition) }

// firewallPort is where it hangs at each leaf.
const firewallPort = "Ethernet56"

func firewallASN(partition int) int64 { return 4_210_100_000 + int64(partition) }

// firewalled are the networks in which the firewall of a partition is.
func (z *Zone) firewalled(p int) []string {
	return []string{fmt.Sprint("x", p), fmt.Sprint("storage", p), internetName(p)}
}

// told is whether firewalls tell a VRF this, which no table of the checker has: the way out, and at exits the machines that take it.
func (z *Zone) told(d difference) bool {
	for _, part := range z.Partitions {
		x := z.Networks[fmt.Sprint("x", part.Number)]
		_, exit := part.Exits[d.router]
		switch {
		case (exit || part.Leaves[d.router] != nil) && d.vrf == fmt.Sprint("Vrf", x.VRF):
			return d.line == Line{"0.0.0.0/0", ""}
		case exit && d.vrf == fmt.Sprint("Vrf", internetVRF):
			return d.line.Source == "" && netip.MustParsePrefix(x.Prefixes[0]).Contains(netip.MustParsePrefix(d.line.Prefix).Addr())
		}
	}
	return false
}

func (z *Zone) firewall(p int) string {
	var text strings.Builder
	line := func(format string, words ...any) { fmt.Fprintf(&text, format+"\n", words...) }
	x, storage := z.Networks[fmt.Sprint("x", p)], z.Networks[fmt.Sprint("storage", p)]
	loopback, as := fmt.Sprintf("10.0.%d.200", p), firewallASN(p)
	line("frr defaults datacenter\nhostname %s", firewallName(p))
	for _, vrf := range []int{x.VRF, storage.VRF, internetVRF} {
		line("vrf Vrf%d\n vni %d\nexit-vrf", vrf, vrf)
	}
	line("ip prefix-list DEFAULT seq 5 permit 0.0.0.0/0")
	line("ip prefix-list STORAGE seq 5 permit %s le 32", storage.Prefixes[0])
	line("ip prefix-list X seq 5 permit %s le 32", x.Prefixes[0])
	line("route-map LOOPBACKS permit 10\n match interface Loopback0\nexit")
	line("route-map RM_SET_SRC permit 10\n set src %s\nexit\nip protocol bgp route-map RM_SET_SRC", loopback)
	line("route-map IN-X permit 10\n match source-vrf Vrf%d\n match ip address prefix-list DEFAULT\nexit", internetVRF)
	line("route-map IN-X permit 20\n match source-vrf Vrf%d\n match ip address prefix-list STORAGE\nexit", storage.VRF)
	line("route-map FROM-X permit 10\n match source-vrf Vrf%d\n match ip address prefix-list X\nexit", x.VRF)
	line("route-map OUT-X permit 10\n match ip address prefix-list DEFAULT\nexit\nroute-map OUT-X permit 20\n match ip address prefix-list STORAGE\nexit")
	line("route-map OUT permit 10\n match ip address prefix-list X\nexit")
	line("router bgp %d\n bgp router-id %s\n bgp bestpath as-path multipath-relax", as, loopback)
	line(" neighbor FABRIC peer-group\n neighbor FABRIC remote-as external\n neighbor FABRIC timers 2 8")
	for i := range 2 {
		line(" neighbor lan%d interface peer-group FABRIC", i)
	}
	line(" address-family ipv4 unicast\n  redistribute connected route-map LOOPBACKS\n exit-address-family")
	line(" address-family l2vpn evpn\n  neighbor FABRIC activate\n  neighbor FABRIC allowas-in 2\n  advertise-all-vni\n exit-address-family\nexit")
	for _, each := range []struct {
		vrf     int
		sources []int
		in, out string
	}{{x.VRF, []int{internetVRF, storage.VRF}, "IN-X", "OUT-X"}, {storage.VRF, []int{x.VRF}, "FROM-X", "OUT"}, {internetVRF, []int{x.VRF}, "FROM-X", "OUT"}} {
		line("router bgp %d vrf Vrf%d\n bgp router-id %s\n bgp bestpath as-path multipath-relax\n address-family ipv4 unicast", as, each.vrf, loopback)
		line("  import vrf route-map %s", each.in)
		for _, source := range each.sources {
			line("  import vrf Vrf%d", source)
		}
		line(" exit-address-family\n address-family l2vpn evpn\n  advertise ipv4 unicast route-map %s\n exit-address-family\nexit", each.out)
	}
	line("line vty")
	return text.String()
}
