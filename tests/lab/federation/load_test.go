package federation

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/metal-stack/metal-go/api/client/image"
	"github.com/metal-stack/metal-go/api/client/machine"
	"github.com/metal-stack/metal-go/api/client/network"
	"github.com/metal-stack/metal-go/api/models"

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/lab/report"
)

// operations are the local requests whose speed a link must not change.
var operations = []string{"acquire an address", "release it", "read a project of the other plant", "list images", "allocate a machine", "free it"}

// pace is between two rounds of one plant's client, so that measuring is not a load test and a block never runs dry.
const pace = 40 * time.Millisecond

// speeds are the times of requests, by operation.
type speeds map[string]*report.Sample

func newSpeeds() speeds {
	s := speeds{}
	for _, operation := range operations {
		s[operation] = &report.Sample{}
	}
	return s
}

// prepare lets a plant's client make machines: it needs a private network and an image.
func (s *side) prepare() {
	if s.private != "" {
		return
	}
	private := kit.Must(s.edit.Network().AllocateNetwork(network.NewAllocateNetworkParams().WithBody(&models.V1NetworkAllocateRequest{
		Name: "measured", Partitionid: s.seat.partition, Projectid: s.project,
	}), nil)).Payload
	s.private, s.size = kit.At(private.ID), kit.Must(listed(s.edit, s.seat.partition)).machines[0].Size.ID
	s.image = kit.At(kit.Must(s.edit.Image().FindImages(image.NewFindImagesParams().WithBody(
		&models.V1ImageFindRequest{Features: []string{"machine"}}), nil)).Payload[0].ID)
}

// measure lets a client at each plant work for so long. Every request must succeed, but for machines that do not wait yet.
func (st *stage) measure(t *testing.T, window time.Duration, into speeds) {
	t.Helper()
	var clients sync.WaitGroup
	for _, s := range st.sides {
		clients.Go(func() {
			kit.Caught(t, func() {
				for end := time.Now().Add(window); time.Now().Before(end); time.Sleep(pace) {
					s.round(t, into)
				}
			})
		})
	}
	clients.Wait()
}

// round is each operation once.
func (s *side) round(t *testing.T, into speeds) {
	t.Helper()
	timed := func(operation string, work func() error) error {
		begun := time.Now()
		err := work()
		if err == nil {
			into[operation].Add(time.Since(begun))
		}
		return err
	}
	var address string
	kit.Must0(timed("acquire an address", func() (err error) { address, err = s.acquire("shared"); return err }))
	taken(t, s, address)
	// Noted before it is released: afterwards it may be given again, by this plant alone.
	s.notes.returned(address)
	kit.Must0(timed("release it", func() error { return s.release(address) }))
	other := s.stage.others(s)[0]
	kit.Must0(timed("read a project of the other plant", func() error {
		if s.tenantOf(other.project) == "" {
			return errUnknown
		}
		return nil
	}))
	kit.Must0(timed("list images", func() error {
		_, err := s.edit.Image().ListImages(image.NewListImagesParams(), nil)
		return err
	}))
	var id string
	err := timed("allocate a machine", func() error {
		made, err := s.edit.Machine().AllocateMachine(machine.NewAllocateMachineParams().WithBody(s.request("measured", s.image, s.private, s.size)), nil)
		if err == nil {
			id = kit.At(made.Payload.ID)
		}
		return err
	})
	if status, text := refused(err); err != nil && (status < 400 || status > 499 || !strings.Contains(text, "machine")) {
		kit.Must0(err)
	}
	if id != "" {
		kit.Must0(timed("free it", func() error {
			_, err := s.edit.Machine().FreeMachine(machine.NewFreeMachineParams().WithID(id), nil)
			return err
		}))
	}
}

type unknown struct{}

func (unknown) Error() string {
	return http.StatusText(http.StatusNotFound) + ": a project of the other plant"
}

var errUnknown = unknown{}
