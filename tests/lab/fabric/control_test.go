// Package fabric lets real FRR run what the engine writes: leaves, spines and exits of two and three partitions, machines that speak BGP, a
// provider at each exit. Here the control plane, in network namespaces: what each VRF of each switch really has is what the checker says, a
// naive configuration leaks and is closed again, hostile machines get nowhere, and what is withdrawn is gone. It needs root, and Debian's
// FRR, which is fetched once into a tree of its own (tree.sh).
package fabric

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"metalplant.invalid/compat/kit"
)

var (
	seed  = flag.Uint64("zone-seed", uint64(time.Now().UnixMilli()%1_000_000), "of the random zones")
	zones = flag.Int("zones", 0, "random zones that are played; without it one in the short form and five in the whole")
)

// here is this machine, whose kernel needs no VRFs.
func here(t *testing.T) place {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("network namespaces need root")
	}
	return place{tree: kit.Must(tree()), slower: 1}
}

func project(t *testing.T) string {
	t.Helper()
	return kit.Must(filepath.Abs("../../.."))
}

func TestControlPlane(t *testing.T) {
	kit.Caught(t, func() {
		partitions := 3
		if testing.Short() {
			partitions = 2
		}
		where, z := here(t), Standard(partitions)
		texts := kit.Must(render(project(t), z, false))
		began := time.Now()
		l := open(t, where, z, texts, same)
		l.measure("routers and machines", float64(len(texts.Files)), "", fmt.Sprintf("%d machines; all told after %.1f s", len(l.machines), time.Since(began).Seconds()))
		measure(figure("control plane", "version of FRR", 0, "", strings.TrimSpace(strings.SplitN(kit.Must(l.nodes[spineName(1)].vtysh("show version")), "\n", 2)[0])))
		l.stories()
	})
}

// TestOtherProposals lets the same topology run by the proposals that the stories are not about.
func TestOtherProposals(t *testing.T) {
	if testing.Short() {
		t.Skip("random zones are by any proposal")
	}
	for _, proposal := range []string{exitsJoin, equalVNIs} {
		kit.Run(t, proposal, func(t *testing.T) {
			where, z := here(t), Standard(3).by(proposal)
			texts := kit.Must(render(project(t), z, false))
			l := open(t, where, z, texts, same)
			took := l.agree(2*time.Minute, "real tables are those of the checker", nothing)
			l.measure(fmt.Sprintf("proposal %s: real tables equal those of the checker", proposal), took.Seconds(), "s", texts.size())
			l.hostile(t)
			l.withdrawn(t)
		})
	}
}

// TestWayOut lets a project out by an external network, with the address of it that it holds and nothing else.
func TestWayOut(t *testing.T) {
	if testing.Short() {
		t.Skip("the checker's tables are held against FRR in the short form too, without a way out")
	}
	kit.Caught(t, func() {
		where, z := here(t), Standard(2).out()
		texts := kit.Must(render(project(t), z, false))
		l := open(t, where, z, texts, same)
		took := l.agree(2*time.Minute, "real tables are those of the checker", nothing)
		l.measure("with a way out: real tables equal those of the checker", took.Seconds(), "s", texts.size())
		providers := func(what string, wanted func(partition int) string) {
			kit.Eventually(t, time.Minute*l.place.slower, what, func() (bool, string) {
				for _, part := range z.Partitions {
					for exit := range part.Exits {
						if told := fmt.Sprint(l.speakers[exit][0].knows()); told != wanted(part.Number) {
							return false, exit + " told its provider " + told
						}
					}
				}
				return true, ""
			})
		}
		theirs := func(partition int) string { return fmt.Sprint([]string{z.public(partition)}) }
		providers("providers know the address that a project holds, and nothing else", theirs)
		for _, part := range z.Partitions {
			has := kit.Must(l.real(leafName(part.Number, 2)))
			x, y := z.Networks[fmt.Sprint("x", part.Number)], z.Networks[fmt.Sprint("y", part.Number)]
			way := Line{"0.0.0.0/0", fmt.Sprint("Vrf", internetVRF)}
			kit.Check(t, slices.Contains(has[fmt.Sprint("Vrf", x.VRF)], way), "x of partition %d has no way out: %v", part.Number, has)
			kit.Check(t, !slices.Contains(has[fmt.Sprint("Vrf", y.VRF)], way), "y of partition %d has the way of x", part.Number)
		}
		l.hostile(t)
		providers("what machines announced with forged tags never stays outside", theirs)
		for _, m := range l.machines {
			if strings.HasPrefix(m.address, "203.") {
				l.speakers[m.name()][0].tell()
			}
		}
		providers("who is gone inside is gone outside", func(int) string { return "[]" })
	})
}

