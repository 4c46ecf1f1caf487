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
	// Files is the whole frr.conf of each switch, as it gets it.
	Files map[string]string
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
)

func machinePort(number int) string { return fmt.Sprint("Ethernet", 4*number+4) }
func cablePort(number int) string   { return fmt.Sprint("Ethernet", 4*number+8) }

// internetVRF is where the router of a provider hangs at exits.
const (
	internetVRF = 104009
	providerASN = 64500
)

func outsideNet(partition, exit int) (own, neighbour string) {
	at := 4*partition + 2*exit
	return fmt.Sprint("198.51.100.", at+1), fmt.Sprint("198.51.100.", at)
}

// box is one switch as plantctl fabric render --switches reads it.
type box struct {
	Role       string               `json:"role"`
	ASN        int64                `json:"asn,omitempty"`
	Loopback   string               `json:"loopback"`
	Links      []string             `json:"links"`
	Machines   map[string]string    `json:"machines,omitempty"`
	Firewalls  map[string]firewall  `json:"firewalls,omitempty"`
	Neighbours map[string]neighbour `json:"neighbours,omitempty"`
}

type firewall struct {
	Addresses []string `json:"addresses"`
	Networks  []string `json:"networks"`
}

type neighbour struct {
	Network   string   `json:"network"`
	Address   string   `json:"address"`
	Neighbour string   `json:"neighbour"`
	ASN       int64    `json:"asn"`
	Takes     []string `json:"takes"`
	Tells     []string `json:"tells"`
}

// boxes are all switches of a zone, with what hangs at them.
func (z *Zone) boxes(firewalls bool) map[string]*box {
	all := map[string]*box{}
	for _, part := range z.Partitions {
		p := part.Number
		var links []string
		at := func(name, role string) *box {
			links = append(links, fmt.Sprint("Ethernet", 4*len(links)))
			all[name] = &box{Role: role, Loopback: loopback(z, name), Links: []string{uplink}}
			return all[name]
		}
		for _, leaf := range sorted(part.Leaves) {
			b := at(leaf, "leaf")
			b.Machines = map[string]string{}
			if firewalls {
				b.Firewalls = map[string]firewall{firewallPort: {[]string{loopback(z, firewallName(p)) + "/32"}, z.firewalled(p)}}
			}
		}
		for i, exit := range sorted(part.Exits) {
			own, other := outsideNet(p, i)
			internet := internetName(p)
			at(exit, "exit").Neighbours = map[string]neighbour{outsidePort: {internet, own + "/31", other, providerASN, []string{"0.0.0.0/0"},
				z.Networks[internet].Prefixes}}
		}
		all[spineName(p)] = &box{Role: "spine", ASN: asn(p, 80), Loopback: loopback(z, spineName(p)), Links: links}
	}
	for _, each := range z.hangings() {
		all[each.leaf].Machines[each.port] = each.m.network
	}
	return all
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

// Texts is what FRR of each router is told: of switches the whole file that they get.
type Texts struct {
	Files  map[string]string
	Answer Answer
}

// render asks the plant's own command. root is the tree of the project.
func render(root string, z *Zone, firewalls bool) (*Texts, error) {
	folder, err := os.MkdirTemp("", "mpfabric-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	for name, content := range map[string]any{"zone.yaml": z, "boxes.yaml": z.boxes(firewalls)} {
		text, err := json.MarshalIndent(content, "", " ")
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, name), text, 0o600)
		}
		if err != nil {
			return nil, err
		}
	}
	command := exec.Command(filepath.Join(root, "plantctl"), "fabric", "render", filepath.Join(folder, "zone.yaml"), "--switches",
		filepath.Join(folder, "boxes.yaml"), "-o", "json", "--data", folder)
	command.Stderr = os.Stderr
	printed, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("plantctl fabric render: %w: %s", err, printed)
	}
	texts := &Texts{Files: map[string]string{}}
	if err := json.Unmarshal(printed, &texts.Answer); err != nil {
		return nil, err
	}
	for name, text := range texts.Answer.Files {
		// The lab's bgpd has no SNMP.
		texts.Files[name] = strings.Replace(text, "agentx\n", "", 1)
	}
	if firewalls {
		for _, part := range z.Partitions {
			texts.Files[firewallName(part.Number)] = z.firewall(part.Number)
		}
	}
	return texts, nil
}

// switches are the names of leaves and exits, which have policies.
func (t *Texts) switches() (names []string) {
	for _, each := range t.Answer.Switches {
		names = append(names, each.Name)
	}
	return names
}

var (
	exportMap = regexp.MustCompile(`(?m)^( *advertise ipv[46] unicast) route-map .*$`)
)

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
