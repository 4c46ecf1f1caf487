// Package federation lets plants become one, be alone while they are cut off, heal, lose each other, and part again: real processes,
// each with its own PostgreSQL, nsqd, voter of the ledger and simulated servers; as root each in a network namespace of its own, with
// real WireGuard through a network that this process plays (package wan). Start reading at groups; `./plant lab federation --help`
// says how to run it. The short form is the federation's share of ./plant test.
package federation

import (
	"flag"
	"fmt"
	"os"
	"testing"
	"time"

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/lab/wan"
)

// group is a set of stories with plants of their own: what fails in one takes no other one down.
type group struct {
	name, about string
	// short is whether the short form has it too.
	short bool
	// needs is whether it cannot be played on loopback, where nothing can be cut or delayed.
	needsWan bool
	play     func(t *testing.T)
}

// groups are played in this order. A new one is a line here.
var groups = []group{
	{"two", "two plants become one, share addresses and masterdata, are silent, killed, lost, put out, and part", true, false, twoPlants},
	{"blocks", "who holds what; an address is handed over; what a lost plant had becomes free", false, false, heldBlocks},
	{"three", "three plants; one is cut off in each direction while all go on, and nothing is given twice", true, false, threePlants},
	{"kills", "a join in which one side after the other is killed at every step, the joining one first", false, true, kills},
	{"kills2", "the same with the inviting one first", false, true, otherKills},
	{"full", "two plants in use become one without losing anything; equal ids, one address twice", false, true, full},
	{"claims", "both plants have networks of one prefix: by equal plans, made while they are cut off, and deleted again", false, true, claims},
	{"lost", "plants that are away: a third one joins, one leaves, both give each other up", false, true, lost},
	{"links", "every fault of a line, while people work at both plants; with their speed", false, true, links},
	{"figures", "the ceremony with people, the router, an idle link, and 10,000 objects made during a cut", false, true, measures},
	{"hostile", "codes typed wrong, used twice and crossing, the same partition twice, and garbage at every port", false, true, hostile},
	{"clocks", "wall clocks an hour and ten years off, while a plant runs and over its start", false, true, clocks},
	{"clocks2", "a peer that shows an older time than before, and forty days without the other plant", false, true, longClocks},
	{"nat", "a plant behind a NAT that lets in nothing but answers joins, and stays linked", false, true, behindNat},
	{"restored", "a plant whose database is put back while its machines run", false, false, restored},
	{"backup", "a plant that is lost and put back on other hardware from one file and the recovery words", false, false, backedUp},
	{"images", "an image goes to another plant over a bad line, and is served beside nginx; 5 GB of it by ./plant lab images", false, true, images},
	{"zones", "machines of one project over the zones of two plants: strict, refused, killed and cut off meanwhile; the link measured", false, true, zones},
	{"fabric", "two plants in one zone: each one's switches know what a project has in the other one, over a cut and a restart, until it leaves", false, true, oneZone},
	{"console", "a machine's serial console at its own plant and through the other one, with the speed of it; the line is cut and whole again", false, true, consoles},
	{"witness", "a third voter that is no plant: killed, and the majority when a plant is dead; taken out again", false, false, witnessGroup},
}

var (
	seed   = flag.Uint64("seed", 1, "of the network between the plants")
	list   = flag.Bool("groups", false, "print the groups and end")
	folder = flag.String("report", "", "folder that gets federation-report.md and .json")
)

func TestMain(m *testing.M) {
	flag.Parse()
	if *list {
		printGroups()
		return
	}
	fmt.Fprintf(os.Stderr, "federation: seed %d\n", *seed)
	if err := wan.Absence(); err != nil {
		fmt.Fprintln(os.Stderr, "federation: the plants talk without WireGuard, over loopback:", err)
	}
	begin()
	code := m.Run()
	if err := finish(*folder); err != nil {
		fmt.Fprintln(os.Stderr, "federation: the report:", err)
		code = 1
	}
	duplicates := allDuplicates.Load()
	fmt.Printf("addresses: %d\nduplicates: %d\n", allGiven.Load(), duplicates)
	if duplicates > 0 {
		code = 1
	}
	os.Exit(code)
}

func printGroups() {
	for _, g := range groups {
		form := "whole"
		if g.short {
			form = "short"
		}
		fmt.Printf("%-10s %-6s %s\n", g.name, form, g.about)
	}
}

// TestFederation plays all groups, or with -short those that ./plant test has time for.
func TestFederation(t *testing.T) {
	for _, g := range groups {
		if testing.Short() && !g.short {
			continue
		}
		kit.Run(t, g.name, func(t *testing.T) {
			if err := wan.Absence(); err != nil && g.needsWan {
				t.Fatalf("the lines between these plants cannot be played on this machine: %v", err)
			}
			g.play(t)
		})
	}
}

// story is one thing that must hold, told by a name that could be false.
type story struct {
	name string
	tell func(t *testing.T, st *stage)
}

// tell plays stories that stand on each other: behind one that fails the rest says nothing.
func (st *stage) tell(t *testing.T, stories []story) {
	for _, s := range stories {
		if !st.play(t, s) {
			t.Fatal("the next stories of this group stand on this one")
		}
	}
}

// tellEach plays stories that leave behind what they found.
func (st *stage) tellEach(t *testing.T, stories []story) {
	for _, s := range stories {
		st.play(t, s)
	}
}

func (st *stage) play(t *testing.T, s story) bool {
	begun := time.Now()
	held := kit.Run(t, s.name, func(t *testing.T) { s.tell(t, st) })
	told(t, s.name, held, time.Since(begun))
	return held
}
