package federation

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/metal-stack/metal-go/api/client/network"
	"github.com/metal-stack/metal-go/api/models"

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/lab/wan"
)

// prefix is shared once both are one.
const prefix = "198.51.100.0/24"

func alone(t *testing.T, alpha, beta *side) {
	for _, s := range []*side{alpha, beta} {
		view := s.view()
		kit.Equal(t, "phase", view.Phase, "STANDALONE")
		kit.Equal(t, "members", len(view.Members), 0)
	}
	_, err := alpha.plant.Ctl("federation", "leave", "--yes")
	kit.Check(t, err != nil, "a plant that is alone leaves")
}

func wrongCode(t *testing.T, alpha, beta *side) {
	invited := alpha.invite()
	wrong := otherCode(invited.Code)
	_, err := beta.plant.Ctl("join-federation", wrong+"@"+invited.Address, "--fingerprint", invited.Fingerprint)
	kit.Check(t, err != nil, "a wrong code is taken")
	kit.Equal(t, "phase of beta", beta.view().Phase, "STANDALONE")
	_, err = beta.plant.Ctl("join-federation", strings.ToLower(invited.Code[:10])+"@"+invited.Address, "--fingerprint", invited.Fingerprint)
	kit.Check(t, err != nil, "a code that is cut short is taken")
	kit.Must(alpha.plant.Ctl("federation", "abort", invited.JoinID))
	alpha.joinOf(t, invited.JoinID, "the invite taken back", func(j join) bool { return j.State == "failed" })
}

// otherCode is a code that could be one.
func otherCode(code string) string {
	const alphabet = "234679ACDEFHJKMNPRTVWXY"
	plain := strings.ReplaceAll(code, "-", "")
	changed := []byte(plain[:8])
	changed[0] = alphabet[(strings.IndexByte(alphabet, changed[0])+1)%len(alphabet)]
	sum := 0
	for i, c := range changed {
		sum += (i + 1) * strings.IndexByte(alphabet, c)
	}
	return string(changed) + string(alphabet[sum%len(alphabet)])
}

func givenUp(t *testing.T, alpha, beta *side) {
	invited := alpha.invite()
	printed := kit.Must(beta.plant.Ctl("join-federation", invited.Code+"@"+invited.Address, "--plan-only", "--output", "json"))
	var planned join
	kit.Must0(json.Unmarshal(printed, &planned))
	kit.Check(t, planned.Plan != nil && len(planned.Plan.Items) > 0, "there is no plan: %s", printed)
	there := alpha.joinOf(t, invited.JoinID, "the other side give up", func(j join) bool { return j.State == "failed" })
	kit.Equal(t, "check words", strings.Join(there.CheckWords, " "), strings.Join(planned.CheckWords, " "))
	kit.Equal(t, "number of check words", len(there.CheckWords), 4)
	beta.sees(t, "itself alone", func(f federation) bool { return f.Phase == "STANDALONE" && f.Federation == "" })
	kit.Equal(t, "members that alpha sees", len(alpha.view().Members), 1)
}

func joined(t *testing.T, alpha, beta *side) {
	invited, done := joining(t, alpha, beta)
	waiting := alpha.joinOf(t, invited.JoinID, "a plan", func(j join) bool { return j.Plan != nil })
	beta.joinOf(t, invited.JoinID, "its own acceptance", func(j join) bool { return j.Accepted })
	kit.Equal(t, "members that alpha sees before it accepts", len(alpha.view().Members), 1)
	kit.Equal(t, "what beta is in before alpha accepts", beta.view().Federation, "")
	_, err := alpha.plant.Ctl("federation", "accept", invited.JoinID, "--fingerprint", alpha.view().fingerprintOfNobody())
	kit.Check(t, err != nil, "another plant's fingerprint is taken")
	kit.Must(alpha.plant.Ctl("federation", "accept", invited.JoinID, "--fingerprint", waiting.Fingerprint))
	kit.Must0(<-done)
	alpha.joinOf(t, invited.JoinID, "the join done", func(j join) bool { return j.State == "joined" })
}

