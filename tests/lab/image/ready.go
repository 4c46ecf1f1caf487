package image

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// alone: nobody sits at the box, so the plant names itself at once.
const alone = fast + " systemd.setenv=PLANT_WIZARD_SECONDS=0"

const named = "the plant named itself"

// errNoPlant says that a part was not begun; it tells nothing about the image.
var errNoPlant = errors.New(`there is no disk of a plant: the part "ready" comes first`)

// becoming is how long an emulated machine may take to be a plant.
const becoming = 30 * time.Minute

// hostStatus is what plantctl status says.
type hostStatus struct {
	State     string   `json:"state"`
	Partition string   `json:"partition"`
	Region    string   `json:"region"`
	Zone      string   `json:"zone"`
	PlantID   string   `json:"plant"`
	Panel     string   `json:"panel"`
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
	m, at, err := l.booted(name, append(whole(), arguments...))
	if err != nil {
		return nil, err
	}
	l.figure(prefix+"up", "%.0f s", at.at.Seconds())
	return m, l.awaitReady(m, prefix)
}

// processors is how many a machine has that shall become a plant: with one, the checks of ten containers keep an emulated one busy.
const processors = "2"

// whole is how a machine is started that shall become a plant.
func whole() []string {
	return []string{"--direct", "--memory", "3072", "--cpus", processors, "--append", alone}
}

// awaitReady ends the machine if it does not get there.
func (l *lab) awaitReady(m *machine, prefix string) error {
	ready, err := m.await(`is ready$`, becoming)
	if err != nil {
		log, _ := m.sh("plantctl status; journalctl -b --no-pager -p 4 -n 40", asking)
		m.cut()
		return fmt.Errorf("%w\n%s", err, log)
	}
	l.readyAt = ready.at
	l.figure(prefix+"processors", "%s", processors)
	l.figure(prefix+"ready", "%.0f s", ready.at.Seconds())
	return nil
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
		if prefix == "" {
			break
		}
		took := float64(step.TookMillis) / 1000
		l.figure(prefix+"step "+step.Name, "%.1f s (%.0f %%)", took, 100*took/l.readyAt.Seconds())
	}
	listed, err := m.sh("podman exec postgres /usr/lib/postgresql/17/bin/psql -h /run/metal-plant/postgres -U plant metalplant -Atc 'select id from partition_entity'", asking)
	if err != nil {
		return status, err
	}
	if listed != status.Partition {
		return status, fmt.Errorf("the partition %q is not in the plant: %q", status.Partition, listed)
	}
	// The checks of containers are units of podman's with a number for a name; one that a busy host lets wait too long is a failed one until the
	// next. What three of them lead to is seen at the container.
	failed, err := m.sh("systemctl --failed --no-legend --plain | cut -d ' ' -f 1 | grep -vE '^[0-9a-f]{64}-' ; podman ps --filter health=unhealthy --format '{{.Names}}'", asking)
	if err != nil {
		return status, err
	}
	if failed != "" {
		return status, fmt.Errorf("units failed, or containers are ill: %s", failed)
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
	if err := first.off(10 * time.Minute); err != nil {
		return err
	}
	// Other parts flash the image anew; this disk is what several go on with.
	return os.Rename(l.image+".disk.qcow2", l.plantDisk())
}

// plantDisk is the disk of the plant that the part "ready" made.
func (l *lab) plantDisk() string {
	return filepath.Join(l.folder, "plant-"+strings.TrimSuffix(filepath.Base(l.state()), ".json")+".qcow2")
}

// again goes on with the disk that the part before left.
func again(l *lab) error {
	made, err := l.named()
	if err != nil {
		return err
	}
	_, now, err := l.second()
	if err != nil {
		return err
	}
	if now.Partition != made || l.plantUp.said("Recovery words of this plant") {
		return fmt.Errorf("the second boot made another plant: %s after %s", now.Partition, made)
	}
	return nil
}

// second is the plant of the part "ready" in a second cold boot, now with a network. Parts that leave it as it was share that boot.
func (l *lab) second() (*machine, hostStatus, error) {
	if l.plantUp != nil && l.plantUp.runs() {
		status, err := l.plant(l.plantUp, "")
		return l.plantUp, status, err
	}
	if _, err := l.named(); err != nil {
		return nil, hostStatus{}, err
	}
	m, at, err := l.booted("ready-2", append(whole(), "--port", fmt.Sprint(callPort), "--disk", l.plantDisk()))
	if err != nil {
		return nil, hostStatus{}, err
	}
	l.figure("second boot: up", "%.0f s", at.at.Seconds())
	// Projects are made by administrators, whom a router does not let in unless its operator says so.
	_, err = m.sh("grep -q role-max /var/lib/metal-plant/plant/plant.properties || echo router.role-max=admin >> /var/lib/metal-plant/plant/plant.properties", asking)
	if err == nil {
		err = l.awaitReady(m, "second boot: ")
	}
	if err != nil {
		m.cut()
		return nil, hostStatus{}, err
	}
	status, err := l.plant(m, "second boot: ")
	if err != nil {
		m.cut()
		return nil, status, err
	}
	l.plantUp = m
	return m, status, nil
}

// rest shuts the shared plant down: one machine at a time.
func (l *lab) rest() error {
	m := l.plantUp
	l.plantUp = nil
	if m == nil || !m.runs() {
		return nil
	}
	return m.off(10 * time.Minute)
}

// named is what the plant of the part "ready" called itself; its disk is there still.
func (l *lab) named() (string, error) {
	_, gone := os.Stat(l.plantDisk())
	if before := l.results["ready"]; gone == nil && before != nil && before.Held {
		for _, one := range before.Figures {
			if one.Name == named {
				return one.Value, nil
			}
		}
	}
	return "", errNoPlant
}
