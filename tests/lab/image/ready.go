package image

import (
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// alone: nobody sits at the box, so the plant names itself at once.
const alone = fast + " systemd.setenv=PLANT_WIZARD_SECONDS=0"

const named = "the plant named itself"

// becoming is how long an emulated machine may take to be a plant.
const becoming = 30 * time.Minute

// hostStatus is what plantctl status says.
type hostStatus struct {
	State     string   `json:"state"`
	Partition string   `json:"partition"`
	Step      string   `json:"step"`
	Problem   string   `json:"problem"`
	Warnings  []string `json:"warnings"`
	Steps     []struct {
		Name       string `json:"name"`
		TookMillis int64  `json:"tookmillis"`
	} `json:"steps"`
}

// becomes starts a machine and returns once its host agent says that the plant is ready.
func (l *lab) becomes(name, prefix string, arguments ...string) (*machine, error) {
	m, at, err := l.booted(name, append([]string{"--direct", "--memory", "3072", "--append", alone}, arguments...))
	if err != nil {
		return nil, err
	}
	l.figure(prefix+"up", "%.0f s", at.at.Seconds())
	ready, err := m.await(`is ready$`, becoming)
	if err != nil {
		log, _ := m.sh("plantctl status; journalctl -b --no-pager -p 4 -n 40", asking)
		m.cut()
		return nil, fmt.Errorf("%w\n%s", err, log)
	}
	l.figure(prefix+"ready", "%.0f s", ready.at.Seconds())
	return m, nil
}

// plant asks the box what it is, and the API whether it knows the partition.
func (l *lab) plant(m *machine, prefix string) (hostStatus, error) {
	var status hostStatus
	text, err := m.sh("plantctl status -o json", asking)
	if err != nil {
		return status, err
	}
	if err := json.Unmarshal([]byte(text), &status); err != nil {
		return status, fmt.Errorf("plantctl status said %q: %w", text, err)
	}
	if status.State != "ready" {
		return status, fmt.Errorf("the box is not ready: %s", text)
	}
	for _, step := range status.Steps {
		l.figure(prefix+"step "+step.Name, "%.1f s", float64(step.TookMillis)/1000)
	}
	listed, err := m.sh("podman exec postgres /usr/lib/postgresql/17/bin/psql -h /run/metal-plant/postgres -U plant metalplant -Atc 'select id from partition_entity'", asking)
	if err != nil {
		return status, err
	}
	if listed != status.Partition {
		return status, fmt.Errorf("the partition %q is not in the plant: %q", status.Partition, listed)
	}
	failed, err := m.sh("systemctl --failed --no-legend --plain | cut -d ' ' -f 1", asking)
	if err != nil {
		return status, err
	}
	if failed != "" {
		return status, fmt.Errorf("units failed: %s", failed)
	}
	return status, nil
}

func ready(l *lab) error {
	first, err := l.becomes("ready-1", "first boot: ", "--no-network", "--fresh")
	if err != nil {
		return err
	}
	defer first.cut()
	made, err := l.plant(first, "first boot: ")
	if err != nil {
		return err
	}
	l.figure(named, "%s", made.Partition)
	if !first.said("Recovery words of this plant") {
		return fmt.Errorf("the console did not show the recovery words")
	}
	for _, note := range made.Warnings {
		l.figure("note", "%s", note)
	}
	if err := l.memory(first); err != nil {
		return err
	}
	return first.off(10 * time.Minute)
}

// again goes on with the disk that the part before left.
func again(l *lab) error {
	made := ""
	if before := l.results["ready"]; before != nil && before.Held {
		for _, one := range before.Figures {
			if one.Name == named {
				made = one.Value
			}
		}
	}
	if made == "" {
		return fmt.Errorf("there is no disk of a plant: the part \"ready\" comes first")
	}
	second, err := l.becomes("ready-2", "second boot: ", "--no-network")
	if err != nil {
		return err
	}
	defer second.cut()
	now, err := l.plant(second, "second boot: ")
	if err != nil {
		return err
	}
	if now.Partition != made || second.said("Recovery words of this plant") {
		return fmt.Errorf("the second boot made another plant: %s after %s", now.Partition, made)
	}
	return second.off(10 * time.Minute)
}

// call asks the door of the plant from outside: the answer is refused for want of a key, by the plant itself over its own TLS.
func call(l *lab) error {
	m, err := l.becomes("call", "", "--port", "18443")
	if err != nil {
		return err
	}
	defer m.cut()
	// Its certificate is of its own authority, which this lab does not know; what it says is what is looked at.
	client := &http.Client{Timeout: time.Minute, Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	answer, err := client.Get("https://127.0.0.1:18443/metal/v1/version")
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, 4096))
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK || !strings.Contains(string(body), "version") {
		return fmt.Errorf("the plant answered %d: %s", answer.StatusCode, body)
	}
	l.figure("GET /metal/v1/version through the forwarded port", "%d %s", answer.StatusCode, strings.TrimSpace(string(body)))
	return m.off(10 * time.Minute)
}
