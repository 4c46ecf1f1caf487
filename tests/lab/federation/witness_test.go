package federation

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/compat/plant"
	"metalplant.invalid/lab/wan"
)

// witnessGroup has two plants and a third voter that is none.
func witnessGroup(t *testing.T) {
	st := open(t, seat{partition: "alpha", machines: 1}, seat{partition: "beta", machines: 1})
	w := &witness{}
	t.Cleanup(w.kill)
	st.tell(t, []story{
		{"a witness votes once a plant's operator and its own have accepted", func(t *testing.T, st *stage) { w.invited(t, st) }},
		{"keys of all tunnels change, that of the witness too, and nothing else changes", keysChange},
		{"with a witness the ledger goes on while one of two plants is dead", func(t *testing.T, st *stage) { w.decides(t, st) }},
		{"a witness that is taken out ends, and two plants vote", func(t *testing.T, st *stage) { w.dismissed(t, st) }},
	})
}

// witness is the process that votes and is no plant.
type witness struct {
	data, namespace string
	options         []string
	process         *exec.Cmd
	ended           chan error
}

// run starts it, with a code the first time.
func (w *witness) run(script string, words ...string) {
	line := append([]string{script, "witness", "--data", w.data}, append(words, w.options...)...)
	if w.namespace != "" {
		line = append([]string{"ip", "netns", "exec", w.namespace}, line...)
	}
	process := exec.Command(line[0], line[1:]...)
	process.Stdout, process.Stderr = os.Stderr, os.Stderr
	kit.Must0(process.Start())
	ended := make(chan error, 1)
	go func() { ended <- process.Wait() }()
	w.process, w.ended = process, ended
}

func (w *witness) kill() {
	if w.process != nil {
		_ = w.process.Process.Kill()
	}
}

// all counts whoever votes, the witness too.
func (f federation) all() (count int) {
	for _, m := range f.Members {
		if m.Voter {
			count++
		}
	}
	return count
}

func (w *witness) invited(t *testing.T, st *stage) {
	alpha, beta := st.side("alpha"), st.side("beta")
	joinByFile(t, st, alpha, beta)
	if st.world != nil {
		w.namespace = kit.Must(st.world.Join()).Namespace
	} else {
		w.options = []string{"--tunnel", "none", "--address", "127.0.0.1", "--port", fmt.Sprint(kit.Must(plant.FreePorts()))}
	}
	w.data = kit.Must(os.MkdirTemp("", "lab-witness-"))
	invited := kit.Must(ctl[invite](alpha, "federation", "witness", "invite", "--no-wait"))
	w.run(alpha.plant.Script(), invited.Code+"@"+invited.Address, "--fingerprint", invited.Fingerprint)
	waiting := alpha.joinOf(t, invited.JoinID, "a witness that wants to vote", func(j join) bool { return j.Plan != nil })
	kit.Equal(t, "who votes before alpha accepts", alpha.view().all(), 2)
	kit.Must(alpha.plant.Ctl("federation", "accept", invited.JoinID, "--fingerprint", waiting.Fingerprint))
	for _, s := range st.sides {
		s.sees(t, "three voters", func(f federation) bool { return f.all() == 3 && f.member("witness").Status == "witness" })
	}
	w.kill()
	<-w.ended
	w.run(alpha.plant.Script())
}

// joinByFile is a join with an invite that is carried by hand, and used once more.
func joinByFile(t *testing.T, st *stage, alpha, beta *side) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "invite")
	invited := kit.Must(ctl[invite](alpha, "federation", "invite", "--no-wait", "--file", file))
	kit.Equal(t, "code beside the file", invited.Code, "")
	done := make(chan error, 1)
	go func() {
		_, err := beta.plant.Ctl("join-federation", file, "--fingerprint", invited.Fingerprint)
		done <- err
	}()
	alpha.accept(t, invited.JoinID)
	kit.Must0(<-done)
	st.agree(t, alpha, beta)
	_, err := beta.plant.Ctl("join-federation", file, "--fingerprint", invited.Fingerprint)
	kit.Check(t, err != nil && strings.Contains(err.Error(), "used already"), "an invite that was used is answered with: %v", err)
}

// keysChange looks at generations from both sides, while the plants work.
func keysChange(t *testing.T, st *stage) {
	if st.world == nil {
		t.Log("on loopback there are no tunnels")
		return
	}
	alpha, beta := st.side("alpha"), st.side("beta")
	for _, s := range st.sides {
		settledTunnels(t, s, 2)
	}
	kit.Must(alpha.plant.Ctl("federation", "rotate-keys"))
	generation := func(label string) func(f federation) bool {
		return func(f federation) bool {
			tunnel := f.member(label).Tunnel
			return tunnel != nil && tunnel.Up && tunnel.KeyGeneration != nil && *tunnel.KeyGeneration == 2
		}
	}
	alpha.sees(t, "new keys for beta", generation("beta"))
	alpha.sees(t, "new keys for the witness", generation("witness"))
	beta.sees(t, "new keys for alpha", generation("alpha"))
	for _, s := range st.sides {
		settledTunnels(t, s, 2)
	}
	st.agree(t, st.sides...)
}

// settledTunnels waits until a plant has that many tunnels and no other one beside them.
func settledTunnels(t *testing.T, s *side, many int) {
	t.Helper()
	kit.Eventually(t, patience, fmt.Sprintf("%s has %d tunnels", s.name(), many), func() (bool, string) {
		found := wan.Tunnels(s.place.Namespace)
		return len(found) == many, fmt.Sprint(found)
	})
}

// decides kills each plant in turn: the other one and the witness go on.
func (w *witness) decides(t *testing.T, st *stage) {
	for dead, pool := range map[string]string{"alpha": "192.0.2.0/28", "beta": "198.51.100.0/28"} {
		alive := st.others(st.side(dead))[0]
		st.side(dead).kill()
		kit.Must(alive.plant.Ctl("federation", "share", pool))
		alive.sees(t, "an entry that was written while "+dead+" was dead", func(f federation) bool { return f.pool(pool) != nil && f.CanWrite })
		st.side(dead).again()
		st.side(dead).sees(t, "what was written meanwhile", func(f federation) bool { return f.pool(pool) != nil })
		st.agree(t, st.sides...)
	}
}

func (w *witness) dismissed(t *testing.T, st *stage) {
	t.Cleanup(func() { _ = os.RemoveAll(w.data) })
	kit.Must(st.side("alpha").plant.Ctl("federation", "witness", "remove"))
	for _, s := range st.sides {
		s.sees(t, "two voters and no witness", func(f federation) bool { return f.all() == 2 && f.member("witness").ID == "" })
	}
	select {
	case err := <-w.ended:
		var exit *exec.ExitError
		kit.Check(t, errors.As(err, &exit) && exit.ExitCode() == 3, "the witness ended with %v", err)
	case <-time.After(patience):
		t.Error("the witness still runs")
	}
}
