package faults

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/metal-stack/metal-go/api/models"

	"metalplant.invalid/compat/kit"
)

const (
	machineTag = "machine.metal-stack.io/id="

	// killedWithin is about what two allocations take.
	killedWithin = 80 * time.Millisecond
)

func plantKilled(t *testing.T, w *world, chance *rand.Rand) {
	with := w.tenancy()
	tenants := &tenants{w: w, with: with, fates: map[string]*fate{}}
	writers := w.writers(with)
	unused := w.usedIPs(with.network)
	for _, round := range []struct {
		name    string
		answers int64
		victim  func(t *testing.T) []process
	}{
		{"the plant's process, before it answered one", 0, w.onlyTheJVM},
		{"the plant's process, after some answers", 1 + chance.Int64N(3), w.onlyTheJVM},
		{"every process, as when the power fails", 1 + chance.Int64N(3), w.everyProcess},
	} {
		kit.Run(t, round.name, func(t *testing.T) {
			tenants.makeRoom(t)
			pause := time.Duration(chance.Int64N(int64(killedWithin)))
			t.Logf("killed %s after answer %d", pause, round.answers)
			victims := round.victim(t)
			writers.begin(t, 2)
			tenants.begin(t, chance)
			tenants.awaitAnswers(t, round.answers)
			time.Sleep(pause)
			killAll(t, victims)
			tenants.end()
			written := writers.end()
			http.DefaultTransport.(*http.Transport).CloseIdleConnections()
			kit.Must0(w.plant.Run())

			tenants.hold(t)
			written.holdsIn(t, w.listIPs(), with)
			w.nothingIsOrphaned(t, with, unused)
			w.everyMachineSettles(t)
		})
	}
}

func (w *world) onlyTheJVM(*testing.T) []process { return []process{w.jvm()} }

func (w *world) everyProcess(*testing.T) []process {
	return []process{w.jvm(), kit.Must(w.postmaster()), kit.Must(w.nsqd()), kit.Must(w.rackProcess())}
}

// killAll sends all signals before it waits for the first end.
func killAll(t *testing.T, victims []process) {
	t.Helper()
	for _, victim := range victims {
		if !victim.runs() {
			t.Fatalf("process %d is not one of the plant's (%s)", victim.pid, victim.sign)
		}
	}
	for _, victim := range victims {
		kit.Must0(syscall.Kill(victim.pid, syscall.SIGKILL))
	}
	for _, victim := range victims {
		victim.awaitEnd(t)
	}
}

// tenants allocate and free machines of the rack without a break.
type tenants struct {
	w       *world
	with    tenancy
	running sync.WaitGroup
	answers atomic.Int64

	mu    sync.Mutex
	fates map[string]*fate // by allocation
}

// fate is what a client knows of an allocation: that it was made, and how far it came with giving it back.
type fate struct {
	machine     string
	asked, gone bool
}

// makeRoom frees what goes beyond half of the rack, and waits until the other half can be had.
func (c *tenants) makeRoom(t *testing.T) {
	t.Helper()
	taken := slices.DeleteFunc(c.w.rack(), func(m *models.V1MachineResponse) bool { return m.Allocation == nil })
	for _, m := range taken[min(len(taken), machines/2):] {
		kit.Must0(c.giveBack(kit.At(m.Allocation.Allocationuuid), kit.At(m.ID)))
	}
	kit.Eventually(t, patience, "half of the rack can be had", func() (bool, string) {
		there := 0
		for _, m := range c.w.rack() {
			if m.Allocation == nil && newest(m) == waiting {
				there++
			}
		}
		return there >= machines/2, fmt.Sprint(there)
	})
}

// begin sets them to work: one for each allocation there is, which it frees, and three that allocate and often free again.
func (c *tenants) begin(t *testing.T, chance *rand.Rand) {
	t.Helper()
	c.answers.Store(0)
	for _, m := range c.w.rack() {
		if m.Allocation == nil {
			continue
		}
		allocation := kit.At(m.Allocation.Allocationuuid)
		c.note(allocation, fate{machine: kit.At(m.ID)})
		c.running.Go(func() { _ = c.giveBack(allocation, kit.At(m.ID)) })
	}
	for range 3 {
		own := rand.New(rand.NewPCG(chance.Uint64(), 0))
		c.running.Go(func() { c.work(own) })
	}
}

// awaitAnswers returns as soon as there were that many.
func (c *tenants) awaitAnswers(t *testing.T, count int64) {
	t.Helper()
	for deadline := time.Now().Add(patience); c.answers.Load() < count; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d answers and no more", c.answers.Load())
		}
	}
}

// end returns once every one has noticed that the plant is gone.
func (c *tenants) end() { c.running.Wait() }

func (c *tenants) work(chance *rand.Rand) {
	for {
		made, err := c.w.allocate(c.w.name("machine"), c.with, "")
		switch {
		case err == nil:
			allocation := kit.At(made.Allocation.Allocationuuid)
			c.note(allocation, fate{machine: kit.At(made.ID)})
			c.answers.Add(1)
			if chance.IntN(2) == 0 && c.giveBack(allocation, kit.At(made.ID)) != nil {
				return
			}
		case nothingFree(err) || tooBusy(err):
			time.Sleep(10 * time.Millisecond)
		default:
			return
		}
	}
}

