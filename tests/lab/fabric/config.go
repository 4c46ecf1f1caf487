package fabric

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// Answer is what plantctl fabric render says.
type Answer struct {
	Accepted bool
	Findings []map[string]any
	Refusals []struct{ Rule, Message string }
	Leaks    []map[string]any
	Switches []Rendered
}

// Rendered is one switch of it.
type Rendered struct {
	Name string
	ASN  int64
	VRFs []VRF
	FRR  string
}

type VRF struct {
	Name    string
	VNI     int
	Network string
	Allowed []string
	Routes  []Line
}

// Line is a prefix that a VRF knows, and the VRF of the same switch from which it was taken.
type Line struct{ Prefix, Source string }

// size says how much there is to compare.
func (t *Texts) size() string {
	vrfs, lines := 0, 0
	for _, each := range t.Answer.Switches {
		vrfs += len(each.VRFs)
		for _, v := range each.VRFs {
			lines += len(v.Routes)
		}
	}
	return fmt.Sprintf("%d switches, %d VRFs, %d routes in them", len(t.Answer.Switches), vrfs, lines)
}

// ports of a switch of the lab.
const (
	uplink      = "Ethernet0"
	outsidePort = "Ethernet4"
	portsOfKind = 16
)

func machinePort(number int) string { return fmt.Sprint("Ethernet", 4*number+4) }
func cablePort(number int) string   { return fmt.Sprint("Ethernet", 4*number+8) }

// internetVRF is where the router of a provider hangs at exits.
const internetVRF = 104009

func outsideNet(partition, exit int) (own, neighbour string) {
	at := 4*partition + 2*exit
	return fmt.Sprint("198.51.100.", at+1), fmt.Sprint("198.51.100.", at)
}

// switches is the switches.yaml of a zone: all of its partitions as one plant, since only names, ASNs and loopbacks of them matter here.
func (z *Zone) switches() string {
	var text strings.Builder
	text.WriteString("loopbacks: 10.0.0.0/16\npxe-vlan: 4001\nhardware:\n  Lab:\n    platform: x86_64-accton_as7726_32x-r0\n    ports: |\n")
	for i := range portsOfKind {
		fmt.Fprintf(&text, "      Ethernet%d %d,%d,%d,%d Eth%d %d 100000\n", 4*i, 4*i+1, 4*i+2, 4*i+3, 4*i+4, i+1, i+1)
	}
	text.WriteString("switches:\n")
	count := 0
	write := func(name, role string, asn int64, partition, number int, further string) {
		count++
		fmt.Fprintf(&text, "  %s: {role: %s, hardware: Lab, mac: \"80:a2:35:00:00:%02x\", address: 172.16.0.%d, loopback: 10.0.%d.%d, asn: %d%s}\n",
			name, role, count, 20+count, partition, number, asn, further)
	}
	for _, name := range sorted(z.Partitions) {
		part := z.Partitions[name]
		p := part.Number
		links := []string{}
		for i, leaf := range sorted(part.Leaves) {
			plant := ""
			if i == 0 {
				plant = fmt.Sprintf(", plant: [Ethernet%d]", 4*(portsOfKind-1))
			}
			rack := fmt.Sprintf(", rack: r%d%d", p, i/2)
			write(leaf, "leaf", part.Leaves[leaf].ASN, p, i+1, rack+plant)
			links = append(links, fmt.Sprintf("Ethernet%d to %s %s", 4*i, leaf, uplink))
		}
		for i, exit := range sorted(part.Exits) {
			own, neighbour := outsideNet(p, i)
			write(exit, "exit", part.Exits[exit].ASN, p, 91+i, fmt.Sprintf(", peers: [\"%s %s/31 to %s as 64500 in Vrf%d\"]",
				outsidePort, own, neighbour, internetVRF))
			links = append(links, fmt.Sprintf("Ethernet%d to %s %s", 4*(len(part.Leaves)+i), exit, uplink))
		}
		write(spineName(p), "spine", asn(p, 80), p, 80, ", links: [\""+strings.Join(links, `", "`)+"\"]")
	}
	return text.String()
}

func loopback(z *Zone, name string) string {
	for _, part := range z.Partitions {
		for i, leaf := range sorted(part.Leaves) {
			if leaf == name {
				return fmt.Sprintf("10.0.%d.%d", part.Number, i+1)
			}
		}
		for i, exit := range sorted(part.Exits) {
			if exit == name {
				return fmt.Sprintf("10.0.%d.%d", part.Number, 91+i)
			}
		}
		if spineName(part.Number) == name {
			return fmt.Sprintf("10.0.%d.80", part.Number)
		}
		if firewallName(part.Number) == name {
			return fmt.Sprintf("10.0.%d.200", part.Number)
		}
	}
	panic("no switch " + name)
}