// measure tells a figure of the control plane, and keeps it for the report.
func (l *lab) measure(name string, value float64, unit, more string) {
	l.t.Helper()
	l.t.Logf("%s: %.4g %s %s", name, value, unit, more)
	measure(figure("control plane", name, value, unit, more))
}

func (l *lab) stories() {
	story := func(name string, body func(t *testing.T)) {
		outer := l.t
		if !outer.Run(name, func(t *testing.T) {
			l.t = t
			defer func() { l.t = outer }()
			kit.Caught(t, func() { body(t) })
		}) {
			outer.FailNow()
		}
	}
	story("every VRF of every switch has what the checker says", func(t *testing.T) {
		took := l.agree(2*time.Minute, "real tables are those of the checker", nothing)
		l.measure("real tables equal those of the checker, from the first start", took.Seconds(), "s", l.texts.size())
	})
	story("machines that announce everything with forged tags get nowhere", l.hostile)
	story("a provider that tells everything is believed the default route alone", l.provider)
	story("the naive configuration leaks, and the maps close it", l.naive)
	story("an export whose map is deleted tells everything, until it is back", l.deletedMap)
	story("what is withdrawn leaves nothing behind", l.withdrawn)
}

// hostile lets all machines announce what is everybody's.
func (l *lab) hostile(t *testing.T) {
	marks := map[string]announcement{}
	for _, m := range l.machines {
		for i, s := range l.speakers[m.name()] {
			own := announcement{prefix: netip.MustParsePrefix(m.address)}
			s.tell(append(l.lies(m, m.leaves[i]), own, l.mark(m, marks))...)
		}
	}
	// That the lies were read is known by the truth that was told behind them in the same session.
	kit.Eventually(t, time.Minute*l.place.slower, "all was read", func() (bool, string) {
		for _, part := range l.zone.Partitions {
			for leaf, each := range part.Leaves {
				has, err := l.real(leaf)
				if err != nil {
					return false, err.Error()
				}
				for network := range each.Hosts {
					mark, told := marks[network]
					if v := fmt.Sprint("Vrf", l.zone.Networks[network].VRF); told && !slices.Contains(has[v], Line{mark.prefix.String(), ""}) {
						return false, fmt.Sprint(leaf, " lacks ", mark.prefix)
					}
				}
			}
		}
		return true, ""
	})
	// What is behind the truth may still be on its way to other switches.
	for range 3 {
		lies := kit.Must(l.differences(nothing))
		lies = slices.DeleteFunc(lies, func(d difference) bool { return d.missing || l.isMark(d.line, marks) })
		kit.Check(t, len(lies) == 0, "leaks: %d %v", len(lies), first(lies, 10))
		time.Sleep(time.Second)
	}
	for _, m := range l.machines {
		for _, s := range l.speakers[m.name()] {
			s.tell(announcement{prefix: netip.MustParsePrefix(m.address)})
		}
	}
	l.agree(time.Minute, "after the lies all is as before", nothing)
	l.measure("what machines announced with forged tags and somebody took", 0, "", fmt.Sprintf("%d machines", len(l.machines)))
}