// joining begins a join that alpha has yet to accept; what beta's command ends with comes later.
func joining(t *testing.T, alpha, beta *side) (invite, <-chan error) {
	t.Helper()
	invited := alpha.invite()
	done := make(chan error, 1)
	go func() {
		_, err := beta.plant.Ctl("join-federation", invited.Code+"@"+invited.Address, "--fingerprint", invited.Fingerprint)
		done <- err
	}()
	return invited, done
}

func (federation) fingerprintOfNobody() string { return strings.Repeat("0000-", 7) + "0000" }

func sameView(t *testing.T, alpha, beta *side) { alpha.stage.agree(t, alpha, beta) }

// equalHeads waits until both have the same ledger.
func equalHeads(t *testing.T, alpha, beta *side) {
	t.Helper()
	kit.Eventually(t, patience, "both have the same ledger", func() (bool, string) {
		a, errA := alpha.ask()
		b, errB := beta.ask()
		if errA != nil || errB != nil {
			return false, fmt.Sprint(errA, errB)
		}
		return a.Head == b.Head && a.Federation == b.Federation && a.Federation != "", fmt.Sprintf("%d and %d", a.Head, b.Head)
	})
}

// scanned looks from alpha at every port of beta: inside the tunnel, and outside of it. Alpha has lost its own packet filter, as
// if somebody had taken the plant over.
func scanned(t *testing.T, alpha, beta *side) {
	if alpha.place == nil {
		kit.Check(t, alpha.view().NoTunnel != "", "plants talk without a tunnel and do not say so")
		t.Skip("without network namespaces there are no tunnels")
	}
	for _, s := range []*side{alpha, beta} {
		s.sees(t, "a tunnel that is up and loses nothing", func(f federation) bool {
			for _, m := range f.Members {
				if m.Self {
					continue
				}
				return f.NoTunnel == "" && m.Tunnel != nil && m.Tunnel.Up && m.Tunnel.LastHandshakeSeconds != nil &&
					m.Tunnel.LossPercent != nil && *m.Tunnel.LossPercent == 0
			}
			return false
		})
	}
	inside := "[" + serviceAddress(t, beta) + "]:"
	outside := beta.place.Address + ":"
	// On all addresses: it is kept away by the packet filter and not by where it listens. NSQ's usual port, that of people at consoles, and
	// that of other plants' consoles, which alone is for the tunnel.
	everywhere := []int{4150, consolePort, peerPort}
	for _, port := range everywhere {
		kit.Must0(wan.Within(beta.place.Namespace, func() error {
			listener, err := net.Listen("tcp", fmt.Sprintf("[::]:%d", port))
			if err == nil {
				t.Cleanup(func() { _ = listener.Close() })
			}
			return err
		}))
	}
	own := append([]int{22, 5432, 8080}, everywhere...)
	for port := beta.base; port < beta.base+10; port++ {
		own = append(own, port)
	}
	unfiltered(alpha)
	for port, open := range reachable(alpha, inside, append(own, 443, 5230)) {
		kit.Equal(t, fmt.Sprintf("port %d open inside the tunnel", port), open, port == 443 || port == 5230 || port == peerPort)
	}
	// There the filter of an appliance stands, which a plant of this lab has not.
	for port, open := range reachable(alpha, outside, append(own, 443, 5230)) {
		kit.Equal(t, fmt.Sprintf("port %d open outside the tunnel", port), open, slices.Contains(everywhere, port))
	}
	filteredAgain(t, alpha)
}

// unfiltered takes a plant's own packet filter away, as whoever took the plant over would.
func unfiltered(s *side) {
	kit.Must0(exec.Command("ip", "netns", "exec", s.place.Namespace, "nft", "delete", "table", "inet", "metalplant_mesh").Run())
}

func filteredAgain(t *testing.T, s *side) {
	t.Helper()
	kit.Eventually(t, patience, s.name()+" has its packet filter again", func() (bool, string) {
		err := exec.Command("ip", "netns", "exec", s.place.Namespace, "nft", "list", "table", "inet", "metalplant_mesh").Run()
		return err == nil, fmt.Sprint(err)
	})
}

