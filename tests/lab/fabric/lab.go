package fabric

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"metalplant.invalid/compat/kit"
)

// place is where a lab runs.
type place struct {
	// tree is a Debian with FRR; "/" inside the machine that was started from it.
	tree string
	// kernelVRFs is whether the kernel has VRFs. Without them network namespaces stand for VRFs, as zebra -n has it: routes are computed
	// between them as always, but no packet goes from one to another.
	kernelVRFs bool
	// slower is by how much time may pass slower here.
	slower time.Duration
}

// lab is a zone whose routers run.
type lab struct {
	t     *testing.T
	place place
	zone  *Zone
	texts *Texts
	nodes map[string]*node
	// vrfs are those of each router, in the order of its text.
	vrfs map[string][]vrf
	// speakers of each machine, one for each leaf at which it hangs, and of those outside, by the exit.
	speakers map[string][]*speaker
	machines []*machine
	stop     context.CancelFunc
	talking  sync.WaitGroup
}

type vrf struct {
	name   string
	number int
	vni    bool
}

const firstMachine = 4_210_000_000

// open starts all of it, with files that may be changed on their way to leaves and exits.
func open(t *testing.T, where place, z *Zone, texts *Texts, change func(string) string) *lab {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	l := &lab{t: t, place: where, zone: z, texts: texts, nodes: map[string]*node{}, vrfs: map[string][]vrf{}, speakers: map[string][]*speaker{},
		machines: z.machines(), stop: stop}
	t.Cleanup(l.end)
	routers := sorted(texts.Files)
	for _, name := range routers {
		l.start(name, true)
		l.vrfs[name] = vrfsOf(texts.Files[name])
	}
	for _, each := range l.machines {
		l.start(each.name(), false)
	}
	l.cable()
	l.each(routers, func(n *node) error { return n.shell(l.devices(n.name)) })
	l.plug(ctx)
	l.each(routers, func(n *node) error {
		return n.daemons(where.kernelVRFs, strings.Contains(texts.Files[n.name], " bfd\n"))
	})
	l.each(routers, func(n *node) error {
		if slices.Contains(texts.switches(), n.name) {
			return n.tell(change(texts.Files[n.name]))
		}
		return n.tell(texts.Files[n.name])
	})
	for _, all := range l.speakers {
		for _, each := range all {
			l.talking.Go(func() { each.run(ctx) })
		}
	}
	return l
}

func same(text string) string { return text }

func (m *machine) six() bool    { return strings.Contains(m.address, ":") }
func (m *machine) name() string { return fmt.Sprint("m", m.number) }
func (m *machine) host() string { return strings.SplitN(m.address, "/", 2)[0] }

func (l *lab) start(name string, router bool) {
	l.t.Helper()
	l.nodes[name] = kit.Must(startNode(name, router, l.place.tree))
}

func (l *lab) end() {
	l.stop()
	l.talking.Wait()
	if l.t.Failed() {
		for _, name := range sorted(l.nodes) {
			if n := l.nodes[name]; n.router {
				l.t.Logf("%s: dead: %v; %s", name, n.dead(), tail(n.read("/var/log/bgpd.log")+n.read("/var/log/zebra.log"), 20))
			}
		}
	}
	var ending sync.WaitGroup
	for _, n := range l.nodes {
		ending.Go(n.end)
	}
	ending.Wait()
}

