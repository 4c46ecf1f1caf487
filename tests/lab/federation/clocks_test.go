package federation

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/metal-stack/metal-go/api/client/ip"
	"github.com/metal-stack/metal-go/api/client/machine"

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/lab/clock"
	"metalplant.invalid/lab/report"
	"metalplant.invalid/lab/wan"
)

const (
	// healMax is how long two plants may take to be one again once a clock is right, with nothing typed.
	healMax  = 15 * time.Minute
	tenYears = 3_652 * 24 * time.Hour
	// away is the cut after which addresses of a prefix with an end of 30 days are given no more.
	away = 40 * 24 * time.Hour
)

// clocks plays wall clocks that are wrong: of a plant while it runs, and over its start.
func clocks(t *testing.T) {
	st, stories := clockedPlants(t)
	for _, off := range []struct {
		name    string
		wrongBy time.Duration
	}{{"an hour ahead", time.Hour}, {"an hour behind", -time.Hour}, {"ten years ahead", tenYears}, {"ten years behind", -tenYears}} {
		stories = append(stories, story{
			"a plant whose clock is " + off.name + " works on, and is one with the other as soon as it is right",
			func(t *testing.T, st *stage) { st.wrong(t, off.name, off.wrongBy) },
		})
	}
	st.tell(t, stories)
}

// clockedPlants are two with clocks of their own, and the story of how they become one.
func clockedPlants(t *testing.T) (*stage, []story) {
	kit.Must0(clock.Absence())
	st := open(t, seat{partition: "alpha", machines: 1, clock: true}, seat{partition: "beta", machines: 1, clock: true})
	return st, []story{{"two plants with clocks of their own become one", func(t *testing.T, st *stage) {
		st.join(t, st.side("alpha"), st.side("beta"))
		st.share(t)
		for _, s := range st.sides {
			s.prepare()
			settledTunnel(t, s)
		}
		st.works(t)
	}}}
}

// longClocks plays what takes long: a peer that WireGuard hears no more, and a long cut.
func longClocks(t *testing.T) {
	st, stories := clockedPlants(t)
	st.tell(t, append(stories,
		story{"a plant that shows an older time than before, and alone may begin, is heard again", olderTime},
		story{"forty days alone end new addresses of a prefix that says so, and nothing else; contact opens it again", fortyDays},
	))
}

// works is what both plants must do at any time: give addresses and take them back, make a machine and free it, read what the other
// one made.
func (st *stage) works(t *testing.T) {
	t.Helper()
	made := map[*side]string{}
	for _, s := range st.sides {
		s.worksAlone(t)
		made[s] = kit.Must(s.makeProject("metal-stack"))
	}
	for s, id := range made {
		reads(t, st.others(s)[0], "a project of "+s.name(), func() string { return st.others(s)[0].tenantOf(id) }, func(owner string) bool { return owner != "" })
	}
}

// worksAlone is the part of it that needs nobody else.
func (s *side) worksAlone(t *testing.T) {
	t.Helper()
	for range 3 {
		taken(t, s, kit.Must(s.acquire("shared")))
	}
	for _, address := range s.notes.of(s)[:2] {
		// Noted before it is released: afterwards it may be given again, by this plant alone.
		s.notes.returned(address)
		kit.Must0(s.release(address))
	}
	kit.Must(s.makeProject("metal-stack"))
	var id string
	kit.Eventually(t, patience, s.name()+" has a machine to give", func() (bool, string) {
		made, err := s.edit.Machine().AllocateMachine(machine.NewAllocateMachineParams().WithBody(s.request("clock", s.image, s.private, s.size)), nil)
		if err == nil {
			id = kit.At(made.Payload.ID)
		}
		return err == nil, fmt.Sprint(err)
	})
	s.lastEvent(t, id, "Phoned Home")
	kit.Must(s.edit.Machine().FreeMachine(machine.NewFreeMachineParams().WithID(id), nil))
	s.lastEvent(t, id, "Waiting")
}

// lastEvent waits until the last event of a machine is this one.
func (s *side) lastEvent(t *testing.T, id, wanted string) {
	t.Helper()
	kit.Eventually(t, patience, "machine "+id+" of "+s.name()+" is "+wanted, func() (bool, string) {
		found, err := s.edit.Machine().FindMachine(machine.NewFindMachineParams().WithID(id), nil)
		if err != nil || len(found.Payload.Events.Log) == 0 {
			return false, fmt.Sprint(err)
		}
		last := kit.At(found.Payload.Events.Log[0].Event)
		return last == wanted, last
	})
}

// wrong sets the clock of alpha wrong while it runs, lets it start again with it, and sets it right.
func (st *stage) wrong(t *testing.T, name string, wrongBy time.Duration) {
	alpha, beta := st.side("alpha"), st.side("beta")
	kit.Must0(alpha.clock.Set(wrongBy))
	alpha.worksAlone(t)
	// A new tunnel, whose handshakes show the wrong time.
	kit.Must0(alpha.plant.Halt())
	alpha.again()
	alpha.worksAlone(t)
	alpha.sees(t, "a tunnel to beta", func(f federation) bool { tunnel := f.member("beta").Tunnel; return tunnel != nil && tunnel.Up })
	made := map[*side]string{alpha: kit.Must(alpha.makeProject("metal-stack")), beta: kit.Must(beta.makeProject("metal-stack"))}
	kit.Must0(alpha.clock.Set(0))
	right := time.Now()
	alpha.endsTunnels(t)
	st.awaitedWithin(t, healMax, made)
	st.agree(t, alpha, beta)
	figure(t, report.AtMost(healMax.Seconds()), "one again after a clock was "+name, time.Since(right).Seconds(), "s", "")
	// For one lifetime of a signature behind a start, dates before it are refused, and alpha's start shows a later time than it is now.
	kit.Eventually(t, patience, "alpha takes requests of the right time", func() (bool, string) {
		_, err := alpha.makeProject("metal-stack")
		return err == nil, fmt.Sprint(err)
	})
	st.works(t)
}