// lies are the default route and an address of every other network, with every tag that a switch looks for.
func (l *lab) lies(m *machine, leaf string) []announcement {
	var as int64
	for _, part := range l.zone.Partitions {
		if found := part.Leaves[leaf]; found != nil {
			as = found.ASN
		}
	}
	tags := []tag{{uint32(as), 1, 1}, {64512, 2, 1}, {64512, 2, 2}, {64512, 1, 1}}
	all := []announcement{{netip.MustParsePrefix("0.0.0.0/0"), tags}}
	for _, name := range sorted(l.zone.Networks) {
		prefix := netip.MustParsePrefix(l.zone.Networks[name].Prefixes[0])
		if name != m.network && prefix.Addr().Is4() {
			all = append(all, announcement{netip.PrefixFrom(at(prefix, 66), 32), tags}, announcement{prefix, tags})
		}
	}
	return all
}

// mark is one more address of its own network, the last that it tells.
func (l *lab) mark(m *machine, marks map[string]announcement) announcement {
	prefix := netip.MustParsePrefix(l.zone.Networks[m.network].Prefixes[0])
	marks[m.network] = announcement{prefix: netip.PrefixFrom(at(prefix, 77), 32)}
	return marks[m.network]
}

func (l *lab) isMark(line Line, marks map[string]announcement) bool {
	for _, each := range marks {
		if each.prefix.String() == line.Prefix {
			return true
		}
	}
	return false
}

func (l *lab) provider(t *testing.T) {
	internet := fmt.Sprint("Vrf", internetVRF)
	kit.Eventually(t, time.Minute*l.place.slower, "every exit knows the way out and nothing else of it", func() (bool, string) {
		for _, part := range l.zone.Partitions {
			for exit := range part.Exits {
				has, err := l.real(exit)
				if err != nil || len(has[internet]) != 1 || has[internet][0].Prefix != "0.0.0.0/0" {
					return false, fmt.Sprint(exit, " has ", has[internet], err)
				}
			}
		}
		return true, ""
	})
	for exit, all := range l.speakers {
		if strings.HasPrefix(exit, "exit") {
			kit.Check(t, len(all[0].knows()) == 0, "the provider at %s was told %v", exit, all[0].knows())
		}
	}
}

// naive takes the maps of imports and exports away, at all switches, and puts them back.
func (l *lab) naive(t *testing.T) {
	routers := l.texts.switches()
	l.each(routers, func(n *node) error { return n.tell(opened(l.texts.Files[n.name])) })
	var leaks []difference
	count, same := 0, 0
	kit.Eventually(t, time.Minute*l.place.slower, "it leaks, and no more comes", func() (bool, string) {
		found, err := l.leaks()
		if err != nil {
			return false, err.Error()
		}
		if len(found) == count {
			same++
		} else {
			count, same = len(found), 0
		}
		leaks = found
		return same >= 4 && count > 0, fmt.Sprint(count, " leaks")
	})
	pairs := l.crossProject(leaks)
	l.measure("routes that VRFs know and may not, naive configuration", float64(count), "", fmt.Sprint("such as ", first(leaks, 3)))
	l.measure("networks that know one of another project, naive configuration", float64(len(pairs)), "", strings.Join(pairs, ", "))
	kit.Check(t, len(pairs) > 0, "nobody knows another project: %v", leaks)
	l.each(routers, func(n *node) error { return n.tell(l.texts.Files[n.name]) })
	took := l.agree(2*time.Minute, "with the maps back nothing is left of it", nothing)
	l.measure("leaks", 0, "", fmt.Sprintf("closed %.1f s after the maps were back; nothing stale", took.Seconds()))
}

