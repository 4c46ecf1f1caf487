package federation

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"metalplant.invalid/compat/kit"
)

// rack is a simulated rack that no plant has started, so that its servers run on while the plant is away.
type rack struct {
	file string
}

// server is one of its servers: what it does, not what a plant believes.
type server struct {
	Name, ID, Phase, Step, Allocation string
	// System is whether there is one on its disks.
	System bool
}

// rackState is the rack's own account.
type rackState struct {
	Servers  []server
	Commands []struct {
		Machine, Command string
		At               time.Time
	}
}

// ownRack starts one for a plant that was started without; it ends with the test.
func ownRack(t *testing.T, s *side, machines int) *rack {
	t.Helper()
	root := filepath.Join("..", "..", "..")
	classpath := strings.TrimSpace(string(kit.Must(os.ReadFile(filepath.Join(root, "tests/rack/target/plant.classpath")))))
	java := "java"
	if home := os.Getenv("JAVA_HOME"); home != "" {
		java = filepath.Join(home, "bin", "java")
	}
	r := &rack{file: filepath.Join(t.TempDir(), "rack.json")}
	command := []string{java, "-Xmx96m", "-XX:+UseSerialGC", "-cp", classpath, "metalplant.rack.Rack",
		"--status", s.plant.Data, "--machines", fmt.Sprint(machines), "--state-file", r.file}
	if s.place != nil {
		command = append([]string{"ip", "netns", "exec", s.place.Namespace}, command...)
	}
	process := exec.Command(command[0], command[1:]...)
	process.Dir = root
	log := kit.Must(os.Create(filepath.Join(filepath.Dir(r.file), "rack.log")))
	process.Stdout, process.Stderr = log, log
	kit.Must0(process.Start())
	t.Cleanup(func() {
		_ = process.Process.Signal(syscall.SIGTERM)
		_ = process.Wait()
		if t.Failed() {
			text, _ := os.ReadFile(log.Name())
			fmt.Fprintf(os.Stderr, "the rack's log ends in:\n%s\n", text[max(0, len(text)-2000):])
		}
	})
	return r
}

func (r *rack) state() (state rackState, err error) {
	content, err := os.ReadFile(r.file)
	if err != nil {
		return state, err
	}
	return state, json.Unmarshal(content, &state)
}

// reaches waits until the server of a machine is in a phase.
func (r *rack) reaches(t *testing.T, id, phase string) server {
	t.Helper()
	var found server
	kit.Eventually(t, patience, "the server of machine "+id+" is "+phase, func() (bool, string) {
		state, err := r.state()
		if err != nil {
			return false, err.Error()
		}
		for _, each := range state.Servers {
			if each.ID == id {
				found = each
			}
		}
		return found.Phase == phase, fmt.Sprintf("%+v", found)
	})
	return found
}

// commandsSince are what reached management controllers from that moment on.
func (r *rack) commandsSince(since time.Time) (commands []string) {
	for _, each := range kit.Must(r.state()).Commands {
		if each.At.After(since) {
			commands = append(commands, each.Command+" to "+each.Machine)
		}
	}
	return commands
}
