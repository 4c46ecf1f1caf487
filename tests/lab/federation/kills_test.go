package federation

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/lab/wan"
)

// kills are joins in which the plants are killed at every step that they write down; each goes on to its end, and nobody types
// anything again. Only in meet a join ends: the code lives in memory.
func kills(t *testing.T) {
	st := open(t, seat{partition: "alpha"}, seat{partition: "beta"})
	st.tell(t, []story{
		{"who invites is killed before anybody came: the code is of no use, and a new one is", killedInMeet},
		{"a join goes on to its end although one side after the other is killed at each step, the joining one first", func(t *testing.T, st *stage) {
			alpha, beta := st.side("alpha"), st.side("beta")
			killedAt(t, st, map[string]*side{"link": beta, "read": alpha, "plan": beta, "agree": alpha, "sign": beta})
		}},
	})
}

// otherKills are those at the other side, with plants that never met before.
func otherKills(t *testing.T) {
	st := open(t, seat{partition: "alpha"}, seat{partition: "beta"})
	st.tell(t, []story{
		{"a join goes on to its end although one side after the other is killed at each step, the inviting one first", func(t *testing.T, st *stage) {
			alpha, beta := st.side("alpha"), st.side("beta")
			killedAt(t, st, map[string]*side{"link": alpha, "read": beta, "plan": alpha, "agree": beta, "sign": alpha})
		}},
	})
}

func killedInMeet(t *testing.T, st *stage) {
	alpha, beta := st.side("alpha"), st.side("beta")
	invited := alpha.invite()
	alpha.kill()
	alpha.again()
	over := alpha.joinOf(t, invited.JoinID, "the invite over", func(j join) bool { return j.State == "failed" })
	kit.Check(t, strings.Contains(over.Why, "invite again"), "why: %s", over.Why)
	err := beta.meet(invited, invited.Code)
	kit.Check(t, err != nil, "a code is taken that its plant has forgotten")
	kit.Equal(t, "phase of beta", beta.view().Phase, "STANDALONE")
}

// killedAt joins beta to alpha and kills these plants when beta's book says that it is at these steps.
func killedAt(t *testing.T, st *stage, victims map[string]*side) {
	alpha, beta := st.side("alpha"), st.side("beta")
	// Slow enough that each step is seen; and cut while one of them is away, so that none is missed meanwhile.
	slow := wan.Line{Delay: 100 * time.Millisecond}
	st.world.Between(alpha.place, beta.place, slow)
	defer st.world.Between(alpha.place, beta.place, wan.Line{})
	invited := alpha.invite()
	link := beta.reaches(invited.JoinID, "link")
	kit.Must0(beta.meet(invited, invited.Code))
	reached := link
	for _, step := range []string{"link", "read", "plan"} {
		if at := <-reached; at != step {
			t.Fatalf("the join is at %q and was never seen at %q", at, step)
		}
		st.world.Cut(beta.place, true)
		victims[step].kill()
		victims[step].again()
		reached = beta.reaches(invited.JoinID, order[index(step)+1])
		st.world.Between(alpha.place, beta.place, slow)
	}
	for _, s := range []*side{beta, alpha} {
		s.joinOf(t, invited.JoinID, "the plan", func(j join) bool { return j.Plan != nil })
	}
	beta.accept(t, invited.JoinID)
	victims["agree"].kill()
	victims["agree"].again()
	kit.Check(t, beta.view().join(invited.JoinID).Accepted, "what beta accepted is forgotten")
	sign := beta.reaches(invited.JoinID, "sign")
	alpha.accept(t, invited.JoinID)
	if at := <-sign; at != "sign" {
		t.Fatalf("the join is at %q and was never seen signing", at)
	}
	victims["sign"].kill()
	victims["sign"].again()
	for _, s := range []*side{alpha, beta} {
		s.joinOf(t, invited.JoinID, "the join done", func(j join) bool { return j.State == "joined" })
	}
	st.agree(t, alpha, beta)
}

// order is that of the steps in a plant's book.
var order = []string{"meet", "link", "read", "plan", "agree", "sign", "joined"}

func index(step string) int {
	for i, each := range order {
		if each == step {
			return i
		}
	}
	return -1
}

// reaches tells as soon as the plant's book has a join at a step or behind it, and which; the book is read far more often than
// it changes. It gives "" after a while.
func (s *side) reaches(id, step string) <-chan string {
	found := make(chan string, 1)
	go func() {
		for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) {
			if at := s.bookStep(id); index(at) >= index(step) {
				found <- at
				return
			}
		}
		found <- ""
	}()
	return found
}

// bookStep is where a join stands in the file that the plant keeps.
func (s *side) bookStep(id string) string {
	var book struct {
		Joins []struct{ ID, State, Step string }
	}
	text, err := os.ReadFile(filepath.Join(s.plant.Data, "federation", "joins.json"))
	if err != nil || json.Unmarshal(text, &book) != nil {
		return ""
	}
	for _, j := range book.Joins {
		if j.ID == id {
			if j.State == "JOINED" {
				return "joined"
			}
			return strings.ToLower(j.Step)
		}
	}
	return ""
}