// crossProject names the pairs of projects of which one knows the other, each once.
func (l *lab) crossProject(leaks []difference) (pairs []string) {
	for _, d := range leaks {
		var knower, known string
		for _, part := range l.zone.Partitions {
			if part.Leaves[d.router] != nil {
				var number int
				_, _ = fmt.Sscanf(d.vrf, "Vrf%d", &number)
				knower = l.zone.network(part.Number, number)
			}
		}
		for name, network := range l.zone.Networks {
			for _, text := range network.Prefixes {
				if netip.MustParsePrefix(text).Contains(netip.MustParsePrefix(d.line.Prefix).Addr()) {
					known = name
				}
			}
		}
		if knower == "" || known == "" {
			continue
		}
		a, b := l.zone.Networks[knower].Project, l.zone.Networks[known].Project
		if pair := knower + " knows " + known; a != b && a != "" && b != "" && !slices.Contains(pairs, pair) {
			pairs = append(pairs, pair)
		}
	}
	slices.Sort(pairs)
	return pairs
}

// deletedMap takes a map away that an export names: FRR exports everything then.
func (l *lab) deletedMap(t *testing.T) {
	leaf := leafName(1, 1)
	kit.Must(l.nodes[leaf].vtysh("configure terminal", "no route-map ADV-1001"))
	var seen []difference
	kit.Eventually(t, time.Minute*l.place.slower, "the other leaf is told what was taken from others", func() (bool, string) {
		found, err := l.differences(nothing)
		if err != nil {
			return false, err.Error()
		}
		seen = slices.DeleteFunc(found, func(d difference) bool { return d.missing || d.line.Source != "" || d.router == leaf })
		return len(seen) > 0, fmt.Sprint(found)
	})
	l.measure("routes told behind a deleted map", float64(len(seen)), "", fmt.Sprint(first(seen, 2)))
	kit.Must0(l.nodes[leaf].tell(l.texts.Files[leaf]))
	l.measure("until they are gone behind the map that is back", l.agree(time.Minute, "with the map back nothing is left of it", nothing).Seconds(), "s", "")
}

// withdrawn takes the address of a machine back at all of its leaves.
func (l *lab) withdrawn(t *testing.T) {
	m := l.machine("x1")
	for _, s := range l.speakers[m.name()] {
		s.tell()
	}
	gone := func(line Line) bool { return line.Prefix == m.address }
	l.measure("a withdrawn address is gone from every VRF", l.agree(time.Minute, m.address+" is gone", gone).Seconds(), "s", "")
	for _, s := range l.speakers[m.name()] {
		s.tell(announcement{prefix: netip.MustParsePrefix(m.address)})
	}
	l.measure("an announced address is in every VRF that may know it", l.agree(time.Minute, m.address+" is back", nothing).Seconds(), "s", "")
}

// machine is the first of a network that speaks BGP.
func (l *lab) machine(network string) *machine {
	for _, m := range l.machines {
		if m.network == network && !m.six() {
			return m
		}
	}
	panic("no machine in " + network)
}

// TestRandomZones holds the checker against FRR in zones that nobody has thought of.
func TestRandomZones(t *testing.T) {
	kit.Caught(t, func() {
		where := here(t)
		count := *zones
		if count == 0 && testing.Short() {
			count = 1
		} else if count == 0 {
			count = 5
		}
		for turn := range count {
			number := *seed + uint64(turn)
			kit.Run(t, fmt.Sprint("seed ", number), func(t *testing.T) {
				z := Random(rand.New(rand.NewPCG(number, 0)))
				texts := kit.Must(render(project(t), z, false))
				l := open(t, where, z, texts, same)
				took := l.agree(2*time.Minute, fmt.Sprintf("real tables are those of the checker (-zone-seed %d)", number), nothing)
				size := fmt.Sprintf("proposal %s, %s", z.Proposal, texts.size())
				t.Logf("%s, equal after %.1f s", size, took.Seconds())
				measure(figure("random zones", fmt.Sprint("seed ", number, " equals the checker"), took.Seconds(), "s", size))
			})
		}
	})
}
