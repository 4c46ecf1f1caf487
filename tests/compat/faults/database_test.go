package faults

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/metal-stack/metal-go/api/client/health"
	"github.com/metal-stack/metal-go/api/client/machine"
	"github.com/metal-stack/metal-go/api/client/network"
	"github.com/metal-stack/metal-go/api/models"

	"metalplant.invalid/compat/kit"
)

// maybe is how the plant says that it does not know whether a change was stored.
const maybe = "read the state before you try again"

func databaseKilled(t *testing.T, w *world, chance *rand.Rand) {
	with := w.tenancy()
	kept := w.allocateWhenThereIsOne(t, with)
	id, allocation := kit.At(kept.ID), kit.At(kept.Allocation.Allocationuuid)
	w.reaches(t, id, phonedHome)
	address := kit.Must(url.Parse(w.plant.Status.Database.URL)).Host
	plantBefore := w.jvm()
	first := kit.Must(w.postmaster())
	writers := w.writers(with)
	writers.begin(t, 4)
	pause := time.Duration(chance.IntN(300)) * time.Millisecond
	t.Logf("killed after %s of writing", pause)
	time.Sleep(pause)

	giveBack := keepAway(t, "the database", address, w.postmaster)
	defer giveBack()

	kit.Run(t, "every call is told so, in time and in the clients' own form of an error", func(t *testing.T) {
		w.everythingIsUnavailable(t, with, id)
	})
	kit.Run(t, "its health is bad, and names the database", func(t *testing.T) {
		_, err := w.edit.Health().Health(health.NewHealthParams(), nil)
		var unwell *health.HealthInternalServerError
		if !errors.As(err, &unwell) {
			t.Fatalf("expected the client's type for 500, got %T: %v", err, err)
		}
		kit.Equal(t, "status", kit.At(unwell.Payload.Status), "unhealthy")
		kit.Equal(t, "status of the database", kit.At(unwell.Payload.Services["database"].Status), "unhealthy")
		kit.Equal(t, "status of NSQ", kit.At(unwell.Payload.Services["nsq"].Status), "healthy")
		kit.Check(t, kit.At(unwell.Payload.Message) != "", "it does not say why")
	})
	giveBack()
	// Whose change was being stored waits for the database to learn what became of it.
	written := writers.end()

	kit.Run(t, "it comes back without anybody's help", func(t *testing.T) {
		kit.Eventually(t, patience, "the plant is healthy again", func() (bool, string) {
			well, err := w.edit.Health().Health(health.NewHealthParams(), nil)
			return err == nil && kit.At(well.Payload.Status) == "healthy", fmt.Sprint(err)
		})
		kit.Check(t, plantBefore.runs(), "the plant's process %d was replaced", plantBefore.pid)
		second := kit.Must(w.postmaster())
		kit.Check(t, second.runs() && second.pid != first.pid, "the database's process is still %d", second.pid)
	})
	kit.Run(t, "everything that was answered is there, and nothing that was refused", func(t *testing.T) {
		m := kit.Must(w.findMachine(id))
		kit.Check(t, m.Allocation != nil && kit.At(m.Allocation.Allocationuuid) == allocation, "the allocation: %+v", m.Allocation)
		written.holdsIn(t, w.listIPs(), with)
		t.Logf("%d addresses answered, %d refused, %d left open", len(written.kept), len(written.refused), len(written.open))
	})
	kit.Run(t, "machines are given and taken as before", func(t *testing.T) {
		another := w.allocateWhenThereIsOne(t, with)
		w.reaches(t, kit.At(another.ID), phonedHome)
		for _, m := range []string{id, kit.At(another.ID)} {
			kit.Must0(w.free(m))
			w.reaches(t, m, waiting)
		}
	})
}

func (w *world) everythingIsUnavailable(t *testing.T, with tenancy, machineID string) {
	calls := map[string]func() error{
		"find a machine":      func() error { _, err := w.findMachine(machineID); return err },
		"list machines":       func() error { _, err := w.listMachines(); return err },
		"allocate a machine":  func() error { _, err := w.allocate(w.name("never"), with, ""); return err },
		"free a machine":      func() error { return w.free(machineID) },
		"allocate an address": func() error { _, err := w.allocateIP(w.name("never"), with); return err },
		"allocate a network":  func() error { _, err := w.allocateNetwork(with.project); return err },
		"create a project":    func() error { _, err := w.createProject(); return err },
		"list networks": func() error {
			_, err := w.edit.Network().ListNetworks(network.NewListNetworksParams(), nil)
			return err
		},
		"find machines by tag": func() error { return w.findByTag("none") },
	}
	// The client gives up after thirty seconds, and that is no refusal.
	var all sync.WaitGroup
	for what, call := range calls {
		all.Go(func() {
			err := call()
			status, text := refused(err)
			kit.Equal(t, what, status, 503)
			kit.Check(t, strings.Contains(text, "database") && strings.Contains(text, "try again"),
				"%s: the error does not say what to do: %q (%v)", what, text, err)
		})
	}
	all.Wait()
}

func (w *world) findByTag(tag string) error {
	_, err := w.edit.Machine().FindMachines(machine.NewFindMachinesParams().WithBody(
		&models.V1MachineFindRequest{Tags: []string{tag}}), nil)
	return err
}
