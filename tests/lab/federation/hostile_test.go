package federation

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"testing"
	"time"

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/lab/wan"
)

// hostile is everything that people type wrong and strangers send.
func hostile(t *testing.T) {
	st := open(t, seat{partition: "alpha"}, seat{partition: "beta"}, seat{partition: "alpha", called: "twin"})
	st.tell(t, []story{
		{"a code typed wrong is noticed on the joiner's own screen and costs no try", typedWrong},
		{"the third wrong code burns the invite, and the right one is of no use then", threeWrong},
		{"garbage, half a frame and a frame that is too long at the pairing port cost no try and are refused", garbageAtPairing},
		{"two invites that cross are refused on both sides", crossing},
		{"a plant with the same partition is refused in the plan, and both are as they were", samePartition},
		{"an invite that was used is of no use to another plant, nor again", usedTwice},
		{"garbage inside the tunnel is refused at every port, and changes nothing", garbageInside},
		{"a ledger on a stick that is cut, noise or too long is refused with a reason", forgedStick},
	})
}

// untouched checks that a story changed nothing that counts.
func (st *stage) untouched(t *testing.T, tell func()) {
	t.Helper()
	before := map[string]federation{}
	for _, s := range st.sides {
		before[s.name()] = s.view()
	}
	tell()
	for _, s := range st.sides {
		now, was := s.view(), before[s.name()]
		kit.Equal(t, "phase of "+s.name(), now.Phase, was.Phase)
		kit.Equal(t, "members that "+s.name()+" sees", len(now.Members), len(was.Members))
		kit.Equal(t, "epoch of "+s.name(), now.Epoch, was.Epoch)
	}
}

// takenBack ends an invite.
func (s *side) takenBack(t *testing.T, invited invite) {
	t.Helper()
	kit.Must0(s.call("admin", "POST", "/v1/federation/join/"+invited.JoinID+"/abort", map[string]string{}, nil))
	s.joinOf(t, invited.JoinID, "the invite taken back", func(j join) bool { return j.State == "failed" })
}

// misread is a code with two characters that changed places: the sum at its end does not fit any more.
func misread(code string) string {
	letters := []byte(strings.ReplaceAll(code, "-", ""))
	for i := range letters[:7] {
		if letters[i] != letters[i+1] {
			letters[i], letters[i+1] = letters[i+1], letters[i]
			return string(letters)
		}
	}
	panic("all characters are the same: " + code)
}

func typedWrong(t *testing.T, st *stage) {
	alpha, beta := st.side("alpha"), st.side("beta")
	invited := alpha.invite()
	for range 5 {
		err := beta.meet(invited, misread(invited.Code))
		kit.Check(t, err != nil && strings.Contains(err.Error(), "400"), "a code with changed places is not refused as such: %v", err)
	}
	kit.Check(t, !alpha.view().alarmed("code is wrong"), "the other plant heard of it")
	kit.Equal(t, "state of the invite", alpha.view().join(invited.JoinID).State, "running")
	alpha.takenBack(t, invited)
}

func threeWrong(t *testing.T, st *stage) {
	alpha, beta := st.side("alpha"), st.side("beta")
	invited := alpha.invite()
	st.untouched(t, func() {
		for try := range 3 {
			err := beta.meet(invited, otherCode(invited.Code))
			kit.Check(t, err != nil && strings.Contains(err.Error(), "wrong"), "wrong code %d: %v", try+1, err)
		}
		burned := alpha.joinOf(t, invited.JoinID, "the invite burned", func(j join) bool { return j.State == "failed" })
		kit.Check(t, strings.Contains(burned.Why, "burned"), "why it ended: %s", burned.Why)
		kit.Check(t, alpha.view().alarmed("the code is wrong"), "nobody is told of wrong codes: %v", alpha.view().Alarms)
		err := beta.meet(invited, invited.Code)
		kit.Check(t, err != nil, "a burned invite is taken")
	})
}