// reachable says which ports answer; one that says nothing for two seconds does not.
func reachable(from *side, host string, ports []int) map[int]bool {
	var each sync.WaitGroup
	var lock sync.Mutex
	found := map[int]bool{}
	for _, port := range ports {
		each.Go(func() {
			ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
			defer cancel()
			connection, err := wan.DialIn(ctx, from.place.Namespace, host+strconv.Itoa(port))
			if err == nil {
				_ = connection.Close()
			}
			lock.Lock()
			defer lock.Unlock()
			found[port] = err == nil
		})
	}
	each.Wait()
	return found
}

// serviceAddress is a plant's address inside the tunnels, which follows from its id.
func serviceAddress(t *testing.T, s *side) string {
	t.Helper()
	for _, m := range s.view().Members {
		if m.Self {
			address := net.ParseIP("fd3e:9c51:b7a4::")
			id := kit.Must(hex.DecodeString(m.ID))
			copy(address[6:], id[6:])
			return address.String()
		}
	}
	t.Fatal("it is no member")
	return ""
}

// noTunnel waits until the plant has none to anybody.
func noTunnel(t *testing.T, s *side) {
	t.Helper()
	if s.place == nil {
		return
	}
	kit.Eventually(t, patience, s.name()+" has no tunnel", func() (bool, string) {
		found := wan.Tunnels(s.place.Namespace)
		return len(found) == 0, fmt.Sprint(found)
	})
}

// stopped ends alpha: nothing of the tunnels is left in its namespace.
func stopped(t *testing.T, alpha, beta *side) {
	if alpha.place == nil {
		t.Skip("without network namespaces there are no tunnels")
	}
	noTunnel(t, alpha)
	noTunnel(t, beta)
	kit.Must0(alpha.plant.Halt())
	rules := kit.Must(exec.Command("ip", "netns", "exec", alpha.place.Namespace, "nft", "list", "tables").Output())
	kit.Check(t, !strings.Contains(string(rules), "metalplant"), "the packet filter is left: %s", rules)
	addresses := kit.Must(exec.Command("ip", "-n", alpha.place.Namespace, "-6", "addr", "show", "dev", "lo").Output())
	kit.Check(t, !strings.Contains(string(addresses), "fd3e:"), "the address inside the tunnels is left: %s", addresses)
}

func sharedAddresses(t *testing.T, alpha, beta *side) {
	kit.Must(alpha.plant.Ctl("federation", "share", prefix))
	for _, s := range []*side{alpha, beta} {
		s.sees(t, "the shared prefix", func(f federation) bool { return f.pool(prefix) != nil })
	}
	oneSharedNetwork(t, alpha, beta)
	for _, s := range []*side{alpha, beta} {
		s.sees(t, "a block of its own", func(f federation) bool { return f.pool(prefix).Mine > 0 })
	}
	var both sync.WaitGroup
	for _, s := range []*side{alpha, beta} {
		both.Go(func() {
			kit.Caught(t, func() {
				for range 13 {
					taken(t, s, kit.Must(s.acquire("shared")))
				}
			})
		})
	}
	both.Wait()
	for _, s := range []*side{alpha, beta} {
		s.sees(t, "another block, because the first one is almost used up", func(f federation) bool { return f.pool(prefix).Mine > 1 })
	}
}

func cutOff(t *testing.T, alpha, beta *side) {
	for _, turn := range []struct{ silent, other *side }{{alpha, beta}, {beta, alpha}} {
		speak := turn.silent.hush(t)
		for range 8 {
			taken(t, turn.other, kit.Must(turn.other.acquire("shared")))
		}
		address := kit.Must(turn.other.acquire("shared"))
		kit.Must0(turn.other.release(address))
		listed := kit.Must(turn.other.edit.Network().ListNetworks(network.NewListNetworksParams(), nil)).Payload
		kit.Check(t, len(listed) > 0, "the networks of a plant that is cut off are gone")
		refusedElsewhere(t, turn.other)
		speak()
		equalHeads(t, alpha, beta)
	}
}

// refusedElsewhere asks for an address in a block of the other plant: it is refused, and never given.
func refusedElsewhere(t *testing.T, s *side) {
	t.Helper()
	theirs := addressOf(s.stage.others(s)[0])
	body, err := named(s.edit, theirs, s.project)
	kit.Check(t, err != nil, "%s, which the other plant holds, was given again: %v", theirs, body)
}

