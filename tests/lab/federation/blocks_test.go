package federation

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"metalplant.invalid/compat/kit"
)

// heldBlocks goes the ways that blocks take between plants: handed over, quarantined, and free again.
func heldBlocks(t *testing.T) {
	quarantine := "federation.quarantine=PT30S\n"
	st := open(t,
		seat{partition: "alpha", machines: 1, properties: quarantine},
		seat{partition: "beta", machines: 1, properties: quarantine})
	alpha, beta := st.side("alpha"), st.side("beta")
	st.tell(t, []story{
		{"two plants share a prefix", func(t *testing.T, st *stage) {
			st.join(t, alpha, beta)
			st.share(t)
		}},
		{"both plants say the same of who holds what, and an address is handed over", func(t *testing.T, _ *stage) { handedOver(t, alpha, beta) }},
		{"what a plant that is gone had is free behind two words, quiet and time", func(t *testing.T, _ *stage) { freed(t, alpha, beta) }},
	})
}

// block is a line of `plantctl federation blocks`.
type block struct {
	Pool, Range, State, Label, Waits string
	Fence                            int64
}

func (s *side) blocks() []block {
	return kit.Must(ctl[struct{ Blocks []block }](s, "federation", "blocks", prefix)).Blocks
}

// holds waits until a plant sees a block, or a part of one, in this state with this plant.
func (s *side) holds(t *testing.T, what string, wanted func(block) bool) block {
	t.Helper()
	var found block
	kit.Eventually(t, patience, s.name()+" sees "+what, func() (bool, string) {
		all := s.blocks()
		for _, b := range all {
			if wanted(b) {
				found = b
				return true, ""
			}
		}
		return false, fmt.Sprint(all)
	})
	return found
}

func handedOver(t *testing.T, alpha, beta *side) {
	equalHeads(t, alpha, beta)
	kit.Equal(t, "who holds what, as beta sees it", fmt.Sprint(beta.blocks()), fmt.Sprint(alpha.blocks()))
	address := kit.Must(alpha.acquire("shared"))
	_, err := alpha.plant.Ctl("federation", "move", address, "--to", "beta")
	kit.Check(t, err != nil, "an address in use is moved")
	kit.Must0(alpha.release(address))
	_, err = beta.plant.Ctl("federation", "move", address, "--to", "alpha")
	kit.Check(t, err != nil, "an address is moved by a plant that does not hold it")
	kit.Eventually(t, patience, "the address is behind its hold-down", func() (bool, string) {
		_, err := alpha.plant.Ctl("federation", "move", address, "--to", "beta")
		return err == nil, fmt.Sprint(err)
	})
	beta.holds(t, "the address that was moved", func(b block) bool {
		return b.Range == address+"/32" && b.State == "granted" && b.Label == "beta"
	})
	taken(t, beta, kit.Must(named(beta.edit, address, beta.project)))
	_, err = named(alpha.edit, address, alpha.project)
	kit.Check(t, err != nil, "an address that was moved away is given")
	kit.Must(alpha.plant.Ctl("federation", "share", prefix, "--allocate-until", "P30D"))
	taken(t, alpha, kit.Must(alpha.acquire("shared")))
	kit.Must(alpha.plant.Ctl("federation", "share", prefix, "--allocate-until", "off"))
	_, err = alpha.plant.Ctl("federation", "share", prefix, "--allocate-until", "PT1H")
	kit.Check(t, err != nil, "an end within the margin is taken")
}

// freed takes the way from a lost plant to free blocks, with the words that are needed and the sights that forbid it.
func freed(t *testing.T, alpha, beta *side) {
	for _, address := range beta.notes.of(beta) {
		kit.Must0(beta.release(address))
		beta.notes.returned(address)
	}
	equalHeads(t, alpha, beta)
	speak := beta.hush(t)
	fence := []string{"federation", "fence", "beta", "--routes-withdrawn", "--no-followers", "--operator"}
	kit.Check(t, alpha.recover(append(fence, "day-shift")...) != nil, "a member is fenced")
	kit.Must0(alpha.recover("federation", "break-glass"))
	kit.Must0(alpha.recover("federation", "evict", "beta"))
	quarantined := func(b block) bool { return b.State == "quarantined" && b.Label == "beta" }
	lost := alpha.holds(t, "a block of beta in quarantine", quarantined)
	kit.Check(t, strings.Contains(lost.Waits, "fence beta"), "it waits for %q", lost.Waits)
	one := strings.Split(lost.Range, "/")[0]
	seen := alpha.sighted(t, lost.Range)
	silent := alpha.recover("federation", "fence", "beta", "--routes-withdrawn", "--operator", "day-shift")
	kit.Check(t, silent != nil, "a fence is taken that says nothing of followers")
	kit.Must0(alpha.recover(append(fence, "day-shift")...))
	kit.Must0(alpha.recover(append(fence, "Day-Shift")...))
	lost = alpha.holds(t, "a block of beta in quarantine", quarantined)
	kit.Check(t, strings.Contains(lost.Waits, "two operators"), "one operator said it twice, and it waits for %q", lost.Waits)
	kit.Must0(alpha.recover(append(fence, "night-shift")...))
	alpha.holds(t, "the hold-down", func(b block) bool { return quarantined(b) && strings.Contains(b.Waits, "hold-down") })
	if seen != nil {
		alpha.holds(t, "that an address was seen", func(b block) bool { return quarantined(b) && strings.Contains(b.Waits, "seen") })
		seen()
	}
	kit.Must(alpha.plant.Ctl("federation", "sighting", one, "--where", "a customer called"))
	alpha.holds(t, "that an address was reported", func(b block) bool { return quarantined(b) && strings.Contains(b.Waits, "seen") })
	alpha.holds(t, "the block free", func(b block) bool { return b.State == "free" && b.Label == "alpha" })
	kit.Eventually(t, patience, "nothing of beta is left in quarantine", func() (bool, string) {
		all := alpha.blocks()
		for _, b := range all {
			if quarantined(b) {
				return false, fmt.Sprint(all)
			}
		}
		return true, ""
	})
	kit.Equal(t, "status of beta", alpha.view().member("beta").Status, "reclaimed")
	speak()
	joinedAgain(t, alpha, beta)
	beta.sees(t, "a block of its own", func(f federation) bool { return f.pool(prefix).Mine > 0 })
	taken(t, beta, kit.Must(beta.acquire("shared")))
}

// sighted makes a route to a block where alpha lives, as root in its namespace; nil where there is none.
func (s *side) sighted(t *testing.T, block string) func() {
	t.Helper()
	if s.place == nil {
		return nil
	}
	route := func(what string) error {
		return exec.Command("ip", "-n", s.place.Namespace, "route", what, block, "dev", "lo").Run()
	}
	kit.Must0(route("add"))
	return func() { kit.Must0(route("del")) }
}
