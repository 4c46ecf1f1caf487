//go:build machine

package fabric

import (
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"metalplant.invalid/compat/kit"
)

// busyExit is the exit of the first partition through which packets between two machines leave it: of equal ways a pair always has the same.
func (d *dataPlane) busyExit(t *testing.T, from *machine, to string) string {
	t.Helper()
	sent := func(exit string) (count int) {
		printed, err := d.nodes[exit].call(time.Minute, "cat", "/sys/class/net/"+cablePort(0)+"/statistics/tx_packets")
		kit.Must0(err)
		kit.Must(fmt.Sscan(printed, &count))
		return count
	}
	exits := sorted(d.zone.at(1).Exits)
	before := map[string]int{}
	for _, exit := range exits {
		before[exit] = sent(exit)
	}
	a := d.ping(from, to, 100)
	kit.Check(t, a.received > 0, "no answers: %v", a)
	return slices.MaxFunc(exits, func(one, other string) int { return (sent(one) - before[one]) - (sent(other) - before[other]) })
}

// failures breaks what packets run over, while they run.
func (d *dataPlane) failures(t *testing.T) {
	x1, x2 := d.machine("x1"), d.machine("x2")
	exit := d.busyExit(t, x1, x2.host())
	ports := "for port in /sys/class/net/Ethernet*; do ip link set ${port##*/} %s; done"
	for _, each := range []struct{ name, node, broken, whole string }{
		{"a leaf dies", leafName(1, 1), fmt.Sprintf(ports, "down"), fmt.Sprintf(ports, "up")},
		{"an exit dies", exit, fmt.Sprintf(ports, "down"), fmt.Sprintf(ports, "up")},
		{"a cable between partitions is pulled", exit, "ip link set " + cablePort(0) + " down", "ip link set " + cablePort(0) + " up"},
		{"a cable between partitions goes dark, and both ends stay up", exit, "tc qdisc add dev " + cablePort(0) + " root netem loss 100%",
			"tc qdisc del dev " + cablePort(0) + " root"},
	} {
		kit.Run(t, each.name, func(t *testing.T) {
			lost, seen := d.outage(t, x1, x2.host(), func() { kit.Must0(d.nodes[each.node].shell(each.broken)) })
			tells(figure("failures", each.name, lost.Seconds(), "s without answers", seen))
			healed := time.Now()
			kit.Must0(d.nodes[each.node].shell(each.whole))
			d.complete(t)
			tells(figure("failures", each.name+": healed", time.Since(healed).Seconds(), "s until all switches know all again", ""))
			d.eventually(t, time.Minute, "answers come again", func() (bool, string) {
				a := d.ping(x1, x2.host(), 10)
				return a.received == a.sent, fmt.Sprint(a)
			})
		})
	}
}

var sequence = regexp.MustCompile(`icmp_seq=(\d+) ttl`)

// outage is the longest time without answers to a packet every tenth of a second, while something happens.
func (d *dataPlane) outage(t *testing.T, from *machine, to string, happens func()) (time.Duration, string) {
	t.Helper()
	const count, pause = 500, 100 * time.Millisecond
	type result struct {
		printed string
		err     error
	}
	done := make(chan result, 1)
	go func() {
		printed, err := d.nodes[from.name()].call(4*time.Minute, "ping", "-n", "-c", fmt.Sprint(count), "-i", "0.1", "-W", "1", "-I", from.host(), to)
		done <- result{printed, err}
	}()
	time.Sleep(5 * time.Second)
	happens()
	r := <-done
	came := map[int]bool{}
	for _, each := range sequence.FindAllStringSubmatch(r.printed, -1) {
		number, _ := strconv.Atoi(each[1])
		came[number] = true
	}
	longest, gap, end := 0, 0, 0
	for i := 1; i <= count; i++ {
		if came[i] {
			gap = 0
			continue
		}
		if gap++; gap > longest {
			longest, end = gap, i
		}
	}
	if len(came) == 0 || end > count-20 {
		kit.Throw(errors.New("answers did not come again: "+tail(r.printed, 5)), 1)
	}
	return time.Duration(longest) * pause, fmt.Sprintf("%d of %d answers", len(came), count)
}

// withdrawal takes a machine's address back, and looks into every kernel for what is left of it.
func (d *dataPlane) withdrawal(t *testing.T) {
	m := d.machine("x1")
	began := time.Now()
	for _, s := range d.speakers[m.name()] {
		s.tell()
	}
	d.eventually(t, time.Minute, m.address+" is gone from every kernel", func() (bool, string) {
		left := d.routesTo(m.host())
		return len(left) == 0, strings.Join(left, "; ")
	})
	tells(figure("withdrawal", "until no kernel has a route", time.Since(began).Seconds(), "s", fmt.Sprintf("%d switches and firewalls were looked at", len(d.texts.Files))))
	time.Sleep(10 * time.Second)
	left := d.routesTo(m.host())
	kit.Check(t, len(left) == 0, "stale: %v", left)
	for _, s := range d.speakers[m.name()] {
		s.tell(announcement{prefix: netip.MustParsePrefix(m.address)})
	}
	d.complete(t)
}

func (d *dataPlane) routesTo(host string) (left []string) {
	for name := range d.texts.Files {
		printed, err := d.nodes[name].call(time.Minute, "ip", "route", "show", "table", "all", host)
		if text := strings.TrimSpace(printed); err != nil || text != "" {
			left = append(left, fmt.Sprint(name, ": ", text, err))
		}
	}
	return left
}