func (c *tenants) giveBack(allocation, machineID string) error {
	c.note(allocation, fate{machine: machineID, asked: true})
	if err := c.w.free(machineID); err != nil {
		return err
	}
	c.note(allocation, fate{machine: machineID, asked: true, gone: true})
	c.answers.Add(1)
	return nil
}

func (c *tenants) note(allocation string, known fate) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fates[allocation] = &known
}

// hold demands that what the plant answered is so.
func (c *tenants) hold(t *testing.T) {
	t.Helper()
	there := map[string]string{}
	for _, m := range c.w.rack() {
		if m.Allocation != nil {
			there[kit.At(m.Allocation.Allocationuuid)] = kit.At(m.ID)
		}
	}
	kept, gone := 0, 0
	for allocation, known := range c.fates {
		switch machine, is := there[allocation]; {
		case known.gone:
			gone++
			kit.Check(t, !is, "allocation %s was freed with an answer and is there", allocation)
		case !known.asked:
			kept++
			kit.Check(t, is && machine == known.machine, "allocation %s of machine %s was answered and is lost", allocation, known.machine)
		}
	}
	t.Logf("%d allocations in all, %d of them answered, %d given back with an answer, %d there", len(c.fates), kept, gone, len(there))
}

// nothingIsOrphaned demands that machines and addresses agree with each other, in both directions, and with what the
// network says of itself.
func (w *world) nothingIsOrphaned(t *testing.T, with tenancy, unused int64) {
	t.Helper()
	held := map[string]string{} // address -> machine
	asns := map[int64]string{}
	for _, m := range kit.Must(w.listMachines()) {
		if m.Allocation == nil {
			continue
		}
		if isRacked(m) {
			w.isWhole(t, m, with)
		}
		for _, n := range m.Allocation.Networks {
			other, taken := asns[kit.At(n.Asn)]
			kit.Check(t, !taken, "machines %s and %s have ASN %d", other, kit.At(m.ID), kit.At(n.Asn))
			asns[kit.At(n.Asn)] = kit.At(m.ID)
			for _, address := range n.Ips {
				held[address] = kit.At(m.ID)
			}
		}
	}
	listed := int64(0)
	for _, ip := range w.listIPs() {
		address := kit.At(ip.Ipaddress)
		if kit.At(ip.Networkid) == with.network {
			listed++
		}
		kit.Equal(t, "machine of address "+address, machineOf(ip), held[address])
		delete(held, address)
	}
	kit.Check(t, len(held) == 0, "machines have addresses that are not listed: %v", held)
	kit.Equal(t, "addresses that the network counts", w.usedIPs(with.network), unused+listed)
}

// machineOf is the machine that an address is tagged with, or "".
func machineOf(ip *models.V1IPResponse) string {
	for _, tag := range ip.Tags {
		if id, is := strings.CutPrefix(tag, machineTag); is {
			return id
		}
	}
	return ""
}

// isWhole demands that nothing of an allocation is missing.
func (w *world) isWhole(t *testing.T, m *models.V1MachineResponse, with tenancy) {
	t.Helper()
	a, id := m.Allocation, kit.At(m.ID)
	kit.Equal(t, "project of "+id, kit.At(a.Project), with.project)
	kit.Check(t, strings.HasPrefix(kit.At(a.Name), "faults-machine-") && kit.At(a.Hostname) == kit.At(a.Name),
		"machine %s is named %q with host name %q", id, kit.At(a.Name), kit.At(a.Hostname))
	kit.Check(t, a.Image != nil && kit.At(a.Image.ID) == w.image, "machine %s has image %+v", id, a.Image)
	kit.Check(t, a.Filesystemlayout != nil, "machine %s has no layout", id)
	kit.Check(t, len(a.SSHPubKeys) == 1, "machine %s has keys %v", id, a.SSHPubKeys)
	if len(a.Networks) != 1 || len(a.Networks[0].Ips) != 1 {
		t.Errorf("machine %s has networks %+v", id, a.Networks)
		return
	}
	kit.Equal(t, "network of "+id, kit.At(a.Networks[0].Networkid), with.network)
	kit.Check(t, kit.At(a.Networks[0].Asn) > 0 && kit.At(a.Networks[0].Vrf) > 0, "machine %s has no ASN or VRF", id)
}

// everyMachineSettles waits until each server of the rack is installed for its tenant or waits for one.
func (w *world) everyMachineSettles(t *testing.T) {
	t.Helper()
	kit.Eventually(t, patience, "every server is installed or waits", func() (bool, string) {
		var others []string
		all := w.rack()
		for _, m := range all {
			wanted := waiting
			if m.Allocation != nil {
				wanted = phonedHome
			}
			if newest(m) != wanted {
				others = append(others, fmt.Sprintf("%s: %s instead of %s", kit.At(m.ID), newest(m), wanted))
			}
		}
		return len(others) == 0 && len(all) == machines, fmt.Sprintf("%d servers, %s", len(all), strings.Join(others, ", "))
	})
}