func killed(t *testing.T, alpha, beta *side) {
	before := settledTunnel(t, beta)
	beta.kill()
	for range 4 {
		taken(t, alpha, kit.Must(alpha.acquire("shared")))
	}
	beta.again()
	sameView(t, alpha, beta)
	kit.Equal(t, "interface of the tunnel, which was taken over", settledTunnel(t, beta), before)
	for range 4 {
		taken(t, beta, kit.Must(beta.acquire("shared")))
	}
}

// settledTunnel waits until the tunnel that the plants met through is gone, and names the one that is left.
func settledTunnel(t *testing.T, s *side) string {
	t.Helper()
	var one string
	if s.place == nil {
		return one
	}
	kit.Eventually(t, patience, s.name()+" has one tunnel", func() (bool, string) {
		found := wan.Tunnels(s.place.Namespace)
		for number, name := range found {
			one = number + " " + name
		}
		return len(found) == 1, fmt.Sprint(found)
	})
	return one
}

func onAStick(t *testing.T, alpha, beta *side) {
	stick := filepath.Join(t.TempDir(), "ledger")
	kit.Must(alpha.plant.Ctl("federation", "export", stick))
	before := beta.view().Head
	done := kit.Must(ctl[struct{ Accepted, Head int64 }](beta, "federation", "import", stick))
	kit.Check(t, done.Head >= before, "the ledger became shorter: %d after %d", done.Head, before)
}

// givenUpForLost is the worst that can happen between two: one is away, and the other one is told to go on without it.
func givenUpForLost(t *testing.T, alpha, beta *side) {
	speak := beta.hush(t)
	before := alpha.view()
	_, err := alpha.plant.CtlTold("these are not the words\n", "federation", "break-glass")
	kit.Check(t, err != nil, "glass is broken without the recovery words")
	kit.Must0(alpha.recover("federation", "break-glass"))
	alpha.sees(t, "that it writes alone", func(f federation) bool { return f.Epoch == before.Epoch+1 && f.CanWrite })
	kit.Must0(alpha.recover("federation", "evict", "beta"))
	alpha.sees(t, "beta put out", func(f federation) bool { return f.member("beta").Status == "evicted" })
	noTunnel(t, alpha)
	notRouted(t, alpha)
	oldKeysEnded(t, alpha)
	for range 4 {
		taken(t, alpha, kit.Must(alpha.acquire("shared")))
	}
	speak()
	as := beta.sees(t, "itself as it was", func(f federation) bool { return f.Phase == "MEMBER" })
	kit.Equal(t, "epoch of a plant that nobody told", as.Epoch, before.Epoch)
	kit.Must(beta.edit.Network().ListNetworks(network.NewListNetworksParams(), nil))
}

// joinedAgain brings back a plant that was put out and has not heard of it.
func joinedAgain(t *testing.T, alpha, beta *side) {
	alpha.stage.join(t, alpha, beta)
	for _, s := range []*side{alpha, beta} {
		taken(t, s, kit.Must(s.acquire("shared")))
	}
}

func left(t *testing.T, alpha, beta *side) {
	for _, address := range beta.notes.of(beta) {
		kit.Must0(beta.release(address))
		beta.notes.returned(address)
	}
	kit.Must(beta.plant.Ctl("federation", "leave", "--yes"))
	beta.sees(t, "itself alone", func(f federation) bool { return f.Phase == "STANDALONE" && f.Federation == "" })
	alpha.sees(t, "it gone", func(f federation) bool { return f.member("beta").Status == "left" })
	notRouted(t, alpha)
	taken(t, alpha, kit.Must(alpha.acquire("shared")))
	for _, id := range []string{"acme", "island", "metal-stack"} {
		for _, s := range []*side{alpha, beta} {
			kit.Check(t, slices.Contains(s.tenants(), id), "%s has lost the tenant %s", s.name(), id)
		}
	}
	kit.Must0(beta.makeTenant("afterwards", "of a plant that is alone again"))
	projects := kit.Must(beta.edit.Network().FindNetworks(network.NewFindNetworksParams().WithBody(&models.V1NetworkFindRequest{}), nil)).Payload
	kit.Check(t, len(projects) > 0, "a plant that left has lost its networks")
}
