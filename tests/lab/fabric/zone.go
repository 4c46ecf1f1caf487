package fabric

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"sort"
)

// Zone is what plantctl fabric render reads; JSON is YAML.
type Zone struct {
	Partitions map[string]*Partition `json:"partitions"`
	Networks   map[string]*Network   `json:"networks"`
	Peerings   map[string]Peering    `json:"peerings,omitempty"`
	Cables     map[string]Cable      `json:"cables,omitempty"`
	// Proposal of MEP-19 by which projects cross partitions: 1, 2b, or 3, which "" is too.
	Proposal string `json:"proposal,omitempty"`
}

type Partition struct {
	Number int              `json:"number"`
	Supers []string         `json:"supers"`
	DCI    int              `json:"dci"`
	Leaves map[string]*Leaf `json:"leaves"`
	Exits  map[string]Exit  `json:"exits"`
}

type Leaf struct {
	ASN int64 `json:"asn"`
	// Hosts is what machines announce, by network.
	Hosts map[string][]string `json:"hosts,omitempty"`
}

type Exit struct {
	ASN int64 `json:"asn"`
}

type Network struct {
	Project   string   `json:"project,omitempty"`
	Partition int      `json:"partition"`
	VRF       int      `json:"vrf"`
	Prefixes  []string `json:"prefixes"`
	// Stays keeps it in its partition.
	Stays bool `json:"stays,omitempty"`
	// Further is what its machines announce besides, Leads where an external one leads.
	Further []string `json:"further,omitempty"`
	Leads   []string `json:"leads,omitempty"`
}

type Peering struct {
	Network1 string `json:"network1"`
	Network2 string `json:"network2"`
	// Publics are addresses of the external one of the two, which the other one's project holds.
	Publics []string `json:"publics,omitempty"`
}

type Cable struct {
	Exit1    string `json:"exit1"`
	Address1 string `json:"address1"`
	Exit2    string `json:"exit2"`
	Address2 string `json:"address2"`
}

// dci is the VRF between partitions, of the same number in each.
const dci = 1900

// Standard is the topology of the lab: each partition has two leaves, a spine and two exits; the exits of all partitions are a ring (a line,
// if there are two). Project x has two networks in each partition, which have a peering, and project y one; x and y have a peering with the
// storage of their partition each, by which they must not come to know each other.
func Standard(partitions int) *Zone {
	z := &Zone{Partitions: map[string]*Partition{}, Networks: map[string]*Network{}, Peerings: map[string]Peering{}}
	for p := 1; p <= partitions; p++ {
		x, xa, y, storage := fmt.Sprint("x", p), fmt.Sprint("xa", p), fmt.Sprint("y", p), fmt.Sprint("storage", p)
		z.Networks[x] = &Network{"x", p, p*1000 + 1, []string{fmt.Sprintf("10.%d.0.0/22", p), fmt.Sprintf("fd00:%d:1::/48", p)}, false, nil, nil}
		z.Networks[y] = &Network{"y", p, p*1000 + 2, []string{fmt.Sprintf("10.%d.4.0/22", p)}, false, nil, nil}
		z.Networks[xa] = &Network{"x", p, p*1000 + 3, []string{fmt.Sprintf("10.%d.8.0/22", p)}, false, nil, nil}
		z.Networks[storage] = &Network{"", p, p*1000 + 800, []string{fmt.Sprintf("10.%d.128.0/22", p)}, false, nil, nil}
		z.peer(x, storage)
		z.peer(y, storage)
		z.peer(x, xa)
		part := z.partition(p, 2, 2)
		at := func(leaf int, network, host string) {
			l := part.Leaves[leafName(p, leaf)]
			l.Hosts[network] = append(l.Hosts[network], host)
		}
		for leaf := 1; leaf <= 2; leaf++ {
			at(leaf, x, fmt.Sprintf("10.%d.0.1/32", p))
			at(leaf, y, fmt.Sprintf("10.%d.4.1/32", p))
			at(leaf, storage, fmt.Sprintf("10.%d.128.1/32", p))
		}
		at(1, x, fmt.Sprintf("fd00:%d:1::1/128", p))
		at(1, xa, fmt.Sprintf("10.%d.8.1/32", p))
	}
	z.ring()
	return z
}