// noises are what no plant would send to a pairing port.
func noises() map[string][]byte {
	chance := rand.New(rand.NewPCG(*seed, 99))
	noise := make([]byte, 64*1024)
	for i := range noise {
		noise[i] = byte(chance.Uint32())
	}
	return map[string][]byte{
		"random bytes":              noise,
		"HTTP":                      []byte("GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
		"half a frame":              {0, 0, 0, 40, 0, 1, 0},
		"a frame that is too long":  {0x7f, 0xff, 0xff, 0xff, 0, 1},
		"an unknown kind of frame":  {0, 0, 0, 6, 0x77, 0x77, 0, 0, 0, 0},
		"nothing but a closed door": {},
	}
}

// throw sends bytes, and gives back what came for them until the other side closed.
func throw(t *testing.T, from, address string, noise []byte) []byte {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	connection := kit.Must(wan.DialIn(ctx, from, address))
	defer connection.Close()
	_ = connection.SetDeadline(time.Now().Add(20 * time.Second))
	_, _ = connection.Write(noise)
	if half, ok := connection.(*net.TCPConn); ok {
		_ = half.CloseWrite()
	}
	answer, err := io.ReadAll(connection)
	if timeout, ok := err.(net.Error); ok && timeout.Timeout() {
		t.Errorf("%s holds on to somebody who sends nothing but noise", address)
	}
	return answer
}

func garbageAtPairing(t *testing.T, st *stage) {
	alpha, beta := st.side("alpha"), st.side("beta")
	invited := alpha.invite()
	st.untouched(t, func() {
		for what, noise := range noises() {
			answer := throw(t, beta.place.Namespace, invited.Address, noise)
			kit.Check(t, len(answer) < 1_000, "%s is answered with %d bytes", what, len(answer))
		}
		kit.Check(t, alpha.view().alarmed("pairing"), "nobody is told of noise: %v", alpha.view().Alarms)
		kit.Equal(t, "state of the invite", alpha.view().join(invited.JoinID).State, "running")
	})
	alpha.takenBack(t, invited)
	_, err := wan.DialIn(t.Context(), beta.place.Namespace, invited.Address)
	kit.Check(t, err != nil, "the pairing port is open without an invite")
}

func crossing(t *testing.T, st *stage) {
	alpha, beta := st.side("alpha"), st.side("beta")
	there, back := alpha.invite(), beta.invite()
	st.untouched(t, func() {
		for _, way := range []struct {
			joiner  *side
			invited invite
		}{{beta, there}, {alpha, back}} {
			err := way.joiner.meet(way.invited, way.invited.Code)
			kit.Check(t, err != nil && strings.Contains(err.Error(), "abort"), "%s joins while its own invite is open: %v", way.joiner.name(), err)
			for _, s := range st.sides {
				if s.name() != way.joiner.name() && s.name() != "twin" {
					s.sees(t, "why it was called", func(f federation) bool { return f.alarmed("both plants have an invite open") })
				}
			}
		}
	})
	alpha.takenBack(t, there)
	beta.takenBack(t, back)
	// Its own federation, which nobody joined, is what beta leaves first.
	kit.Must(beta.plant.Ctl("federation", "leave", "--yes"))
	beta.sees(t, "itself alone", func(f federation) bool { return f.Phase == "STANDALONE" && f.Federation == "" })
}

func samePartition(t *testing.T, st *stage) {
	alpha, twin := st.side("alpha"), st.side("twin")
	st.untouched(t, func() {
		invited := st.meet(t, alpha, twin)
		planned := twin.joinOf(t, invited.JoinID, "a plan", func(j join) bool { return j.Plan != nil })
		found := ""
		for _, item := range planned.Plan.Items {
			if item.Severity == "error" {
				found += item.Kind + ": " + item.Text
			}
		}
		kit.Check(t, strings.Contains(found, "partition"), "errors of the plan: %q", found)
		err := twin.call("admin", "POST", "/v1/federation/join/"+invited.JoinID+"/accept", map[string]string{"plan": planned.Plan.Hash}, nil)
		kit.Check(t, err != nil && strings.Contains(err.Error(), "errors"), "a plan with errors is accepted: %v", err)
		twin.takenBack(t, invited)
		alpha.joinOf(t, invited.JoinID, "the other side give up", func(j join) bool { return j.State == "failed" })
		twin.sees(t, "itself alone", func(f federation) bool { return f.Phase == "STANDALONE" && f.Federation == "" })
	})
}

func usedTwice(t *testing.T, st *stage) {
	alpha, beta, twin := st.side("alpha"), st.side("beta"), st.side("twin")
	invited := st.meet(t, alpha, beta)
	err := twin.meet(invited, invited.Code)
	kit.Check(t, err != nil, "a second plant meets with a code that was used")
	beta.accept(t, invited.JoinID)
	alpha.accept(t, invited.JoinID)
	st.agree(t, alpha, beta)
	for _, s := range []*side{twin, beta} {
		err = s.meet(invited, invited.Code)
		kit.Check(t, err != nil, "%s meets with an invite that is over", s.name())
	}
	kit.Equal(t, "phase of the plant that came too late", twin.view().Phase, "STANDALONE")
}

func garbageInside(t *testing.T, st *stage) {
	alpha, beta := st.side("alpha"), st.side("beta")
	for _, s := range []*side{alpha, beta} {
		s.sees(t, "a tunnel", func(f federation) bool {
			for _, m := range f.Members {
				if !m.Self {
					return m.Tunnel != nil && m.Tunnel.Up
				}
			}
			return false
		})
	}
	inside := "[" + serviceAddress(t, alpha) + "]:"
	before := alpha.view().Head
	for _, port := range []string{"443", "5230"} {
		for what, noise := range noises() {
			answer := throw(t, beta.place.Namespace, inside+port, noise)
			kit.Check(t, len(answer) < 1_000, "port %s answers %s with %d bytes", port, what, len(answer))
		}
		_, err := stranger(t, beta.place.Namespace, inside+port)
		kit.Check(t, err != nil, "port %s takes somebody without a certificate", port)
	}
	kit.Equal(t, "entries of the ledger", alpha.view().Head, before)
	st.agree(t, alpha, beta)
	made := kit.Must(beta.makeProject("metal-stack"))
	reads(t, alpha, "a project made afterwards", func() string { return alpha.tenantOf(made) }, func(owner string) bool { return owner != "" })
}

// stranger speaks TLS as it should, and shows no certificate; one that was taken would be answered.
func stranger(t *testing.T, namespace, address string) ([]byte, error) {
	t.Helper()
	raw := kit.Must(wan.DialIn(t.Context(), namespace, address))
	defer raw.Close()
	_ = raw.SetDeadline(time.Now().Add(10 * time.Second))
	// Whom it talks to does not matter to it.
	secured := tls.Client(raw, &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS13})
	if err := secured.Handshake(); err != nil {
		return nil, err
	}
	if _, err := fmt.Fprintf(secured, "GET /federation/v1/ping HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		return nil, err
	}
	buffer := make([]byte, 100)
	size, err := secured.Read(buffer)
	return buffer[:size], err
}

