// Package faults kills the processes of a plant of its own and looks what is left. Start reading at
// TestAPlantOutlivesItsParts.
package faults

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/compat/plant"
)

// machines is how many servers the simulated rack has.
const machines = 6

// seed is where all chance in these tests comes from; a failure prints it.
var seed = flag.Uint64("seed", uint64(time.Now().UnixNano()), "what the moments of killing are drawn from")

// theWorld is the plant under test and the clients that drive it.
var theWorld *world

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(runTests(m))
}

func runTests(m *testing.M) int {
	base, err := plant.FreePorts()
	if err != nil {
		fmt.Fprintln(os.Stderr, "faults:", err)
		return 1
	}
	own, err := plant.Start("--rack", fmt.Sprint(machines), "--port-base", fmt.Sprint(base))
	if err != nil {
		fmt.Fprintln(os.Stderr, "faults: no plant to test:", err)
		return 1
	}
	defer own.Stop()
	opened, err := openWorld(own)
	if err != nil {
		fmt.Fprintln(os.Stderr, "faults: the plant is not usable:", err)
		return 1
	}
	theWorld = opened
	code := m.Run()
	if code != 0 {
		own.PrintLog(os.Stderr, 60)
	}
	return code
}

// The stories share one plant and come one after the other. The first one mostly waits, which leaves the processor to
// the packages that are tested beside this one and have most to do at their start.
func TestAPlantOutlivesItsParts(t *testing.T) {
	t.Logf("seed %d", *seed)
	chance := rand.New(rand.NewPCG(*seed, 0))
	for _, story := range []struct {
		name string
		tell func(t *testing.T, w *world, chance *rand.Rand)
	}{
		{"nothing of the last tenant reaches the next one when nsqd was away for a minute", brokerAway},
		{"a database that is killed comes back by itself and has lost nothing", databaseKilled},
		{"a plant that is killed among allocations keeps all it answered and orphans nothing", plantKilled},
	} {
		kit.Run(t, story.name, func(t *testing.T) {
			theWorld.emptyRack()
			story.tell(t, theWorld, chance)
		})
	}
}
