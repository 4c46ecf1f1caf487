// Package federation lets two plants of its own become one, be alone while they are cut off, heal, and part again: real
// processes, each with its own PostgreSQL, nsqd and voter of the ledger; as root each in its own network namespace, with
// real WireGuard between them. Start reading at TestTwoPlants. Its share of
// ./plant test is that of the federation.
package federation

import (
	"flag"
	"fmt"
	"os"
	"testing"

	"metalplant.invalid/compat/internal/kit"
)

// theTwo are the plants under test.
var theTwo struct{ alpha, beta *side }

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(runTests(m))
}

func runTests(m *testing.M) int {
	world, err := openWan()
	if err != nil {
		fmt.Fprintln(os.Stderr, "federation: the plants talk without WireGuard, over loopback:", err)
	} else {
		defer world.close()
	}
	for partition, place := range map[string]**side{"alpha": &theTwo.alpha, "beta": &theTwo.beta} {
		opened, err := open(partition, world)
		if err != nil {
			fmt.Fprintln(os.Stderr, "federation: no plant to test:", err)
			return 1
		}
		defer opened.plant.Stop()
		*place = opened
	}
	code := m.Run()
	if code != 0 {
		theTwo.alpha.plant.PrintLog(os.Stderr, 40)
		theTwo.beta.plant.PrintLog(os.Stderr, 40)
	}
	return code
}

// The stories share two plants and come one after the other; each stands on those before it.
func TestTwoPlants(t *testing.T) {
	for _, story := range []struct {
		name string
		tell func(t *testing.T, alpha, beta *side)
	}{
		{"a plant that was never invited is alone and says so", alone},
		{"a wrong code is refused on both sides and changes nothing", wrongCode},
		{"a join that one side gives up leaves both as they were", givenUp},
		{"a plan changes nothing before both sides have accepted", joined},
		{"both sides see the same members and the same ledger", sameView},
		{"what both plants had is still there, and what was equal is one", nothingLost},
		{"what is made in one plant is read in the other, and gone when it is removed", sharedMasterdata},
		{"what is made while the other plant is silent gets there afterwards", madeWhileCutOff},
		{"plants reach each other's door and ledger through the tunnel and nothing else", scanned},
		{"one address answers for both plants, and a machine of the other one is made and freed through it", oneAddress},
		{"each plant takes shared addresses from its own blocks", sharedAddresses},
		{"an address in a block of the other plant is taken there", namedElsewhere},
		{"of a plant that is silent the last known is listed, and creating there is refused and never sent again", silentPlant},
		{"a plant whose neighbour is silent goes on, and nothing is given twice", cutOff},
		{"a plant that is killed goes on as a member", killed},
		{"the ledger is carried on a stick", onAStick},
		{"a plant that was given up for lost is put out, and the other one goes on", givenUpForLost},
		{"a plant that was put out joins again", joinedAgain},
		{"a plant that leaves is alone again, and the other one sees it go", left},
		{"a plant that stops leaves no tunnel behind", stopped},
	} {
		if !kit.Run(t, story.name, func(t *testing.T) { story.tell(t, theTwo.alpha, theTwo.beta) }) {
			t.Fatal("the next stories stand on this one")
		}
	}
}
