package federation

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/lab/report"
	"metalplant.invalid/lab/wan"
)

// How long each state of a line is measured. A cut has to outlast the patience of everything that might wait for another plant.
const (
	linkedWindow  = 6 * time.Second
	faultWindow   = 16 * time.Second
	healingWindow = 6 * time.Second
	// ratioMax is how many times as long a local request may take at the median.
	ratioMax = 1.1
)

// fault is what is done to the line between two plants.
type fault struct {
	name        string
	there, back wan.Line
	// carries is whether what one plant makes still gets to the other one.
	carries bool
}

var faults = []fault{
	{"down", wan.Line{Down: true}, wan.Line{Down: true}, false},
	{"cut on the way there", wan.Line{Down: true}, wan.Line{}, false},
	{"cut on the way back", wan.Line{}, wan.Line{Down: true}, false},
	{"30% of all packets lost", wan.Line{Loss: 0.3}, wan.Line{Loss: 0.3}, true},
	{"packets over 1280 bytes vanish", wan.Line{MTU: 1280}, wan.Line{MTU: 1280}, false},
	{"300 ms each way, as over a satellite", wan.Line{Delay: 300 * time.Millisecond, Jitter: 20 * time.Millisecond}, wan.Line{Delay: 300 * time.Millisecond, Jitter: 20 * time.Millisecond}, true},
	{"500 ms each way", wan.Line{Delay: 500 * time.Millisecond}, wan.Line{Delay: 500 * time.Millisecond}, true},
	{"packets doubled, overtaken and late", wan.Line{Duplicate: 0.1, Reorder: 0.2, Jitter: 40 * time.Millisecond}, wan.Line{Duplicate: 0.1, Reorder: 0.2, Jitter: 40 * time.Millisecond}, true},
}

// linkSpeeds are what was measured over all faults.
type linkSpeeds struct{ linked, cut, healing speeds }

// links shows that what a line does changes nothing for those who work at either plant.
func links(t *testing.T) {
	st := open(t, seat{partition: "alpha", machines: 2, properties: holdDown + "PT0.2S\n"}, seat{partition: "beta", machines: 2, properties: holdDown + "PT0.2S\n"})
	measured := linkSpeeds{newSpeeds(), newSpeeds(), newSpeeds()}
	stories := []story{{"both are one, share addresses and can make machines", func(t *testing.T, st *stage) {
		st.join(t, st.side("alpha"), st.side("beta"))
		st.share(t)
		for _, s := range st.sides {
			other := st.others(s)[0]
			reads(t, s, "the project of "+other.name(), func() string { return s.tenantOf(other.project) }, func(owner string) bool { return owner != "" })
			s.prepare()
		}
		// What is compiled and cached while nobody measures is the same for all states of the line.
		st.measure(t, linkedWindow, newSpeeds())
	}}}
	for _, f := range faults {
		stories = append(stories, story{"all local work goes on while the line is: " + f.name, func(t *testing.T, st *stage) { st.suffers(t, f, &measured) }})
	}
	stories = append(stories, story{"local requests are as fast in every state of the line", func(t *testing.T, st *stage) { compared(t, &measured) }})
	st.tell(t, stories[:1])
	st.tellEach(t, stories[1:])
}

// suffers plays one fault: linked, with the fault, healed.
func (st *stage) suffers(t *testing.T, f fault, measured *linkSpeeds) {
	alpha, beta := st.side("alpha"), st.side("beta")
	st.measure(t, linkedWindow, measured.linked)
	st.world.OneWay(alpha.place, beta.place, f.there)
	st.world.OneWay(beta.place, alpha.place, f.back)
	begun, made := time.Now(), map[*side]string{}
	for _, s := range st.sides {
		made[s] = kit.Must(s.makeProject("metal-stack"))
		for range 2 {
			taken(t, s, kit.Must(s.acquire("shared")))
		}
	}
	arrived := st.arrivals(made)
	st.measure(t, faultWindow, measured.cut)
	during := len(arrived)
	if f.carries {
		// It may take its time, and it must get there.
		st.awaited(t, made, arrived)
		figure(t, report.None, "projects of both sides are everywhere in spite of: "+f.name, time.Since(begun).Seconds(), "s", "")
	}
	st.world.Between(alpha.place, beta.place, wan.Line{})
	healed := time.Now()
	st.measure(t, healingWindow, measured.healing)
	if !f.carries {
		st.awaited(t, made, arrived)
		figure(t, report.AtMost(60), "equal views after: "+f.name, time.Since(healed).Seconds(), "s", "%d of %d projects arrived during the fault", during, len(made))
	}
	st.agree(t, alpha, beta)
}

// awaited waits until everything that was made is where it was not made.
func (st *stage) awaited(t *testing.T, made map[*side]string, arrived <-chan time.Time) {
	t.Helper()
	for range made {
		select {
		case <-arrived:
		case <-time.After(patience):
			t.Fatalf("what was made is not everywhere after %s", patience)
		}
	}
}

// arrivals tells each time when what one plant made is read in the other one.
func (st *stage) arrivals(made map[*side]string) <-chan time.Time {
	arrived := make(chan time.Time, len(made))
	for s, id := range made {
		other := st.others(s)[0]
		go func() {
			for end := time.Now().Add(2 * patience); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
				if other.tenantOf(id) != "" {
					arrived <- time.Now()
					return
				}
			}
		}()
	}
	return arrived
}

func compared(t *testing.T, measured *linkSpeeds) {
	figure(t, report.None, "addresses acquired at both plants while a line was at fault", float64(measured.cut["acquire an address"].Count()), "", "")
	figure(t, report.AtMost(0), "of all addresses so far, given twice", float64(allDuplicates.Load()), "", "%d were given", allGiven.Load())
	for _, operation := range slices.Sorted(maps.Keys(measured.linked)) {
		linked, cut, healing := measured.linked[operation], measured.cut[operation], measured.healing[operation]
		figure(t, report.None, operation+", linked", linked.Millis(0.5), "ms", "%s", linked)
		figure(t, report.AtMost(ratioMax), operation+", line at fault to linked", cut.Ratio(linked), "ratio of p50", "%s", cut)
		figure(t, report.AtMost(ratioMax), operation+", healing to linked", healing.Ratio(linked), "ratio of p50", "%s", healing)
		kit.Check(t, linked.Count() > 0 && cut.Count() > 0 && healing.Count() > 0, "%s was not measured in each state", operation)
		// Ten times is not noise: something waits for the other plant.
		kit.Check(t, cut.Ratio(linked) < 10, "%s takes %s while the line is at fault", operation, fmt.Sprint(cut))
	}
}