// out is the same with a way out: project x holds an address of each partition's external network, and a machine of its has it.
func (z *Zone) out() *Zone {
	for _, part := range z.Partitions {
		inside, outside, public := fmt.Sprint("x", part.Number), internetName(part.Number), z.public(part.Number)
		z.Networks[inside].Further = []string{public}
		z.Networks[outside].Leads = []string{"0.0.0.0/0"}
		z.Peerings[inside+"-"+outside] = Peering{inside, outside, []string{public}}
		hosts := part.Leaves[leafName(part.Number, 1)].Hosts
		hosts[inside] = append(hosts[inside], public)
	}
	return z
}

func (z *Zone) public(partition int) string {
	return netip.PrefixFrom(at(netip.MustParsePrefix(z.Networks[internetName(partition)].Prefixes[0]), 7), 32).String()
}

// at is an address of a prefix.
func at(prefix netip.Prefix, number byte) netip.Addr {
	bytes := prefix.Addr().As4()
	bytes[3] = number
	return netip.AddrFrom4(bytes)
}

// by is the same by another proposal. By 2b the networks of a project that are to reach each other have one number.
func (z *Zone) by(proposal string) *Zone {
	z.Proposal = proposal
	if proposal == equalVNIs {
		for _, each := range z.Networks {
			if each.Project != "" {
				each.VRF = 1000 + each.VRF%1000
			}
		}
	}
	return z
}

const (
	exitsJoin = "1"
	equalVNIs = "2b"
)

// Random is any zone that may be, by any proposal: one to three partitions of two leaves, up to three projects with up to two networks in each, shared ones, peerings.
func Random(random *rand.Rand) *Zone {
	z := &Zone{Proposal: []string{exitsJoin, equalVNIs, "3"}[random.IntN(3)], Partitions: map[string]*Partition{}, Networks: map[string]*Network{}, Peerings: map[string]Peering{}}
	for p := 1; p <= 1+random.IntN(3); p++ {
		part := z.partition(p, 2, 1+random.IntN(2))
		var names []string
		for place, project := range []string{"x", "y", "z", ""} {
			for i := range random.IntN(3) {
				name, number := fmt.Sprintf("n%s%d%d", project, p, i), len(names)
				prefix := fmt.Sprintf("10.%d.%d.0/24", p, number)
				if random.IntN(4) == 0 {
					prefix = fmt.Sprintf("fd00:%d:%d::/48", p, number)
				}
				z.Networks[name] = &Network{project, p, z.number(p, place, i), []string{prefix}, false, nil, nil}
				names = append(names, name)
			}
		}
		for i := 1; i <= len(part.Leaves); i++ {
			for number, name := range names {
				if random.IntN(2) == 0 {
					continue
				}
				host := fmt.Sprintf("10.%d.%d.%d/32", p, number, i)
				if z.Networks[name].Prefixes[0][0] == 'f' {
					host = fmt.Sprintf("fd00:%d:%d::%d/128", p, number, i)
				}
				part.Leaves[leafName(p, i)].Hosts[name] = []string{host}
			}
		}
		for i, one := range names {
			for _, other := range names[i+1:] {
				a, b := z.Networks[one].Project, z.Networks[other].Project
				if a+b != "" && (a == "" || b == "" || a == b) && random.IntN(3) == 0 {
					z.peer(one, other)
				}
			}
		}
	}
	z.pair()
	z.ring()
	return z
}

// carries is whether exits carry the VRFs of networks, and not one for all.
func (z *Zone) carries() bool { return z.Proposal == exitsJoin || z.Proposal == equalVNIs }