// awaitedWithin waits until what each side made is read at the other one.
func (st *stage) awaitedWithin(t *testing.T, limit time.Duration, made map[*side]string) {
	t.Helper()
	for s, id := range made {
		other := st.others(s)[0]
		kit.Eventually(t, limit, other.name()+" reads what "+s.name()+" made", func() (bool, string) {
			owner := other.tenantOf(id)
			return owner != "", owner
		})
	}
}

// endsTunnels kills the programs that are this plant's tunnels: the next ones know nothing of a session, and shake hands anew.
func (s *side) endsTunnels(t *testing.T) {
	t.Helper()
	pids := strings.Fields(string(kit.Must(exec.Command("ip", "netns", "pids", s.place.Namespace).Output())))
	killed := 0
	for _, pid := range pids {
		line, err := os.ReadFile("/proc/" + pid + "/cmdline")
		if err != nil || !strings.Contains(string(line), "wireguard-go") {
			continue
		}
		kit.Must0(syscall.Kill(kit.Must(strconv.Atoi(pid)), syscall.SIGKILL))
		killed++
	}
	kit.Check(t, killed > 0, "%s has no tunnel to end", s.name())
}

// olderTime is the one case in which WireGuard does not heal alone: beta knows a later time of alpha than alpha shows, and cannot begin
// a handshake itself, as behind a firewall that lets answers in.
func olderTime(t *testing.T, st *stage) {
	alpha, beta := st.side("alpha"), st.side("beta")
	kit.Must0(alpha.clock.Set(time.Hour))
	alpha.endsTunnels(t)
	st.world.OneWay(beta.place, alpha.place, wan.Line{Answers: true})
	begun := time.Now()
	alpha.sees(t, "a tunnel with the wrong time", func(f federation) bool {
		tunnel := f.member("beta").Tunnel
		return tunnel != nil && tunnel.LastHandshakeSeconds != nil && *tunnel.LastHandshakeSeconds < int(time.Since(begun).Seconds())
	})
	kit.Must0(alpha.clock.Set(0))
	right := time.Now()
	alpha.endsTunnels(t)
	made := map[*side]string{alpha: kit.Must(alpha.makeProject("metal-stack")), beta: kit.Must(beta.makeProject("metal-stack"))}
	st.awaitedWithin(t, healMax, made)
	st.agree(t, alpha, beta)
	healed := time.Since(right)
	figure(t, report.AtMost(healMax.Seconds()), "one again although an older time is shown than before", healed.Seconds(), "s", "")
	kit.Check(t, healed > 5*time.Minute, "nothing stood in the way: healed after %s", healed)
	st.world.Between(alpha.place, beta.place, wan.Line{})
	st.works(t)
}

// fortyDays lets both clocks go on by forty days while the plants cannot reach each other.
func fortyDays(t *testing.T, st *stage) {
	alpha, beta := st.side("alpha"), st.side("beta")
	// The command asks for it; a cut that comes before the ledger has it would be without any end.
	kit.Must(alpha.plant.Ctl("federation", "share", prefix, "--allocate-until", "P30D"))
	for _, s := range st.sides {
		s.sees(t, "the end of new addresses in its ledger", func(f federation) bool { return f.pool(prefix).AllocateUntil == "PT720H" })
	}
	before := map[*side]string{}
	for _, s := range st.sides {
		before[s] = kit.Must(s.acquire("shared"))
		taken(t, s, before[s])
	}
	st.world.Between(alpha.place, beta.place, wan.Line{Down: true})
	// A plant that has not noticed yet would take the time that is to come for that of its last contact.
	for _, s := range st.sides {
		other := st.others(s)[0].name()
		s.sees(t, "that it is long without the other plant", func(f federation) bool {
			silent := f.member(other).LastContactSeconds
			return !f.CanWrite && silent != nil && *silent > 90
		})
	}
	for _, s := range st.sides {
		kit.Must0(s.clock.Set(away))
	}
	// One goes on, the other one starts in that time.
	kit.Must0(beta.plant.Halt())
	beta.again()
	made := map[*side]string{}
	for _, s := range st.sides {
		kit.Eventually(t, patience, s.name()+" gives no new address", func() (bool, string) {
			address, err := s.acquire("shared")
			if err == nil {
				taken(t, s, address)
			}
			return code(err) == 503, fmt.Sprint(err)
		})
		kit.Must(s.edit.IP().FindIP(ip.NewFindIPParams().WithID(before[s]), nil))
		made[s] = kit.Must(s.makeProject("metal-stack"))
	}
	st.world.Between(alpha.place, beta.place, wan.Line{})
	healed := time.Now()
	st.awaitedWithin(t, healMax, made)
	st.agree(t, alpha, beta)
	figure(t, report.AtMost(healMax.Seconds()), "one again after forty days", time.Since(healed).Seconds(), "s", "")
	for _, s := range st.sides {
		kit.Eventually(t, patience, s.name()+" gives addresses again", func() (bool, string) {
			address, err := s.acquire("shared")
			if err == nil {
				taken(t, s, address)
			}
			return err == nil, fmt.Sprint(err)
		})
		// Their keys are older than 30 days.
		s.sees(t, "new keys of its tunnel", func(f federation) bool {
			tunnel := f.member(st.others(s)[0].name()).Tunnel
			return tunnel != nil && tunnel.Up && tunnel.KeyGeneration != nil && *tunnel.KeyGeneration > 1
		})
	}
	st.works(t)
}