// exported is the whole ledger as a plant has it, as a file.
func (s *side) exported() []byte {
	var ledger struct{ File string }
	kit.Must0(s.call("admin", "GET", "/v1/federation/ledger?from=0", nil, &ledger))
	return kit.Must(base64.StdEncoding.DecodeString(ledger.File))
}

// imported is what a plant took of a file with entries, and why it stopped.
type imported struct {
	Accepted, Head int64
	Stopped        string
}

// takes brings a file with entries to a plant.
func (s *side) takes(file []byte) (answer imported, err error) {
	err = s.call("admin", "POST", "/v1/federation/import", map[string]string{"file": base64.StdEncoding.EncodeToString(file)}, &answer)
	return answer, err
}

func forgedStick(t *testing.T, st *stage) {
	alpha, beta := st.side("alpha"), st.side("beta")
	good := alpha.exported()
	head := beta.view().Head
	for what, bad := range map[string][]byte{
		"cut short":                  good[:len(good)-7],
		"nothing":                    {},
		"noise":                      noises()["random bytes"],
		"the same a hundred times":   []byte(strings.Repeat(string(good), 100)),
		"more than anybody would do": make([]byte, 3<<20),
	} {
		_, err := beta.takes(bad)
		kit.Check(t, err != nil && strings.Contains(err.Error(), "400"), "a ledger with %s is not refused: %v", what, err)
	}
	kit.Equal(t, "entries of the ledger", beta.view().Head, head)
	st.agree(t, alpha, beta)
}