// number is the VRF of the i-th network of a project in a partition, as the proposal wants it. By the third it is somebody else's in another one.
func (z *Zone) number(partition, project, i int) int {
	switch z.Proposal {
	case exitsJoin:
		return 1000*partition + 10*project + i
	case equalVNIs:
		return 1000 + 10*project + i
	}
	return 1000 + 10*((project+partition)%4) + i
}

// pair keeps networks in their partition that would find none of their number elsewhere.
func (z *Zone) pair() {
	for _, each := range z.Networks {
		each.Stays = z.Proposal == equalVNIs
		for _, other := range z.Networks {
			if each.Project != "" && each.Project == other.Project && each.VRF == other.VRF && each.Partition != other.Partition {
				each.Stays = false
			}
		}
	}
}

func leafName(partition, number int) string { return fmt.Sprintf("leaf%d%d", partition, number) }
func exitName(partition, number int) string { return fmt.Sprintf("exit%d%d", partition, number) }
func spineName(partition int) string        { return fmt.Sprintf("spine%d", partition) }
func internetName(partition int) string     { return fmt.Sprint("internet", partition) }

func (z *Zone) partition(number, leaves, exits int) *Partition {
	z.Networks[internetName(number)] = &Network{"", number, internetVRF, []string{fmt.Sprintf("203.0.%d.0/24", 112+number)}, false, nil, nil}
	part := &Partition{Number: number, Supers: []string{fmt.Sprintf("10.%d.0.0/16", number), fmt.Sprintf("fd00:%d::/32", number)}, DCI: dci,
		Leaves: map[string]*Leaf{}, Exits: map[string]Exit{}}
	for i := 1; i <= leaves; i++ {
		part.Leaves[leafName(number, i)] = &Leaf{asn(number, i), map[string][]string{}}
	}
	for i := 1; i <= exits; i++ {
		part.Exits[exitName(number, i)] = Exit{asn(number, 90)}
	}
	z.Partitions[fmt.Sprint("p", number)] = part
	return part
}

func asn(partition, number int) int64 { return 4_200_000_000 + int64(100*partition+number) }

func (z *Zone) peer(one, other string) { z.Peerings[one+"-"+other] = Peering{one, other, nil} }

// ring joins each exit with the exit of the same place in the next partition; of three and more the last one with the first.
func (z *Zone) ring() {
	z.Cables = map[string]Cable{}
	count := len(z.Partitions)
	last := count
	if count < 3 {
		last = count - 1
	}
	for p := 1; p <= last; p++ {
		next := p%count + 1
		for i := 1; i <= min(len(z.at(p).Exits), len(z.at(next).Exits)); i++ {
			net := 4 * len(z.Cables)
			one, other := exitName(p, i), exitName(next, i)
			z.Cables[one+"-"+other] = Cable{one, fmt.Sprint("172.20.8.", net), other, fmt.Sprint("172.20.8.", net+1)}
		}
	}
}

func (z *Zone) at(number int) *Partition { return z.Partitions[fmt.Sprint("p", number)] }

// network is the one that a VRF of a switch of a partition is for.
func (z *Zone) network(partition, vrf int) string {
	for name, each := range z.Networks {
		if each.Partition == partition && each.VRF == vrf {
			return name
		}
	}
	return ""
}

func sorted[V any](of map[string]V) []string {
	names := make([]string, 0, len(of))
	for name := range of {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// machine is one at the leaves that know its address.
type machine struct {
	network, address string
	leaves           []string
	number           int
}

// machines are all of them, in the order of their addresses.
func (z *Zone) machines() []*machine {
	found := map[string]*machine{}
	for _, part := range z.Partitions {
		for _, leaf := range sorted(part.Leaves) {
			for network, hosts := range part.Leaves[leaf].Hosts {
				for _, host := range hosts {
					if found[host] == nil {
						found[host] = &machine{network: network, address: host}
					}
					found[host].leaves = append(found[host].leaves, leaf)
				}
			}
		}
	}
	var all []*machine
	for i, host := range sorted(found) {
		each := found[host]
		each.number = i + 1
		slices.Sort(each.leaves)
		all = append(all, each)
	}
	return all
}
