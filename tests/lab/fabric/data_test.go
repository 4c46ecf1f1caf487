//go:build machine

package fabric

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"metalplant.invalid/compat/kit"
)

// TestDataPlane is played inside the machine that TestMachine starts: packets through the VRFs and tunnels of its kernel.
func TestDataPlane(t *testing.T) {
	folder := os.Getenv("LAB_FABRIC_MACHINE")
	if folder == "" {
		t.Skip("only inside an emulated machine: ./plant lab fabric")
	}
	kit.Caught(t, func() {
		var g given
		kit.Must0(json.Unmarshal(kit.Must(os.ReadFile(filepath.Join(folder, "given.json"))), &g))
		// Not before a group is played that needs it.
		opened := sync.OnceValue(func() *dataPlane {
			began := time.Now()
			l := open(t, inMachine, g.Zone, g.Texts, withoutImports)
			tells(figure("set-up", "routers that run", float64(len(g.Texts.Files)), "", fmt.Sprintf("%.0f s until all were told their configuration", time.Since(began).Seconds())))
			return &dataPlane{l, g}
		})
		play := func(name string, body func(*dataPlane, *testing.T)) {
			kit.Run(t, name, func(t *testing.T) { body(opened(), t) })
		}
		play("today", (*dataPlane).today)
		play("proposal3", (*dataPlane).proposal3)
		if !testing.Short() {
			play("failures", (*dataPlane).failures)
			play("withdrawal", (*dataPlane).withdrawal)
		}
		play("leaks", (*dataPlane).leak)
	})
}

// inMachine is the machine that runs this: a processor that is emulated.
var inMachine = place{tree: "/", kernelVRFs: true, slower: 4}

// TestProposals is played inside the machine too: the same project and machines, joined by exits and not by leaves.
func TestProposals(t *testing.T) {
	folder := os.Getenv("LAB_FABRIC_MACHINE")
	if folder == "" || testing.Short() {
		t.Skip("only inside an emulated machine: ./plant lab fabric")
	}
	kit.Caught(t, func() {
		var g given
		kit.Must0(json.Unmarshal(kit.Must(os.ReadFile(filepath.Join(folder, "given.json"))), &g))
		for _, name := range []string{exitsJoin, equalVNIs} {
			other, group := g.Others[name], "proposal "+name
			kit.Run(t, "proposal"+name, func(t *testing.T) {
				d := &dataPlane{open(t, inMachine, other.Zone, other.Texts, same), other}
				d.complete(t)
				d.paths(t, group)
				d.negative(t, group)
				found := kit.Must(d.strange())
				kit.Check(t, len(found) == 0, "leaks: %v", found)
				tells(figure(group, "leaks", float64(len(found)), "", "routes in any VRF of any switch that it may not know"))
			})
		}
	})
}

// eventually waits for a state; if it does not come, it says what routers know.
func (d *dataPlane) eventually(t *testing.T, within time.Duration, what string, probe func() (bool, string)) {
	t.Helper()
	for deadline := time.Now().Add(within * d.place.slower); ; time.Sleep(3 * time.Second) {
		reached, seen := probe()
		if reached {
			return
		}
		if time.Now().After(deadline) {
			d.tellAll(t)
			t.Fatalf("%s: not within %s; last seen: %s", what, within*d.place.slower, seen)
		}
	}
}

// tellAll says what routers know and what they think of their neighbours.
func (d *dataPlane) tellAll(t *testing.T) {
	for name, n := range d.nodes {
		if dead := n.dead(); n.router && len(dead) > 0 {
			t.Logf("%s: %v ended by itself: %s", name, dead, tail(n.read("/var/log/bgpd.log"), 40))
		}
	}
	x1, x2 := d.machine("x1"), d.machine("x2")
	for ttl := 1; ttl <= 8; ttl++ {
		printed, _ := d.nodes[x1.name()].call(time.Minute, "ping", "-n", "-c", "1", "-W", "1", "-t", fmt.Sprint(ttl), "-I", x1.host(), x2.host())
		t.Logf("from %s to %s with a TTL of %d: %s", x1.host(), x2.host(), ttl, strings.Join(strings.Fields(printed), " "))
	}
	for _, name := range []string{leafName(1, 1), firewallName(1), exitName(1, 1), exitName(1, 2), exitName(2, 1), leafName(2, 1), spineName(1), spineName(2)} {
		n := d.nodes[name]
		routes, _ := n.call(time.Minute, "sh", "-c", "for v in $(ip -br link show type vrf | cut -d ' ' -f 1); do echo $v; ip route show vrf $v; done; ip neigh")
		sessions, _ := n.vtysh("show bgp vrf all summary", "show bfd peers brief")
		told, _ := n.vtysh(fmt.Sprint("show bgp vrf Vrf", dci, " ipv4 unicast"), fmt.Sprint("show bgp vrf Vrf", dci, " nexthop"))
		t.Logf("%s:\n%s\n%s\n%s\n%s", name, routes, sessions, told, tail(n.read("/var/log/bgpd.log"), 25))
	}
}

