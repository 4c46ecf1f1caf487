// Package compat runs metal-stack's own unmodified client against a started plant. Start reading at
// TestAPlantServesUnmodifiedClients; README.md says how to point it at a plant that runs already.
package compat

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"metalplant.invalid/compat/internal/contract"
	"metalplant.invalid/compat/plant"
)

// theWorld is the plant under test and the clients that drive it.
var theWorld *world

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(runTests(m))
}

func runTests(m *testing.M) int {
	// The stories mostly wait for the simulated rack, so they run side by side whatever the number of cores.
	_ = flag.Set("test.parallel", "32")
	status, stop, err := plant.Open()
	if err != nil {
		fmt.Fprintln(os.Stderr, "compat: no plant to test:", err)
		return 1
	}
	defer stop()
	opened, err := openWorld(status)
	if err != nil {
		fmt.Fprintln(os.Stderr, "compat: the plant is not usable:", err)
		return 1
	}
	defer opened.close()
	theWorld = opened
	return m.Run()
}

type story struct {
	name string
	tell func(t *testing.T, w *world)
}

var stories = slicesOf(machineStories, firewallStories, networkStories, ipStories, switchStories, sizeStories,
	imageStories, layoutStories, partitionStories, masterdataStories, basicStories, authStories, rawStories,
	bmcStories, grpcStories, bearerStories, auditStories, firmwareStories, vpnStories, documentStories, errorStories, refusalStories)

func TestAPlantServesUnmodifiedClients(t *testing.T) {
	t.Run("and", func(t *testing.T) {
		for _, s := range stories {
			run(t, s.name, func(t *testing.T) {
				t.Parallel()
				caught(t, func() { s.tell(t, theWorld) })
			})
		}
	})
	if t.Failed() {
		t.Log("the judgements below count what the stories above did; they may follow from the failures there")
	}
	run(t, "every answer has the shape that the clients' models demand", func(t *testing.T) {
		for _, fault := range theWorld.recorder.Faults() {
			t.Error(fault)
		}
	})
	run(t, "every claimed operation succeeded at least once", func(t *testing.T) {
		if selected() {
			t.Log("some stories were left out by a flag, so nothing is known about the others")
			return
		}
		for _, operation := range contract.Operations {
			if !theWorld.hasOutside() && slices.Contains(outsideOperations, operation.ID) {
				t.Logf("%s needs a server that this plant was not told of", operation.ID)
				continue
			}
			if len(theWorld.recorder.Callers(operation.ID)) == 0 {
				t.Errorf("%s (%s %s) never succeeded", operation.ID, operation.Method, operation.Path)
			}
		}
		must0(writeConformance())
	})
}

// selected says whether only some of the stories were asked for.
func selected() bool {
	for _, name := range []string{"test.run", "test.skip"} {
		if chosen := flag.Lookup(name); chosen != nil && chosen.Value.String() != "" {
			return true
		}
	}
	return false
}

// writeConformance writes the rows for docs/conformance.md to the file that CONFORMANCE_OUT names, if it names one.
func writeConformance() error {
	path := os.Getenv("CONFORMANCE_OUT")
	if path == "" {
		return nil
	}
	var rows strings.Builder
	for _, operation := range contract.Operations {
		state := "green"
		if len(theWorld.recorder.Callers(operation.ID)) == 0 {
			state = "red"
		}
		fmt.Fprintf(&rows, "| %s | %s | `%s` | %s | %s |\n",
			operation.ID, operation.Method, operation.Path, roles(operation.ID), state)
	}
	return os.WriteFile(path, []byte(rows.String()), 0o644)
}

func roles(operation string) string {
	text := strings.Join(theWorld.recorder.Callers(operation), ", ")
	if refused := theWorld.recorder.Refused(operation); len(refused) > 0 {
		text += "; refused: " + strings.Join(refused, ", ")
	}
	return strings.ReplaceAll(text, "Metal-", "")
}
