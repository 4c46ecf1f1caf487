package faults

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/metal-stack/metal-go/api/client/health"
	"github.com/metal-stack/metal-go/api/client/machine"
	"github.com/nsqio/go-nsq"

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/compat/plant"
)

const (
	// commandLife is how long a command to a BMC may wait for the broker.
	commandLife = 30 * time.Second

	messagesMax = 10_000
)

func brokerAway(t *testing.T, w *world, _ *rand.Rand) {
	before, after := w.tenancy(), w.tenancy()
	agent := kit.Must(listen(w.plant.Status))
	defer agent.stop()
	// One server of the rack, which without the broker nobody can reset; and one of our own, which somebody resets by hand.
	racked := kit.At(w.allocateWhenThereIsOne(t, before).ID)
	w.reaches(t, racked, phonedHome)
	server := w.newServer(t)
	server.boots(t)
	kit.Must(w.allocate(w.name("machine"), before, server.id))
	server.installs(t)
	agent.hears(t, w, "DISK", server.id)

	giveBack := keepAway(t, "nsqd", w.plant.Status.NSQ.TCP, w.nsqd)
	defer giveBack()
	busy := w.keepCalling(t, before)
	defer busy.end()

	kit.Run(t, "the API takes commands, frees and allocates without it", func(t *testing.T) {
		must := kit.Must[*machine.MachineResetOK]
		must(w.edit.Machine().MachineReset(machine.NewMachineResetParams().WithID(server.id).WithBody([]string{}), nil))
		kit.Must0(w.free(server.id))
		server.boots(t)
		kit.Must(w.allocate(w.name("machine"), after, server.id))
		kit.Must0(w.free(racked))
		kit.Equal(t, "health of NSQ", w.healthOfNSQ(t), "unhealthy")
	})
	overdue := time.Now().Add(commandLife)
	kit.Run(t, "a command that waited too long becomes an event of its machine", func(t *testing.T) {
		kit.Eventually(t, patience, "both machines tell", func() (bool, string) {
			texts := lastError(kit.Must(w.findMachine(server.id))) + " / " + lastError(kit.Must(w.findMachine(racked)))
			return strings.Count(texts, "was not sent") == 2, texts
		})
	})
	time.Sleep(time.Until(overdue.Add(3 * time.Second)))
	heardBefore := agent.count()
	giveBack()
	kit.Run(t, "nsqd is started again when its port is free", func(t *testing.T) {
		kit.Eventually(t, patience, "nsqd is healthy", func() (bool, string) {
			now := w.healthOfNSQ(t)
			return now == "healthy" && agent.isConnected(), now
		})
	})
	busy.end()
	kit.Equal(t, "calls that failed while nsqd was away", busy.failures(), "")
	t.Logf("nsqd was away for %s, with %d calls meanwhile", time.Since(overdue.Add(-commandLife)).Round(time.Second), busy.count())

	kit.Run(t, "the next tenant's own command arrives", func(t *testing.T) {
		w.lightsUp(t, agent, server.id)
	})
	kit.Run(t, "the freed server of the rack is reset after all, and waits", func(t *testing.T) {
		w.reaches(t, racked, waiting)
	})
	kit.Run(t, "nothing else reached a BMC", func(t *testing.T) {
		for _, said := range agent.since(heardBefore) {
			own := said.machine == server.id && said.verb == "LED-ON"
			reclaim := said.machine == racked && said.verb == "delete"
			kit.Check(t, own || reclaim, "%s for %s, which is a command from before", said.verb, said.machine)
		}
	})
}

// lightsUp has the server's light switched on, again if the command came too late, until the agent hears of it.
func (w *world) lightsUp(t *testing.T, agent *agent, id string) {
	t.Helper()
	var next time.Time
	kit.Eventually(t, patience, "the light is switched on", func() (bool, string) {
		if time.Now().After(next) {
			params := machine.NewChassisIdentifyLEDOnParams().WithID(id).WithDescription(kit.Ptr("a test")).WithBody([]string{})
			kit.Must(w.edit.Machine().ChassisIdentifyLEDOn(params, nil))
			next = time.Now().Add(commandLife)
		}
		return agent.heard("LED-ON", id), "nothing"
	})
}