type dataPlane struct {
	*lab
	given given
}

// answers is what ping saw.
type answers struct {
	sent, received, ttl int
	average             float64
}

var (
	counted = regexp.MustCompile(`(\d+) packets transmitted, (\d+) received`)
	ttlSeen = regexp.MustCompile(`ttl=(\d+)`)
	average = regexp.MustCompile(`= [0-9.]+/([0-9.]+)/`)
)

// ping asks a machine's address from another machine.
func (l *lab) ping(from *machine, to string, count int) answers {
	printed, _ := l.nodes[from.name()].call(2*time.Minute, "ping", "-n", "-c", fmt.Sprint(count), "-i", "0.2", "-W", "2", "-I", from.host(), to)
	var a answers
	if found := counted.FindStringSubmatch(printed); found != nil {
		a.sent, _ = strconv.Atoi(found[1])
		a.received, _ = strconv.Atoi(found[2])
	}
	if found := ttlSeen.FindStringSubmatch(printed); found != nil {
		a.ttl, _ = strconv.Atoi(found[1])
	}
	if found := average.FindStringSubmatch(printed); found != nil {
		a.average, _ = strconv.ParseFloat(found[1], 64)
	}
	return a
}

// reaches waits until an answer comes, and tells over how many routers.
func (d *dataPlane) reaches(t *testing.T, group, what string, from *machine, to string) {
	t.Helper()
	d.eventually(t, 30*time.Second, what, func() (bool, string) {
		a := d.ping(from, to, 1)
		return a.received > 0, fmt.Sprint(a)
	})
	a := d.ping(from, to, 5)
	kit.Check(t, a.received > 0, "%s: %v", what, a)
	tells(figure(group, what, float64(64-a.ttl), "hops", fmt.Sprintf("%d of %d answers, round trip %.2f ms", a.received, a.sent, a.average)))
}

// never says that no answer comes.
func (d *dataPlane) never(t *testing.T, from *machine, to string) {
	t.Helper()
	a := d.ping(from, to, 3)
	kit.Check(t, a.sent == 3 && a.received == 0, "%s in %s reaches %s: %v", from.host(), from.network, to, a)
}

const internet = "8.8.8.8"

// today is a fabric in which no network has a peering and no project is in two partitions: everything goes over firewalls.
func (d *dataPlane) today(t *testing.T) {
	x1, x2, storage := d.machine("x1"), d.machine("x2"), d.machine("storage1")
	d.reaches(t, "today", toInternet, x1, internet)
	d.reaches(t, "today", toStorage, x1, storage.host())
	d.reaches(t, "today", toNode, x1, x2.host())
	d.speed(t, "today", x1, x2)
}

// proposal3 is what the engine writes.
func (d *dataPlane) proposal3(t *testing.T) {
	began := time.Now()
	d.each(d.texts.switches(), func(n *node) error { return n.tell(d.texts.Files[n.name]) })
	told := time.Since(began)
	d.complete(t)
	tells(figure("proposal 3", "all switches know what they shall", time.Since(began).Seconds(), "s",
		fmt.Sprintf("after a change at all of them; telling them took %.0f s of it", told.Seconds())))
	d.paths(t, "proposal 3")
	d.negative(t, "proposal 3")
}

// paths measures all that MEP-19 asks for.
func (d *dataPlane) paths(t *testing.T, group string) {
	x1, x2 := d.machine("x1"), d.machine("x2")
	d.reaches(t, group, toNode, x1, x2.host())
	d.reaches(t, group, toNodeSix, d.six("x1"), d.six("x2").host())
	d.reaches(t, group, toPeer, x1, d.machine("xa1").host())
	d.reaches(t, group, toStorage, x1, d.machine("storage1").host())
	d.reaches(t, group, toInternet, x1, internet)
	d.speed(t, group, x1, x2)
}

// six is the first machine of a network that has IPv6 alone.
func (d *dataPlane) six(network string) *machine {
	for _, m := range d.machines {
		if m.network == network && m.six() {
			return m
		}
	}
	panic("no machine with IPv6 in " + network)
}

// negative are all pairs of machines that must not reach each other.
func (d *dataPlane) negative(t *testing.T, group string) {
	pairs := 0
	var asking sync.WaitGroup
	places := make(chan struct{}, 6)
	for _, from := range d.machines {
		for _, to := range d.machines {
			if from.six() || to.six() || from == to || d.may(from.network, to.network) {
				continue
			}
			pairs++
			places <- struct{}{}
			asking.Go(func() {
				defer func() { <-places }()
				d.never(t, from, to.host())
			})
		}
	}
	asking.Wait()
	kit.Check(t, pairs > 0, "nobody is to be kept apart")
	tells(figure(group, "pairs of machines kept apart that answer each other", 0, "", fmt.Sprintf("of %d pairs, 3 packets each", pairs)))
}

