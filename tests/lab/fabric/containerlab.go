package fabric

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// clabImage is FRR's own, in the version that the lab runs.
const clabImage = "quay.io/frrouting/frr:10.3.0"

// Containerlab is the topology as containerlab reads it. Beside it lies a folder for each node, with frr.conf and what makes its devices.
func Containerlab(z *Zone) string {
	l := &lab{zone: z, place: place{kernelVRFs: true}, machines: z.machines()}
	var text strings.Builder
	line := func(format string, words ...any) { fmt.Fprintf(&text, format+"\n", words...) }
	line("# The topology of ./plant lab fabric for containerlab. Made by ./plant lab fabric --containerlab DIR, which also writes what it binds.")
	line("# The host needs the kernel's modules vrf and vxlan. Afterwards: containerlab deploy -t fabric.clab.yml")
	line("name: metal-plant-fabric")
	line("topology:")
	line("  defaults:")
	line("    kind: linux")
	line("    image: %s", clabImage)
	line("  nodes:")
	for _, name := range l.clabNodes() {
		line("    %s:", name)
		line("      binds:")
		line("        - %s/frr.conf:/etc/frr/frr.conf", name)
		line("        - daemons:/etc/frr/daemons")
		line("        - %s/setup.sh:/setup.sh", name)
		line("      exec:")
		line("        - sh /setup.sh")
	}
	line("  links:")
	for _, each := range l.clabLinks() {
		line("    - endpoints: [\"%s:%s\", \"%s:%s\"]", each[0], each[1], each[2], each[3])
	}
	return text.String()
}

func (l *lab) clabNodes() (names []string) {
	for _, p := range sorted(l.zone.Partitions) {
		part := l.zone.Partitions[p]
		names = append(names, slices.Concat(sorted(part.Leaves), []string{spineName(part.Number)}, sorted(part.Exits))...)
	}
	for _, m := range l.machines {
		if !m.six() {
			names = append(names, m.name())
		}
	}
	return names
}

func (l *lab) clabLinks() (links [][4]string) {
	for _, p := range sorted(l.zone.Partitions) {
		part := l.zone.Partitions[p]
		for i, name := range slices.Concat(sorted(part.Leaves), sorted(part.Exits)) {
			links = append(links, [4]string{name, uplink, spineName(part.Number), fmt.Sprint("Ethernet", 4*i)})
		}
	}
	ends := l.ends()
	for _, name := range sorted(ends) {
		e := ends[name]
		links = append(links, [4]string{e[0].exit, e[0].port, e[1].exit, e[1].port})
	}
	for _, hang := range l.hangings() {
		links = append(links, [4]string{hang.leaf, hang.port, hang.m.name(), hang.card})
	}
	return links
}

// hanging is one cable of a machine, with the addresses of both ends.
type hanging struct {
	m                          *machine
	leaf, port, card, near, at string
}

func (l *lab) hangings() (all []hanging) {
	ports := map[string]int{}
	for _, m := range l.machines {
		for i, leaf := range m.leaves {
			if m.six() {
				continue
			}
			ports[leaf]++
			net := fmt.Sprintf("169.254.%d.", m.number)
			all = append(all, hanging{m, leaf, machinePort(ports[leaf]), fmt.Sprint("lan", i), net + fmt.Sprint(2*i), net + fmt.Sprint(2*i+1)})
		}
	}
	return all
}

// WriteContainerlab writes the topology and all that it binds.
func WriteContainerlab(folder string, z *Zone, texts *Texts) error {
	l := &lab{zone: z, place: place{kernelVRFs: true}, machines: z.machines(), vrfs: map[string][]vrf{}}
	files := map[string]string{"fabric.clab.yml": Containerlab(z), "daemons": "bgpd=yes\nvtysh_enable=yes\nzebra_options=\" -A 127.0.0.1\"\nbgpd_options=\" -A 127.0.0.1\"\n"}
	sessions := map[string]map[int][]string{}
	setup := map[string]*strings.Builder{}
	for _, name := range l.clabNodes() {
		setup[name] = &strings.Builder{}
		setup[name].WriteString("set -e\nsysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0\n")
		if texts.Base[name] != "" {
			l.vrfs[name] = vrfsOf(texts.Base[name] + texts.Policy[name])
			setup[name].WriteString(l.devices(name))
		}
	}
	for _, each := range l.hangings() {
		vrf := l.zone.Networks[each.m.network].VRF
		fmt.Fprintf(setup[each.leaf], "ip link set %s master Vrf%d up\nip addr add %s/31 dev %s\n", each.port, vrf, each.near, each.port)
		fmt.Fprintf(setup[each.m.name()], "ip link set %s up\nip addr add %s/31 dev %s\n", each.card, each.at, each.card)
		if sessions[each.leaf] == nil {
			sessions[each.leaf] = map[int][]string{}
		}
		sessions[each.leaf][vrf] = append(sessions[each.leaf][vrf], fmt.Sprintf("%s %d", each.at, firstMachine+each.m.number))
	}
	written := l.sessions(sessions)
	for _, m := range l.machines {
		if !m.six() {
			fmt.Fprintf(setup[m.name()], "ip addr add %s dev lo\nip route add default src %s%s\n", m.address, m.host(), m.hops())
			files[m.name()+"/frr.conf"] = l.clabMachine(m)
		}
	}
	for name, script := range setup {
		files[name+"/setup.sh"] = script.String()
		if texts.Base[name] != "" {
			files[name+"/frr.conf"] = joined(texts.Base[name], texts.Policy[name]+written[name])
		}
	}
	for name, content := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// clabMachine is the FRR of a machine: it tells its leaves its address, and takes nothing of them.
func (l *lab) clabMachine(m *machine) string {
	var text strings.Builder
	fmt.Fprintf(&text, "hostname %s\nroute-map DENY-ALL deny 10\nexit\nip prefix-list OWN seq 5 permit %s\nroute-map OWN permit 10\n match ip address prefix-list OWN\nexit\n",
		m.name(), m.address)
	fmt.Fprintf(&text, "router bgp %d\n bgp router-id %s\n", firstMachine+m.number, m.host())
	for i, leaf := range m.leaves {
		fmt.Fprintf(&text, " neighbor 169.254.%d.%d remote-as %d\n", m.number, 2*i, l.asnOf(leaf))
	}
	fmt.Fprintf(&text, " address-family ipv4 unicast\n  network %s\n", m.address)
	for i := range m.leaves {
		fmt.Fprintf(&text, "  neighbor 169.254.%d.%d route-map DENY-ALL in\n  neighbor 169.254.%d.%d route-map OWN out\n", m.number, 2*i, m.number, 2*i)
	}
	text.WriteString(" exit-address-family\nexit\n")
	return text.String()
}

func (l *lab) asnOf(leaf string) int64 {
	for _, part := range l.zone.Partitions {
		if found := part.Leaves[leaf]; found != nil {
			return found.ASN
		}
	}
	return 0
}