func lastError(m interface{ MarshalBinary() ([]byte, error) }) string {
	var document struct {
		Events struct {
			Last *struct{ Message string } `json:"last_error_event"`
		}
	}
	if text, err := m.MarshalBinary(); err != nil || json.Unmarshal(text, &document) != nil || document.Events.Last == nil {
		return ""
	}
	return document.Events.Last.Message
}

// healthOfNSQ demands that the plant as a whole is well, and gives how it says that NSQ is.
func (w *world) healthOfNSQ(t *testing.T) string {
	t.Helper()
	answer := kit.Must(w.edit.Health().Health(health.NewHealthParams(), nil)).Payload
	kit.Equal(t, "health of the plant", kit.At(answer.Status), "healthy")
	return kit.At(answer.Services["nsq"].Status)
}

// agent is a consumer as metal-bmc is one, on a channel of its own.
type agent struct {
	consumer *nsq.Consumer

	mu   sync.Mutex
	said []said
}

// said is one message: a verb of a command, or "delete".
type said struct{ machine, verb string }

func listen(status plant.Status) (*agent, error) {
	identity, err := status.NSQ.TLS()
	if err != nil {
		return nil, err
	}
	config := nsq.NewConfig()
	config.TlsV1 = true
	config.TlsConfig = identity
	config.MaxInFlight = 10
	// How soon it comes back after nsqd did: sooner than whoever publishes.
	config.LookupdPollInterval = 20 * time.Millisecond
	consumer, err := nsq.NewConsumer(status.Partition+"-machine", "faults#ephemeral", config)
	if err != nil {
		return nil, err
	}
	consumer.SetLogger(nil, nsq.LogLevelError)
	a := &agent{consumer: consumer}
	consumer.AddHandler(nsq.HandlerFunc(a.hear))
	return a, consumer.ConnectToNSQD(status.NSQ.TCP)
}

func (a *agent) hear(message *nsq.Message) error {
	var document struct {
		Type string
		Old  string
		Cmd  struct{ Target, Cmd string }
	}
	if err := json.Unmarshal(message.Body, &document); err != nil {
		document.Type = "unreadable: " + string(message.Body)
	}
	heard := said{document.Cmd.Target, document.Cmd.Cmd}
	if document.Type != "command" {
		heard = said{document.Old, document.Type}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.said) < messagesMax {
		a.said = append(a.said, heard)
	}
	return nil
}

func (a *agent) stop() {
	a.consumer.Stop()
	select {
	case <-a.consumer.StopChan:
	case <-time.After(5 * time.Second):
	}
}

func (a *agent) isConnected() bool { return a.consumer.Stats().Connections > 0 }

func (a *agent) count() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.said)
}

func (a *agent) since(first int) []said {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]said(nil), a.said[first:]...)
}

func (a *agent) heard(verb, machineID string) bool {
	for _, s := range a.since(0) {
		if s == (said{machineID, verb}) {
			return true
		}
	}
	return false
}

func (a *agent) hears(t *testing.T, w *world, verb, machineID string) {
	t.Helper()
	kit.Eventually(t, patience, "the BMC agent hears "+verb, func() (bool, string) {
		return a.heard(verb, machineID), "nothing"
	})
}

// caller reads and writes all the time.
type caller struct {
	cancel context.CancelFunc
	done   chan struct{}

	mu     sync.Mutex
	calls  int
	failed []string
}

func (w *world) keepCalling(t *testing.T, with tenancy) *caller {
	ctx, cancel := context.WithCancel(t.Context())
	c := &caller{cancel: cancel, done: make(chan struct{})}
	go func() {
		defer close(c.done)
		for ctx.Err() == nil {
			_, err := w.listMachines()
			c.note("list machines", err)
			address, err := w.allocateIP(w.name("meanwhile"), with)
			c.note("allocate an address", err)
			if err == nil {
				c.note("free an address", w.freeIP(address))
			}
			select {
			case <-ctx.Done():
			case <-time.After(500 * time.Millisecond):
			}
		}
	}()
	return c
}

func (c *caller) note(what string, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls++
	if err != nil && len(c.failed) < 20 {
		c.failed = append(c.failed, fmt.Sprintf("%s: %v", what, err))
	}
}

// end stops it and waits for its last call.
func (c *caller) end() {
	c.cancel()
	<-c.done
}

func (c *caller) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.calls
}

func (c *caller) failures() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return strings.Join(c.failed, "; ")
}
