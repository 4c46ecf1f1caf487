package compat

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/nsqio/go-nsq"

	"metalplant.invalid/compat/plant"
)

const (
	channel      = "compat#ephemeral"
	commandMax   = 15 * time.Second
	messagesMax  = 20_000
	allocations  = "allocation"
	machineTopic = "-machine"
)

// listener is what metal-bmc is to the plant: a consumer with its settings, on a channel of its own so that it takes
// nothing away from the rack. It also hears the topic of allocations.
type listener struct {
	consumers []*nsq.Consumer

	mu    sync.Mutex
	heard map[string][]string // topic -> bodies, in order of arrival
}

func listen(status plant.Status) (*listener, error) {
	if status.NSQ.TCP == "" {
		return nil, fmt.Errorf("the plant runs without nsqd, so no command can be heard")
	}
	l := &listener{heard: map[string][]string{}}
	for _, topic := range []string{status.Partition + machineTopic, allocations} {
		if err := l.subscribe(status, topic); err != nil {
			l.stop()
			return nil, fmt.Errorf("topic %s: %w", topic, err)
		}
	}
	return l, nil
}

func (l *listener) subscribe(status plant.Status, topic string) error {
	tls, err := status.NSQ.TLS()
	if err != nil {
		return err
	}
	config := nsq.NewConfig()
	config.TlsV1 = true
	config.TlsConfig = tls
	config.HeartbeatInterval = 5 * time.Second
	config.ReadTimeout = 10 * time.Second
	config.WriteTimeout = 10 * time.Second
	config.MaxInFlight = 10
	config.MaxAttempts = 2
	config.DefaultRequeueDelay = 3 * time.Second
	config.MaxRequeueDelay = 5 * time.Second
	config.MaxBackoffDuration = 0
	consumer, err := nsq.NewConsumer(topic, channel, config)
	if err != nil {
		return err
	}
	consumer.SetLoggerLevel(nsq.LogLevelError)
	consumer.AddHandler(nsq.HandlerFunc(func(message *nsq.Message) error {
		l.keep(topic, string(message.Body))
		return nil
	}))
	l.consumers = append(l.consumers, consumer)
	return consumer.ConnectToNSQD(status.NSQ.TCP)
}

func (l *listener) keep(topic, body string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.heard[topic]) < messagesMax {
		l.heard[topic] = append(l.heard[topic], body)
	}
}

func (l *listener) stop() {
	for _, consumer := range l.consumers {
		consumer.Stop()
	}
	for _, consumer := range l.consumers {
		select {
		case <-consumer.StopChan:
		case <-time.After(5 * time.Second):
		}
	}
}

// bodies are the messages of a topic that the predicate picks.
func (l *listener) bodies(topic string, picked func(map[string]any) bool) []map[string]any {
	l.mu.Lock()
	defer l.mu.Unlock()
	var found []map[string]any
	for _, body := range l.heard[topic] {
		var document map[string]any
		if err := json.Unmarshal([]byte(body), &document); err != nil {
			document = map[string]any{"not an object": body}
		}
		if picked(document) {
			found = append(found, document)
		}
	}
	return found
}

// hears runs what must make the plant send a command to the machine, and returns the one command that it sent.
func (w *world) hears(t *testing.T, machineID, verb string, doing func()) map[string]any {
	t.Helper()
	return w.hearsMessage(t, verb+" for "+machineID, func(document map[string]any) bool {
		command, _ := document["cmd"].(map[string]any)
		return document["type"] == "command" && command["target"] == machineID && command["cmd"] == verb
	}, doing)
}

// hearsDelete is hears for the event by which a machine goes back to PXE.
func (w *world) hearsDelete(t *testing.T, machineID string, doing func()) map[string]any {
	t.Helper()
	return w.hearsMessage(t, "delete event for "+machineID, func(document map[string]any) bool {
		return document["type"] == "delete" && document["old"] == machineID
	}, doing)
}

func (w *world) hearsMessage(t *testing.T, what string, picked func(map[string]any) bool, doing func()) map[string]any {
	t.Helper()
	topic := w.status.Partition + machineTopic
	before := len(w.commands.bodies(topic, picked))
	doing()
	var heard []map[string]any
	eventually(t, commandMax, "the BMC agent hears "+what, func() (bool, string) {
		heard = w.commands.bodies(topic, picked)
		return len(heard) > before, fmt.Sprintf("%d such messages", len(heard)-before)
	})
	check(t, len(heard) == before+1, "%s: sent %d times", what, len(heard)-before)
	return heard[len(heard)-1]
}

// exactly demands that an object has these keys and no others.
func exactly(t *testing.T, what string, object any, keys ...string) map[string]any {
	t.Helper()
	given, isObject := object.(map[string]any)
	if !isObject {
		t.Errorf("%s: expected an object with %v, got %v", what, keys, object)
		return map[string]any{}
	}
	got := slices.Sorted(maps.Keys(given))
	slices.Sort(keys)
	check(t, slices.Equal(got, keys), "%s: expected the keys %v, got %v", what, keys, got)
	return given
}

// isCommand demands the exact document of a command.
func isCommand(t *testing.T, document map[string]any) {
	t.Helper()
	exactly(t, "command", document, "type", "cmd")
	command := exactly(t, "command.cmd", document["cmd"], "target", "cmd", "ipmi")
	isIPMI(t, command["ipmi"])
}

// isDelete demands the exact document of a delete event.
func isDelete(t *testing.T, document map[string]any) {
	t.Helper()
	exactly(t, "delete event", document, "type", "old", "cmd")
	command := exactly(t, "delete event.cmd", document["cmd"], "target", "ipmi")
	equal(t, "target of the delete event", command["target"], document["old"])
	isIPMI(t, command["ipmi"])
}

func isIPMI(t *testing.T, object any) {
	t.Helper()
	ipmi := exactly(t, "ipmi", object, "address", "mac", "user", "password", "interface", "fru", "bmcversion",
		"powerstate", "powermetric", "powersupplies", "last_updated")
	exactly(t, "fru", ipmi["fru"], "chassis_part_number", "chassis_part_serial", "board_mfg", "board_mfg_serial",
		"board_part_number", "product_manufacturer", "product_part_number", "product_serial")
	for _, key := range []string{"address", "user", "password"} {
		check(t, ipmi[key] != "", "ipmi.%s is empty, and a BMC agent cannot do without", key)
	}
}
