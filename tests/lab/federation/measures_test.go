package federation

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	metalgo "github.com/metal-stack/metal-go"
	"github.com/metal-stack/metal-go/api/client/partition"
	"github.com/metal-stack/metal-go/api/client/project"

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/lab/report"
)

const (
	// objects are made at one plant during the long cut; makers make them side by side.
	objects = 10_000
	makers  = 8
	// equalMax is how long equal views may take afterwards, and equalWait how long the lab looks.
	equalMax  = 60.0
	equalWait = 4 * time.Minute
	// idleWindow is how long nobody does anything while bytes are counted.
	idleWindow = 90 * time.Second
)

// measures are figures of a federation of two that suffers nothing but one long cut.
func measures(t *testing.T) {
	st := open(t, seat{partition: "alpha", machines: 1}, seat{partition: "beta", machines: 1})
	st.tell(t, []story{
		{"two people at two terminals make two plants one", peopleJoin},
		{"a request through the router takes little longer than to the plant itself", routerOverhead},
		{"plants that have nothing to say say little", idleBytes},
		{"what one plant made while it was cut off is soon everywhere", manyObjects},
	})
}

// peopleJoin is the whole ceremony as people have it, who answer at once.
func peopleJoin(t *testing.T, st *stage) {
	alpha, beta := st.side("alpha"), st.side("beta")
	begun := time.Now()
	inviting := kit.Must(alpha.sit("federation", "invite"))
	var shown []string
	kit.Eventually(t, patience, "the code is on the screen", func() (bool, string) {
		shown = regexp.MustCompile(`join-federation (\S+@\S+)`).FindStringSubmatch(inviting.saw())
		return shown != nil, inviting.saw()
	})
	joining := kit.Must(beta.sit("join-federation", shown[1]))
	asked, err := joining.end()
	kit.Must0(err)
	more, err := inviting.end()
	kit.Must0(err)
	took := time.Since(begun)
	st.agree(t, alpha, beta)
	words := regexp.MustCompile(`check words +(\S.*\S)`)
	here, there := words.FindStringSubmatch(inviting.saw()), words.FindStringSubmatch(joining.saw())
	kit.Check(t, here != nil && there != nil && here[1] == there[1] && len(strings.Fields(here[1])) == 4,
		"check words on the screens: %v and %v", here, there)
	figure(t, report.None, "join, from the call of invite to both commands' end", took.Seconds(), "s", "people answer at once; two starts of plantctl are in it")
	figure(t, report.None, "questions that two people have to answer", float64(asked+more), "", "%d there, %d here; beside that one code is typed", asked, more)
}

// target is something that a request is sent to, in two ways.
type target struct {
	name, partition string
	direct          metalgo.Client
}

func routerOverhead(t *testing.T, st *stage) {
	alpha, beta := st.side("alpha"), st.side("beta")
	router := alpha.router()
	for _, to := range []target{{"own plant", "alpha", alpha.edit}, {"other plant", "beta", beta.edit}} {
		get := func(client metalgo.Client) error {
			_, err := client.Partition().FindPartition(partition.NewFindPartitionParams().WithID(to.partition), nil)
			return err
		}
		kit.Eventually(t, patience, "the router knows the "+to.name, func() (bool, string) {
			err := get(router)
			return err == nil, fmt.Sprint(err)
		})
		var direct, routed report.Sample
		for range 100 {
			kit.Must0(get(to.direct))
			kit.Must0(get(router))
		}
		for range 1_000 {
			kit.Must0(timed(&direct, func() error { return get(to.direct) }))
			kit.Must0(timed(&routed, func() error { return get(router) }))
		}
		figure(t, report.AtMost(1), "router before the "+to.name+", added to p50", routed.Millis(0.5)-direct.Millis(0.5), "ms",
			"direct %s; routed %s", &direct, &routed)
		// Direct and routed by turns, so that a machine that becomes busy slows both.
		var each [2]float64
		for range 3 {
			each[0] += throughput(t, func() error { return get(to.direct) })
			each[1] += throughput(t, func() error { return get(router) })
		}
		figure(t, report.AtLeast(0.7), "router before the "+to.name+", throughput to direct", each[1]/each[0], "ratio",
			"%.0f/s to %.0f/s with %d clients on the same machine", each[1]/3, each[0]/3, makers)
	}
}

func timed(into *report.Sample, work func() error) error {
	begun := time.Now()
	err := work()
	into.Add(time.Since(begun))
	return err
}

// throughput is how many of these go in a second, side by side.
func throughput(t *testing.T, work func() error) float64 {
	t.Helper()
	const window = 2 * time.Second
	var clients sync.WaitGroup
	var done report.Sample
	for range makers {
		clients.Go(func() {
			kit.Caught(t, func() {
				for end := time.Now().Add(window); time.Now().Before(end); {
					kit.Must0(timed(&done, work))
				}
			})
		})
	}
	clients.Wait()
	return float64(done.Count()) / window.Seconds()
}

func idleBytes(t *testing.T, st *stage) {
	alpha, beta := st.side("alpha"), st.side("beta")
	st.agree(t, alpha, beta)
	count := func() (bytes, packets int64) {
		there, back := st.world.Traffic(alpha.place, beta.place), st.world.Traffic(beta.place, alpha.place)
		return there.SentBytes + back.SentBytes, there.Sent + back.Sent
	}
	bytes, packets := count()
	time.Sleep(idleWindow)
	after, packetsAfter := count()
	days := float64(24*time.Hour) / float64(idleWindow)
	figure(t, report.None, "idle, both directions of one link, on the wire", float64(after-bytes)*days/1e6, "MB a day",
		"%d bytes in %d packets in %s, extrapolated", after-bytes, packetsAfter-packets, idleWindow)
	kit.Check(t, after > bytes, "plants that can reach each other do not even look whether they can")
}

func manyObjects(t *testing.T, st *stage) {
	alpha, beta := st.side("alpha"), st.side("beta")
	st.world.Cut(beta.place, true)
	begun := time.Now()
	var each sync.WaitGroup
	for range makers {
		each.Go(func() {
			kit.Caught(t, func() {
				for range objects / makers {
					kit.Must(beta.makeProject("metal-stack"))
				}
			})
		})
	}
	each.Wait()
	figure(t, report.None, "making 10,000 projects while cut off", time.Since(begun).Seconds(), "s", "%d clients; an hour's cut is not waited for, its changes are made", makers)
	wanted := beta.projects()
	st.world.Cut(beta.place, false)
	healed := time.Now()
	arrived := 0
	for time.Since(healed) < equalWait {
		if arrived = alpha.projects(); arrived >= wanted {
			break
		}
		time.Sleep(500 * time.Millisecond)
	}
	took := time.Since(healed).Seconds()
	more := "all"
	if arrived < wanted {
		more = fmt.Sprintf("NOT DONE: %d of %d projects there when the lab stopped looking", arrived, wanted)
	}
	figure(t, report.AtMost(equalMax), "equal views after a cut in which 10,000 objects were made", took, "s", "%s", more)
	figure(t, report.None, "objects that arrive in a second after a cut", float64(arrived-(wanted-objects))/took, "/s", "")
}

// projects is how many this plant knows.
func (s *side) projects() int {
	return len(kit.Must(s.edit.Project().ListProjects(project.NewListProjectsParams(), nil)).Payload)
}