// may is whether two networks reach each other without a firewall, or over the one of project x.
func (d *dataPlane) may(one, other string) bool {
	a, b := d.zone.Networks[one], d.zone.Networks[other]
	if a.Project != "" && a.Project == b.Project {
		crosses := a.Partition != b.Partition && (d.zone.Proposal != equalVNIs || a.VRF == b.VRF)
		return crosses || one == other || d.peered(one, other)
	}
	return d.peered(one, other)
}

func (d *dataPlane) peered(one, other string) bool {
	for _, p := range d.zone.Peerings {
		if p.Network1 == one && p.Network2 == other || p.Network1 == other && p.Network2 == one {
			return true
		}
	}
	return false
}

// complete waits until nothing is missing. What firewalls tell comes on top of it.
func (d *dataPlane) complete(t *testing.T) {
	t.Helper()
	d.eventually(t, time.Minute, "all switches know what they shall", func() (bool, string) {
		found, err := d.differences(nothing)
		found = slices.DeleteFunc(found, func(each difference) bool { return !each.missing })
		return err == nil && len(found) == 0, fmt.Sprint(first(found, 10), err)
	})
}

func (d *dataPlane) speed(t *testing.T, group string, from, to *machine) {
	server := d.nodes[to.name()]
	_, err := server.call(time.Minute, "iperf3", "-s", "-1", "-D")
	kit.Must0(err)
	var printed string
	d.eventually(t, 10*time.Second, "iperf", func() (bool, string) {
		printed, err = d.nodes[from.name()].call(time.Minute, "iperf3", "-c", to.host(), "-B", from.host(), "-t", "5", "-J")
		return err == nil, fmt.Sprint(err)
	})
	var result struct {
		End struct {
			Received struct {
				Bits float64 `json:"bits_per_second"`
			} `json:"sum_received"`
		}
	}
	kit.Must0(json.Unmarshal([]byte(printed), &result))
	kit.Check(t, result.End.Received.Bits > 0, "nothing arrived")
	tells(figure(group, speedName, result.End.Received.Bits/1e6, "Mbit/s", "emulated processor: good for comparing"))
}

// leak lets the naive configuration carry packets between projects, and closes it.
func (d *dataPlane) leak(t *testing.T) {
	y, x := d.machine("y1"), d.machine("x2")
	routers := d.texts.switches()
	d.each(routers, func(n *node) error { return n.tell(opened(d.texts.Files[n.name])) })
	d.eventually(t, time.Minute, "with the naive configuration project y reaches project x", func() (bool, string) {
		a := d.ping(y, x.host(), 1)
		return a.received > 0, fmt.Sprint(a)
	})
	a := d.ping(y, x.host(), 5)
	tells(figure("leaks", "answers of project x to project y, naive configuration", float64(a.received), "", fmt.Sprintf("of %d", a.sent)))
	d.each(routers, func(n *node) error { return n.tell(d.texts.Files[n.name]) })
	d.eventually(t, time.Minute, "with the maps back no VRF knows what it may not", func() (bool, string) {
		found, err := d.strange()
		return err == nil && len(found) == 0, fmt.Sprint(first(found, 10), err)
	})
	d.negative(t, "leaks")
	found := kit.Must(d.strange())
	kit.Check(t, len(found) == 0, "leaks: %v", found)
	tells(figure("leaks", "leaks", float64(len(found)), "", "routes in any VRF of any switch that it may not know, after the naive configuration was closed"))
	fmt.Printf("leaks: %d\n", len(found))
}

// strange is what VRFs know and may not, without what firewalls tell them, which they may.
func (d *dataPlane) strange() ([]difference, error) {
	found, err := d.leaks()
	return slices.DeleteFunc(found, d.zone.told), err
}

var machineOnly = flag.String("machine-only", "", "groups that are played inside the machine, with commas between; all without it")

// TestMachine starts the machine, and writes what it measured.
func TestMachine(t *testing.T) {
	if os.Getenv("LAB_FABRIC_MACHINE") != "" || os.Getuid() != 0 {
		t.Skip("it needs root, outside of the machine")
	}
	kit.Caught(t, func() {
		z := Standard(2)
		texts := kit.Must(render(project(t), z, true))
		var arguments []string
		if testing.Short() {
			arguments = append(arguments, "-test.short")
		}
		if *machineOnly != "" {
			arguments = append(arguments, "-test.run=^Test(DataPlane|Proposals)$/^("+strings.ReplaceAll(*machineOnly, ",", "|")+")$")
		}
		began := time.Now()
		g := given{z, texts, map[string]given{}}
		for _, name := range []string{exitsJoin, equalVNIs} {
			other := Standard(2).by(name)
			g.Others[name] = given{Zone: other, Texts: kit.Must(render(project(t), other, true))}
		}
		figures := emulate(t, g, arguments...)
		figures = append(figures, figure("set-up", "the whole run", time.Since(began).Seconds(), "s", "in a machine that is emulated"))
		measure(figures...)
		leaks := slices.IndexFunc(figures, func(f Figure) bool { return f.Group == "leaks" && f.Name == "leaks" })
		kit.Check(t, *machineOnly != "" || leaks >= 0 && figures[leaks].Value == 0, "no word about leaks")
	})
}
