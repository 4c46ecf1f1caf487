package federation

import (
	"fmt"
	"os/exec"
	"testing"
	"time"

	"metalplant.invalid/compat/kit"
)

// behindNat has one plant that others cannot call: everything between the two hangs on what it began itself.
func behindNat(t *testing.T) {
	st := open(t,
		seat{partition: "alpha", machines: 1},
		seat{partition: "beta", machines: 1, behindNat: true, properties: "federation.nat=behind\n"})
	alpha, beta := st.side("alpha"), st.side("beta")
	st.tell(t, []story{
		{"a plant behind NAT joins, and the plan says where it is", func(t *testing.T, st *stage) {
			invited, done := joining(t, alpha, beta)
			waiting := alpha.joinOf(t, invited.JoinID, "a plan", func(j join) bool { return j.Plan != nil })
			kit.Check(t, planned(waiting, "nat"), "the plan says nothing of NAT: %+v", waiting.Plan.Items)
			kit.Must(alpha.plant.Ctl("federation", "accept", invited.JoinID, "--fingerprint", waiting.Fingerprint))
			kit.Must0(<-done)
			st.agree(t, alpha, beta)
			st.share(t)
			for _, s := range st.sides {
				settledTunnel(t, s)
				taken(t, s, kit.Must(s.acquire("shared")))
			}
		}},
		{"it can be called through the way that it keeps open, longer than the NAT remembers a silence", func(t *testing.T, st *stage) { keptOpen(t, alpha, beta) }},
		{"a tunnel that broke on either side is there again, begun by the one behind NAT", func(t *testing.T, st *stage) {
			for _, broken := range st.sides {
				broken.endsTunnels(t)
				made := map[*side]string{alpha: kit.Must(alpha.makeProject("metal-stack")), beta: kit.Must(beta.makeProject("metal-stack"))}
				st.awaitedWithin(t, healMax, made)
				st.agree(t, alpha, beta)
			}
		}},
		{"its keys change as everybody's", func(t *testing.T, st *stage) {
			kit.Must(alpha.plant.Ctl("federation", "rotate-keys"))
			for _, s := range st.sides {
				s.sees(t, "new keys of its tunnel", func(f federation) bool {
					tunnel := f.member(st.others(s)[0].name()).Tunnel
					return tunnel != nil && tunnel.Up && tunnel.KeyGeneration != nil && *tunnel.KeyGeneration == 2
				})
				settledTunnel(t, s)
			}
			st.agree(t, alpha, beta)
		}},
	})
}

// planned says whether a plan has an item of that kind.
func planned(j join, kind string) bool {
	for _, item := range j.Plan.Items {
		if item.Kind == kind {
			return true
		}
	}
	return false
}

// keptOpen stops both plants, so that nothing but the tunnel's own keepalive passes, for longer than the NAT remembers who spoke; then
// an echo from outside is answered.
func keptOpen(t *testing.T, alpha, beta *side) {
	inside := serviceAddress(t, beta)
	const silence = 75 * time.Second
	for _, s := range []*side{alpha, beta} {
		speak := s.hush(t)
		defer speak()
	}
	begun := time.Now()
	kit.Eventually(t, silence+patience, "the silence is over", func() (bool, string) {
		return time.Since(begun) > silence, fmt.Sprint(time.Since(begun))
	})
	printed, err := exec.Command("ip", "netns", "exec", alpha.place.Namespace, "ping", "-6", "-n", "-c", "3", "-i", "0.3", "-W", "3", inside).CombinedOutput()
	kit.Check(t, err == nil, "beta is not reached through the tunnel that it keeps open: %s", printed)
}