// Texts is what FRR of each switch is told, and what each shall know then.
type Texts struct {
	// In an instance of BGP without a router id no session comes up; the policy leaves it to what it is added to.
	// Base is by which the underlay comes up, as plantctl switch plan writes it; Policy is by switch what plantctl fabric render writes.
	Base, Policy map[string]string
	Answer       Answer
}

// render asks the plant's own commands. root is the tree of the project.
func render(root string, z *Zone) (*Texts, error) {
	folder, err := os.MkdirTemp("", "mpfabric-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	model, err := json.MarshalIndent(z, "", " ")
	if err != nil {
		return nil, err
	}
	texts := &Texts{Base: map[string]string{}, Policy: map[string]string{}}
	for name, content := range map[string]string{"zone.yaml": string(model), "switches.yaml": z.switches()} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			return nil, err
		}
	}
	ctl := func(words ...string) ([]byte, error) {
		command := exec.Command(filepath.Join(root, "plantctl"), append(words, "-o", "json", "--data", folder)...)
		command.Stderr = os.Stderr
		printed, err := command.Output()
		if err != nil {
			return nil, fmt.Errorf("plantctl %v: %w: %s", words, err, printed)
		}
		return printed, nil
	}
	printed, err := ctl("fabric", "render", filepath.Join(folder, "zone.yaml"))
	if err == nil {
		err = json.Unmarshal(printed, &texts.Answer)
	}
	if err != nil {
		return nil, err
	}
	for _, each := range texts.Answer.Switches {
		texts.Policy[each.Name] = instance.ReplaceAllString(each.FRR,
			"$0\n bgp router-id "+loopback(z, each.Name)+"\n bgp bestpath as-path multipath-relax")
	}
	if _, err := ctl("switch", "plan", filepath.Join(folder, "switches.yaml"), "--plan", filepath.Join(root, "docs/examples/plant.yaml"),
		"--write", filepath.Join(folder, "configs")); err != nil {
		return nil, err
	}
	found, err := filepath.Glob(filepath.Join(folder, "configs", "*.frr.conf"))
	for _, file := range found {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		// The lab's bgpd has no SNMP.
		texts.Base[strings.TrimSuffix(filepath.Base(file), ".frr.conf")] = strings.Replace(string(text), "agentx\n", "", 1)
	}
	return texts, err
}

var (
	importMap = regexp.MustCompile(`(?m)^ *import vrf route-map .*\n`)
	exportMap = regexp.MustCompile(`(?m)^( *advertise ipv[46] unicast) route-map .*$`)
	cableMap  = regexp.MustCompile(`(?m)^ *neighbor \S+ route-map \S+ (in|out)\n`)
	vniLine   = regexp.MustCompile(`(?m)^vrf (\S+)\n vni (\d+)$`)
)

// naive is the configuration that one would write first: the same imports and exports, without a map.
func naive(policy string) string {
	return exportMap.ReplaceAllString(importMap.ReplaceAllString(policy, ""), "$1")
}

// openCables lets exits exchange whatever they know.
func openCables(policy string) string { return cableMap.ReplaceAllString(policy, "") }

// machineSessions are the leaf's ends of what machines speak; the engine does not write them yet.
func machineSessions(leaf *Leaf, sessions map[int][]string, vrfs []int) string {
	var text strings.Builder
	for _, vrf := range vrfs {
		fmt.Fprintf(&text, "router bgp %d vrf Vrf%d\n", leaf.ASN, vrf)
		for _, each := range sessions[vrf] {
			address, asn, _ := strings.Cut(each, " ")
			fmt.Fprintf(&text, " neighbor %s remote-as %s\n neighbor %s passive\n neighbor %s timers 3 30\n", address, asn, address, address)
			fmt.Fprintf(&text, " address-family ipv4 unicast\n  neighbor %s route-map IN-%d in\n  neighbor %s route-map DENY-ALL out\n exit-address-family\n", address, vrf, address)
		}
		text.WriteString("exit\n")
	}
	return text.String()
}

// joined is a base configuration with more in it.
func joined(base, more string) string {
	before, _, _ := strings.Cut(base, "line vty\n")
	return before + more + "line vty\n"
}

// opened is what makes a switch that has a policy naive, as commands.
func opened(policy string) string {
	var text strings.Builder
	for _, line := range strings.Split(policy, "\n") {
		word := strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(word, "router bgp "), strings.HasPrefix(word, "address-family "), word == "exit-address-family":
			text.WriteString(line + "\n")
		case strings.HasPrefix(word, "import vrf route-map "):
			text.WriteString("  no " + word + "\n")
		case exportMap.MatchString(line):
			text.WriteString(exportMap.ReplaceAllString(line, "$1") + "\n")
		}
	}
	return text.String()
}

// withoutImports is a policy in which no VRF takes anything from another one.
func withoutImports(policy string) string {
	var text strings.Builder
	for _, line := range strings.SplitAfter(policy, "\n") {
		if !strings.HasPrefix(strings.TrimSpace(line), "import vrf ") {
			text.WriteString(line)
		}
	}
	return text.String()
}
