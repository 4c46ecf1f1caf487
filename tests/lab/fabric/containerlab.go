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
		names = append(names, m.name())
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
	for _, hang := range l.zone.hangings() {
		links = append(links, [4]string{hang.leaf, hang.port, hang.m.name(), hang.card})
	}
	return links
}

// hanging is one cable of a machine.
type hanging struct {
	m                *machine
	leaf, port, card string
}

func (z *Zone) hangings() (all []hanging) {
	ports := map[string]int{}
	for _, m := range z.machines() {
		for i, leaf := range m.leaves {
			ports[leaf]++
			all = append(all, hanging{m, leaf, machinePort(ports[leaf]), fmt.Sprint("lan", i)})
		}
	}
	return all
}

// WriteContainerlab writes the topology and all that it binds.
func WriteContainerlab(folder string, z *Zone, texts *Texts) error {
	l := &lab{zone: z, place: place{kernelVRFs: true}, machines: z.machines(), texts: texts, vrfs: map[string][]vrf{}}
	files := map[string]string{"fabric.clab.yml": Containerlab(z), "daemons": "bgpd=yes\nbfdd=yes\nvtysh_enable=yes\nzebra_options=\" -A 127.0.0.1\"\nbgpd_options=\" -A 127.0.0.1\"\n"}
	setup := map[string]*strings.Builder{}
	for _, name := range l.clabNodes() {
		setup[name] = &strings.Builder{}
		setup[name].WriteString("set -e\nsysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0\n")
		if texts.Files[name] != "" {
			l.vrfs[name] = vrfsOf(texts.Files[name])
			setup[name].WriteString(l.devices(name))
			files[name+"/frr.conf"] = texts.Files[name]
		}
	}
	cards := map[*machine][]string{}
	for _, each := range l.zone.hangings() {
		fmt.Fprintf(setup[each.leaf], "ip link set %s master Vrf%d up\n", each.port, l.zone.Networks[each.m.network].VRF)
		fmt.Fprintf(setup[each.m.name()], "ip link set %s up\n", each.card)
		cards[each.m] = append(cards[each.m], each.card)
	}
	for m, all := range cards {
		fmt.Fprintf(setup[m.name()], "ip addr add %s dev lo\n", m.address)
		files[m.name()+"/frr.conf"] = clabMachine(m, all)
	}
	for name, script := range setup {
		files[name+"/setup.sh"] = script.String()
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

// clabMachine is the FRR of a machine: it tells its leaves its address, and learns from them whom its network reaches.
func clabMachine(m *machine, cards []string) string {
	var text strings.Builder
	line := func(format string, words ...any) { fmt.Fprintf(&text, format+"\n", words...) }
	family := "ipv4"
	if m.six() {
		family = "ipv6"
	}
	line("frr defaults datacenter\nhostname %s", m.name())
	for _, card := range cards {
		line("interface %s\n ipv6 nd ra-interval 6\n no ipv6 nd suppress-ra\nexit", card)
	}
	line("bgp as-path access-list OWN seq 5 permit ^$\nroute-map OWN permit 10\n match as-path OWN\nexit")
	line("router bgp %d\n bgp router-id 10.255.0.%d\n bgp bestpath as-path multipath-relax", firstMachine+m.number, m.number)
	line(" neighbor LEAF peer-group\n neighbor LEAF remote-as external")
	for _, card := range cards {
		line(" neighbor %s interface peer-group LEAF", card)
	}
	line(" address-family %s unicast\n  network %s\n  neighbor LEAF activate\n  neighbor LEAF route-map OWN out\n exit-address-family\nexit", family, m.address)
	return text.String()
}