func tail(text string, lines int) string {
	all := strings.Split(text, "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}

// each does the same at some nodes, four at a time.
func (l *lab) each(names []string, work func(*node) error) {
	l.t.Helper()
	places := make(chan struct{}, 4)
	failures := make([]error, len(names))
	var working sync.WaitGroup
	for i, name := range names {
		working.Go(func() {
			places <- struct{}{}
			defer func() { <-places }()
			failures[i] = work(l.nodes[name])
		})
	}
	working.Wait()
	if err := errors.Join(failures...); err != nil {
		kit.Throw(err, 1)
	}
}

var instance = regexp.MustCompile(`(?m)^router bgp \d+ vrf Vrf(\d+)$`)

func vrfsOf(text string) (found []vrf) {
	for _, each := range instance.FindAllStringSubmatch(text, -1) {
		v := vrf{name: "Vrf" + each[1]}
		kit.Must(fmt.Sscan(each[1], &v.number))
		v.vni = strings.Contains(text, "vrf "+v.name+"\n vni ")
		if !slices.Contains(found, v) {
			found = append(found, v)
		}
	}
	return found
}

// link is a cable between two nodes.
func (l *lab) link(one, port, other, otherPort string) {
	l.t.Helper()
	kit.Must0(run("ip", "link", "add", port, "mtu", "9000", "netns", fmt.Sprint(l.nodes[one].pid()), "type", "veth",
		"peer", "name", otherPort, "mtu", "9000", "netns", fmt.Sprint(l.nodes[other].pid())))
}

// cable joins the switches.
func (l *lab) cable() {
	for _, part := range l.zone.Partitions {
		number := 0
		for _, name := range slices.Concat(sorted(part.Leaves), sorted(part.Exits)) {
			l.link(name, uplink, spineName(part.Number), fmt.Sprint("Ethernet", 4*number))
			number++
		}
		if fw := firewallName(part.Number); l.nodes[fw] != nil {
			for i, leaf := range sorted(part.Leaves) {
				l.link(leaf, firewallPort, fw, fmt.Sprint("lan", i))
			}
		}
	}
	for _, each := range l.ends() {
		if !l.lanes() {
			l.link(each[0].exit, each[0].port, each[1].exit, each[1].port)
			continue
		}
		// This kernel has no VLANs: a cable for each stands for them.
		for _, v := range l.vrfs[each[0].exit] {
			if l.speaks(each[0].exit, v, each[1].address) {
				l.link(each[0].exit, each[0].lane(v), each[1].exit, each[1].lane(v))
			}
		}
	}
}

type cableEnd struct{ exit, port, address string }

// lane is the port of a VRF, where a cable stands for each VLAN.
func (e cableEnd) lane(v vrf) string { return fmt.Sprintf("%s.%d", e.port, v.number) }

// lanes is whether networks have cables of their own between exits.
func (l *lab) lanes() bool { return l.zone.carries() && !l.place.kernelVRFs }

// speaks is whether a VRF of an exit has a session with an address.
func (l *lab) speaks(exit string, v vrf, address string) bool {
	return speaks(l.texts.Files[exit], v.name, address)
}

// ends gives each cable its ports.
func (l *lab) ends() map[string][2]cableEnd {
	used := map[string]int{}
	found := map[string][2]cableEnd{}
	port := func(exit string) string {
		used[exit]++
		return cablePort(used[exit] - 1)
	}
	for _, name := range sorted(l.zone.Cables) {
		c := l.zone.Cables[name]
		found[name] = [2]cableEnd{{c.Exit1, port(c.Exit1), c.Address1}, {c.Exit2, port(c.Exit2), c.Address2}}
	}
	return found
}

// devices is what a switch's own system would make: loopback, VRFs with their VNIs, ports.
func (l *lab) devices(name string) string {
	var script strings.Builder
	line := func(format string, words ...any) { fmt.Fprintf(&script, format+"\n", words...) }
	own := loopback(l.zone, name)
	line("ip link add Loopback0 type bridge; ip link set Loopback0 addrgenmode none; ip link set Loopback0 up; ip addr add %s/32 dev Loopback0", own)
	line("for port in /sys/class/net/Ethernet* /sys/class/net/lan*; do [ ! -e $port ] || ip link set ${port##*/} up; done")
	for _, v := range l.vrfs[name] {
		if l.place.kernelVRFs {
			line("ip link add %s type vrf table %d; ip link set %s up", v.name, v.number, v.name)
		} else {
			line("ip netns add %s; ip -n %s link set lo up", v.name, v.name)
			line("ip netns exec %s sh -c 'cd /proc/sys/net/ipv6/conf; echo 1 >all/forwarding; echo 0 >default/accept_dad; echo 0 >all/accept_dad'", v.name)
		}
		if !v.vni {
			continue
		}
		line("ip link add vx%d type vxlan id %d local %s dstport 4789 nolearning", v.number, v.number, own)
		l.into(line, v.name, fmt.Sprint("vx", v.number), false)
		in := l.in(v.name)
		// One address for all, as a switch has: of a route that another VRF took, zebra notes the gateway's there, and keeps the last one.
		line("%s link add br%d address %s type bridge; %s link set br%d addrgenmode none", in, v.number, mac(own), in, v.number)
		if l.place.kernelVRFs {
			line("ip link set br%d master %s", v.number, v.name)
		}
		line("%s link set vx%d addrgenmode none; %s link set vx%d master br%d; %s link set br%d up; %s link set vx%d up",
			in, v.number, in, v.number, v.number, in, v.number, in, v.number)
	}
	for _, each := range l.ends() {
		for i, end := range each {
			if end.exit == name {
				l.cableEnd(line, end, each[1-i].address)
			}
		}
	}
	return script.String()
}

// mac is the address of a router's own ports in networks of tenants.
func mac(loopback string) string {
	bytes := netip.MustParseAddr(loopback).As4()
	return fmt.Sprintf("02:00:%02x:%02x:%02x:%02x", bytes[0], bytes[1], bytes[2], bytes[3])
}

// cableEnd makes a port of a cable: in the one VRF of what crosses partitions, or with a VLAN in each that is spoken in over it.
func (l *lab) cableEnd(line func(string, ...any), end cableEnd, far string) {
	if !l.zone.carries() {
		l.into(line, fmt.Sprint("Vrf", dci), end.port, true)
		line("%s addr add %s/31 dev %s", l.in(fmt.Sprint("Vrf", dci)), end.address, end.port)
		return
	}
	if !l.lanes() {
		line("ip link set %s up", end.port)
	}
	for _, v := range l.vrfs[end.exit] {
		if !l.speaks(end.exit, v, far) {
			continue
		}
		if l.lanes() {
			l.into(line, v.name, end.lane(v), true)
			line("%s addr add %s/31 dev %s", l.in(v.name), end.address, end.lane(v))
			continue
		}
		// Names of devices are short.
		vlan := 2 + v.number%4093
		device := fmt.Sprintf("%s.%d", strings.Replace(end.port, "Ethernet", "Eth", 1), vlan)
		line("ip link add link %s name %s type vlan id %d", end.port, device, vlan)
		l.into(line, v.name, device, true)
		line("%s addr add %s/31 dev %s", l.in(v.name), end.address, device)
	}
}

// speaks is whether a VRF of a file has a session with an address.
func speaks(text, vrf, address string) bool {
	_, instance, _ := strings.Cut(text, " vrf "+vrf+"\n bgp ")
	instance, _, _ = strings.Cut(instance, "\nexit\n")
	return strings.Contains(instance, "\n neighbor "+address+" remote-as ")
}

// in is the program ip, for what is in a VRF.
func (l *lab) in(vrf string) string {
	if l.place.kernelVRFs {
		return "ip"
	}
	return "ip -n " + vrf
}

// into puts a device into a VRF. The device of a VNI is in it through its bridge, if the kernel has VRFs.
func (l *lab) into(line func(string, ...any), vrf, device string, port bool) {
	switch {
	case !l.place.kernelVRFs:
		line("ip link set %s netns %s", device, vrf)
	case port:
		line("ip link set %s master %s", device, vrf)
	}
	if port {
		line("%s link set %s up", l.in(vrf), device)
	}
}

// plug hangs machines at their leaves, and routers of providers at exits. Leaves have no addresses at ports of machines: sessions run over
// link-local ones, which each side learns from what the other one advertises.
func (l *lab) plug(ctx context.Context) {
	ways := map[*machine][]way{}
	for _, each := range l.zone.hangings() {
		m, vrf := each.m, fmt.Sprint("Vrf", l.zone.Networks[each.m.network].VRF)
		var script strings.Builder
		line := func(format string, words ...any) { fmt.Fprintf(&script, format+"\n", words...) }
		l.link(each.leaf, each.port, m.name(), each.card)
		l.into(line, vrf, each.port, true)
		kit.Must0(l.nodes[each.leaf].shell(script.String()))
		kit.Must0(l.nodes[m.name()].shell(fmt.Sprintf("ip link set %s up", each.card)))
		_, leaf := l.local(each.leaf, l.in(vrf), each.port)
		card, own := l.local(m.name(), "ip", each.card)
		s := newSpeaker(uint32(firstMachine+m.number), own, leaf.WithZone(fmt.Sprint(card)), l.nodes[m.name()].dial)
		s.tell(announcement{prefix: netip.MustParsePrefix(m.address)})
		l.speakers[m.name()] = append(l.speakers[m.name()], s)
		ways[m] = append(ways[m], way{each.card, leaf})
		l.talking.Go(func() { l.nodes[m.name()].advertise(ctx, card) })
	}
	for m, all := range ways {
		l.routes(m, all)
	}
	l.providers()
}

// local is the number of a port, and the address that it made itself.
func (l *lab) local(name, in, port string) (number int, address netip.Addr) {
	kit.Eventually(l.t, 10*time.Second*l.place.slower, port+" of "+name+" has an address", func() (bool, string) {
		printed, err := l.nodes[name].call(time.Minute, "sh", "-c", in+" -o -6 addr show dev "+port+" scope link")
		words := strings.Fields(printed)
		if err != nil || len(words) < 4 || strings.Contains(printed, "tentative") {
			return false, fmt.Sprint(printed, err)
		}
		prefix, err := netip.ParsePrefix(words[3])
		address = prefix.Addr()
		_, scanned := fmt.Sscanf(words[0], "%d:", &number)
		return err == nil && scanned == nil, printed
	})
	return number, address
}

// way is a card of a machine with the leaf behind it.
type way struct {
	card string
	leaf netip.Addr
}

// routes gives a machine its address and the way to all leaves at once.
func (l *lab) routes(m *machine, ways []way) {
	kit.Must0(l.nodes[m.name()].shell(m.script(ways)))
}

func (m *machine) script(ways []way) string {
	// Without its family a default route is one of the gateway's.
	family, via, more := "ip -4", "via inet6", ""
	if m.six() {
		family, via, more = "ip -6", "via", " nodad"
	}
	hops := ""
	for _, each := range ways {
		hops += fmt.Sprintf(" nexthop %s %s dev %s", via, each.leaf, each.card)
	}
	return fmt.Sprintf("%s addr add %s dev lo%s\n%s route add default%s\n", family, m.address, more, family, hops)
}

// providers are routers of somebody else, one at each exit.
func (l *lab) providers() {
	for _, part := range l.zone.Partitions {
		for i, exit := range sorted(part.Exits) {
			name, v := "isp-"+exit, fmt.Sprint("Vrf", internetVRF)
			l.start(name, false)
			l.link(exit, outsidePort, name, "lan0")
			own, neighbour := outsideNet(part.Number, i)
			var script strings.Builder
			line := func(format string, words ...any) { fmt.Fprintf(&script, format+"\n", words...) }
			l.into(line, v, outsidePort, true)
			line("%s addr add %s/31 dev %s", l.in(v), own, outsidePort)
			kit.Must0(l.nodes[exit].shell(script.String()))
			kit.Must0(l.nodes[name].shell(fmt.Sprintf("ip link set lan0 up; ip addr add %s/31 dev lan0; ip addr add 8.8.8.8/32 dev lo; ip route add default via %s",
				neighbour, own)))
			s := newSpeaker(providerASN, netip.MustParseAddr(neighbour), netip.MustParseAddr(own), l.nodes[name].dial)
			s.tell(everything()...)
			l.speakers[exit] = append(l.speakers[exit], s)
		}
	}
	l.world()
}

// world joins the providers of all partitions, each at an exit of the same place: today's way from one partition to another.
func (l *lab) world() {
	names := sorted(l.zone.Partitions)
	net := 0
	for i, name := range names {
		for _, other := range names[i+1:] {
			p, q := l.zone.Partitions[name], l.zone.Partitions[other]
			mine, theirs := sorted(p.Exits), sorted(q.Exits)
			for k := range min(len(mine), len(theirs)) {
				here, there := fmt.Sprint("to", q.Number), fmt.Sprint("to", p.Number)
				l.link("isp-"+mine[k], here, "isp-"+theirs[k], there)
				script := "ip link set %s up; ip addr add 198.19.0.%d/31 dev %s; ip route add %s via 198.19.0.%d"
				kit.Must0(l.nodes["isp-"+mine[k]].shell(fmt.Sprintf(script, here, net, here, q.Supers[0], net+1)))
				kit.Must0(l.nodes["isp-"+theirs[k]].shell(fmt.Sprintf(script, there, net+1, there, p.Supers[0], net)))
				net += 2
			}
		}
	}
}

// everything is what a provider may tell by mistake: the default route, and what it has no business with.
func everything() (all []announcement) {
	for _, prefix := range []string{"0.0.0.0/0", "8.8.8.0/24", "10.1.0.0/16", "10.1.0.1/32", "203.0.113.0/24", "198.18.0.0/15"} {
		all = append(all, announcement{prefix: netip.MustParsePrefix(prefix), tags: []tag{{64512, 2, 1}}})
	}
	return all
}

// real is what the VRFs of a switch really have.
func (l *lab) real(name string) (map[string][]Line, error) {
	found := map[string]map[Line]bool{}
	printed, err := l.nodes[name].vtysh("show bgp vrf all ipv4 unicast json", "show bgp vrf all ipv6 unicast json")
	if err != nil {
		return nil, err
	}
	for documents := json.NewDecoder(strings.NewReader(printed)); documents.More(); {
		var tables map[string]struct {
			Routes map[string][]struct {
				NhVrfName string `json:"nhVrfName"`
			} `json:"routes"`
		}
		if err := documents.Decode(&tables); err != nil {
			return nil, fmt.Errorf("%s: %w: %s", name, err, printed)
		}
		for vrf, table := range tables {
			if found[vrf] == nil {
				found[vrf] = map[Line]bool{}
			}
			for prefix, paths := range table.Routes {
				for _, path := range paths {
					found[vrf][Line{prefix, path.NhVrfName}] = true
				}
			}
		}
	}
	all := map[string][]Line{}
	for vrf, lines := range found {
		for line := range lines {
			all[vrf] = append(all[vrf], line)
		}
		slices.SortFunc(all[vrf], compare)
	}
	return all, nil
}

func compare(a, b Line) int { return strings.Compare(a.Prefix+" "+a.Source, b.Prefix+" "+b.Source) }

// difference is one line that is there and should not be, or the other way round.
type difference struct {
	router, vrf string
	line        Line
	missing     bool
}

func (d difference) String() string {
	word := "has"
	if d.missing {
		word = "lacks"
	}
	from := ""
	if d.line.Source != "" {
		from = " of " + d.line.Source
	}
	return fmt.Sprintf("%s of %s %s %s%s", d.vrf, d.router, word, d.line.Prefix, from)
}

// differences holds what all routers have against what they shall have, without the lines that somebody took away.
func (l *lab) differences(gone func(Line) bool) ([]difference, error) {
	var all []difference
	failures := []error{}
	var mu sync.Mutex
	var asking sync.WaitGroup
	places := make(chan struct{}, 3)
	for _, each := range l.texts.Answer.Switches {
		if l.nodes[each.Name].stopped {
			continue
		}
		asking.Go(func() {
			places <- struct{}{}
			defer func() { <-places }()
			has, err := l.real(each.Name)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				failures = append(failures, err)
				return
			}
			for _, v := range each.VRFs {
				all = append(all, unlike(each.Name, v, has[v.Name], gone)...)
			}
		})
	}
	asking.Wait()
	slices.SortFunc(all, func(a, b difference) int { return strings.Compare(a.String(), b.String()) })
	return all, errors.Join(failures...)
}

func unlike(router string, v VRF, has []Line, gone func(Line) bool) (all []difference) {
	wanted := slices.DeleteFunc(slices.Clone(v.Routes), gone)
	for _, line := range has {
		if !slices.Contains(wanted, line) {
			all = append(all, difference{router, v.Name, line, false})
		}
	}
	for _, line := range wanted {
		if !slices.Contains(has, line) {
			all = append(all, difference{router, v.Name, line, true})
		}
	}
	return all
}

func nothing(Line) bool { return false }

// agree waits until every VRF of every switch has exactly what it shall have, and looks again some times, because what should not come
// takes its time.
func (l *lab) agree(within time.Duration, what string, gone func(Line) bool) time.Duration {
	l.t.Helper()
	began := time.Now()
	var reached time.Duration
	rounds := 0
	kit.Eventually(l.t, within*l.place.slower, what, func() (bool, string) {
		found, err := l.differences(gone)
		if err != nil || len(found) > 0 {
			rounds = 0
			return false, fmt.Sprint(len(found), " differences: ", first(found, 12), " ", err)
		}
		if rounds == 0 {
			reached = time.Since(began)
		}
		rounds++
		return rounds >= 3, fmt.Sprint("equal ", rounds, " times")
	})
	return reached
}

func first(all []difference, count int) []difference { return all[:min(len(all), count)] }

// leaks is what VRFs know and may not.
func (l *lab) leaks() ([]difference, error) {
	found, err := l.differences(nothing)
	var all []difference
	for _, each := range found {
		if !each.missing && !l.allowed(each) {
			all = append(all, each)
		}
	}
	return all, err
}

func (l *lab) allowed(d difference) bool {
	prefix := netip.MustParsePrefix(d.line.Prefix)
	for _, each := range l.texts.Answer.Switches {
		for _, v := range each.VRFs {
			if each.Name != d.router || v.Name != d.vrf {
				continue
			}
			for _, text := range v.Allowed {
				if a := netip.MustParsePrefix(text); a.Bits() <= prefix.Bits() && a.Contains(prefix.Addr()) {
					return true
				}
			}
		}
	}
	return false
}

// tree makes the Debian with FRR, once.
func tree() (string, error) {
	if given := os.Getenv("LAB_FABRIC_TREE"); given != "" {
		return given, nil
	}
	made, err := output("./tree.sh")
	return strings.TrimSpace(made) + "/tree", err
}
