package compat

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var stockStories = []story{
	{"metalctl reads and writes everything that the plant has", stockMetalctl},
	{"Dex says who people are", stockDex},
	{"metal-metrics-exporter finds everything that it counts", stockExporter},
	{"Prometheus reads the plant's metrics and answers every question of the dashboard", stockPrometheus},
	{"metal-core takes the plant for its API", stockCore},
	{"metal-bmc runs against the plant", notRun("metal-bmc", "on its shared channel it would take commands away from the rack")},
}

// TestStockPrograms runs programs of others that STOCK_DIR holds, and skips each of them that is not there. They have the
// plant for themselves: the other stories are over.
func TestStockPrograms(t *testing.T) {
	for _, s := range stockStories {
		run(t, s.name, func(t *testing.T) { s.tell(t, theWorld) })
	}
}

// stock is the path of a program, or skips the test with the reason why it was not run.
func stock(t *testing.T, program string) string {
	t.Helper()
	folder := os.Getenv("STOCK_DIR")
	if folder == "" {
		t.Skipf("%s was not run: STOCK_DIR is not set", program)
	}
	path := must(filepath.Abs(filepath.Join(folder, program)))
	if _, err := os.Stat(path); err != nil {
		t.Skipf("%s was not run: %v", program, err)
	}
	return path
}

func notRun(program, reason string) func(*testing.T, *world) {
	return func(t *testing.T, _ *world) {
		stock(t, program)
		t.Skipf("%s was not run: %s; that needs the lab", program, reason)
	}
}

// metalctl is the program with somebody's credentials and a home of its own.
type metalctl struct {
	path, home  string
	environment []string
}

const commandPatience = 60 * time.Second

// metalctl calls as an administrator, unless the settings (NAME=VALUE, for METALCTL_NAME) say otherwise.
func (w *world) metalctl(t *testing.T, settings ...string) metalctl {
	t.Helper()
	m := metalctl{path: stock(t, "metalctl"), home: t.TempDir()}
	if len(settings) == 0 {
		settings = []string{"HMAC=" + w.status.API.HMAC.Admin, "HMAC_AUTH_TYPE=Metal-Admin"}
	}
	m.environment = []string{"HOME=" + m.home, "PATH=" + os.Getenv("PATH"), "METALCTL_API_URL=" + w.status.API.URL}
	for _, setting := range settings {
		m.environment = append(m.environment, "METALCTL_"+setting)
	}
	return m
}

// call runs a command: it is split at its blanks, what follows it is not.
func (m metalctl) call(t *testing.T, input, command string, more ...string) (printed, complained string, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), commandPatience)
	defer cancel()
	program := exec.CommandContext(ctx, m.path, append(strings.Fields(command), more...)...)
	program.Dir, program.Env, program.Stdin = m.home, m.environment, strings.NewReader(input)
	var out, told bytes.Buffer
	program.Stdout, program.Stderr = &out, &told
	err = program.Run()
	return out.String(), told.String(), err
}

// prints is what a command printed, which has to succeed without a word of complaint.
func (m metalctl) prints(t *testing.T, command string, more ...string) string {
	t.Helper()
	return m.takes(t, "", command, more...)
}

// takes is prints for a command that reads something.
func (m metalctl) takes(t *testing.T, input, command string, more ...string) string {
	t.Helper()
	printed, complained, err := m.call(t, input, command, more...)
	if err != nil || complained != "" {
		t.Fatalf("metalctl %s %v: %v: %s%s", command, more, err, complained, printed)
	}
	return printed
}

// refuses demands that a command fails and that it says all of these words.
func (m metalctl) refuses(t *testing.T, words []string, command string, more ...string) {
	t.Helper()
	printed, complained, err := m.call(t, "", command, more...)
	said := printed + complained
	check(t, err != nil, "metalctl %s %v was not refused: %s", command, more, said)
	contains(t, "metalctl "+command, said, words...)
	check(t, !strings.Contains(said, "goroutine"), "metalctl %s %v broke: %s", command, more, said)
}

// gives is what a command printed as JSON.
func gives[T any](t *testing.T, m metalctl, command string, more ...string) T {
	t.Helper()
	return decoded[T](t, m.prints(t, command+" -o json", more...))
}

func decoded[T any](t *testing.T, text string) T {
	t.Helper()
	var value T
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return value
}

func contains(t *testing.T, what, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		check(t, strings.Contains(text, part), "%s: %q is not in\n%s", what, part, text)
	}
}

// row is the line of a table with that word.
func row(t *testing.T, table, word string) string {
	t.Helper()
	for _, line := range strings.Split(table, "\n") {
		if strings.Contains(line, word) {
			return line
		}
	}
	t.Errorf("no line with %s in\n%s", word, table)
	return ""
}

// everyForm prints a list in each form that metalctl knows, and demands the word in all of them.
func (m metalctl) everyForm(t *testing.T, command, word string) {
	t.Helper()
	for _, form := range []string{"table", "wide", "markdown", "json", "yaml"} {
		contains(t, command+" -o "+form, m.prints(t, command+" -o "+form), word)
	}
	bare := m.prints(t, command+" --no-headers")
	contains(t, command+" --no-headers", bare, word)
}

// survives applies what describing these printed, all in one file, and demands that nothing of them has changed.
func (m metalctl) survives(t *testing.T, group string, ids ...string) {
	t.Helper()
	var file strings.Builder
	before := map[string]map[string]any{}
	for _, id := range ids {
		before[id] = m.described(t, group, id)
		fmt.Fprintf(&file, "---\n%s", m.prints(t, group+" describe -o yaml", id))
	}
	m.takes(t, file.String(), group+" apply --skip-security-prompts -f -")
	for _, id := range ids {
		after := m.described(t, group, id)
		equal(t, group+" "+id, fmt.Sprint(after), fmt.Sprint(before[id]))
	}
}

// described is an entity without what every write changes.
func (m metalctl) described(t *testing.T, group, id string) map[string]any {
	t.Helper()
	entity := gives[map[string]any](t, m, group+" describe", id)
	delete(entity, "changed")
	if meta, has := entity["meta"].(map[string]any); has {
		delete(meta, "version")
		delete(meta, "updated_time")
	}
	return entity
}

// listed are the ids of a list, in its order.
func (m metalctl) listed(t *testing.T, command string) []string {
	t.Helper()
	var all []string
	for _, entity := range gives[[]map[string]any](t, m, command) {
		switch id := entity["id"].(type) {
		case string:
			all = append(all, id)
		default:
			meta, _ := entity["meta"].(map[string]any)
			all = append(all, fmt.Sprint(meta["id"]))
		}
	}
	return all
}

// editing is the program with an editor that puts one text in the place of another one.
func (m metalctl) editing(t *testing.T, old, fresh string) metalctl {
	t.Helper()
	editor := filepath.Join(t.TempDir(), "editor")
	script := fmt.Sprintf("#!/bin/sh\nexec sed -i 's|%s|%s|' \"$1\"\n", old, fresh)
	must0(os.WriteFile(editor, []byte(script), 0o700))
	m.environment = append(append([]string{}, m.environment...), "EDITOR="+editor)
	return m
}

func stockMetalctl(t *testing.T, w *world) {
	m := w.metalctl(t)
	for _, part := range []struct {
		name string
		tell func(*testing.T, *world, metalctl)
	}{
		{"it knows whom it speaks to", metalctlBasics},
		{"what describe prints can be applied, and changes nothing", metalctlRoundTrips},
		{"tenants and projects", metalctlPeople},
		{"networks", metalctlNetworks},
		{"addresses", metalctlAddresses},
		{"sizes, their reservations and constraints", metalctlSizes},
		{"images and filesystem layouts", metalctlImages},
		{"partitions", metalctlPartitions},
		{"switches", metalctlSwitches},
		{"a machine", metalctlMachine},
		{"a machine nobody has", metalctlFreeMachine},
		{"a firewall", metalctlFirewall},
		{"firmware", metalctlFirmware},
		{"the audit", metalctlAudit},
		{"roles and tokens", metalctlRoles},
		{"what the shell completes", metalctlCompletions},
	} {
		run(t, part.name, func(t *testing.T) { part.tell(t, w, m) })
	}
}

func metalctlBasics(t *testing.T, w *world, m metalctl) {
	contains(t, "version", m.prints(t, "version"), "server:", "name: metal-api", "min_client_version: v0.0.1", "\n  version: v0.")
	contains(t, "health", m.prints(t, "health"), "status: healthy")
	for key, may := range map[string]bool{w.status.API.HMAC.Admin: true, "another key": false} {
		file := fmt.Sprintf("current: plant\ncontexts:\n  plant:\n    url: %s\n    hmac: %q\n", w.status.API.URL, key)
		called := w.metalctl(t, "CONFIG="+w.file(t, file))
		contains(t, "context", called.prints(t, "context"), "plant")
		if may {
			called.prints(t, "size list")
		} else {
			called.refuses(t, []string{"403"}, "size list")
		}
	}
}

// metalctlRoundTrips is about what the plant brought along: a file of each kind.
func metalctlRoundTrips(t *testing.T, w *world, m metalctl) {
	for _, group := range []string{"network", "size", "image", "filesystemlayout", "partition", "tenant", "project"} {
		run(t, group, func(t *testing.T) {
			all := m.listed(t, group+" list")
			check(t, len(all) > 0 || group == "project", "there is none")
			if len(all) > 0 {
				m.survives(t, group, all...)
			}
		})
	}
}

func metalctlCompletions(t *testing.T, w *world, m metalctl) {
	leaf := w.switches(t, w.status.Partition)[0]
	free, picture := w.free(t), w.imageFor(t, "machine")
	for command, word := range map[string]string{
		"machine describe": at(free.ID), "switch describe": at(leaf.ID), "partition describe": w.status.Partition, "size describe": at(free.Size.ID),
		"image describe": at(picture.ID), "network describe": at(w.internet(t).ID), "tenant describe": w.tenant, "filesystemlayout describe": "",
		"machine list --rack": free.Rackid, "machine list --manufacturer": "", "switch list --os-vendor": leaf.Os.Vendor, "machine issues --only": "crashloop",
		"image list --os": "", "switch port up " + at(leaf.ID) + " --port": at(leaf.Nics[0].Name), "firmware list --kind": "bios",
	} {
		offered, complained, err := m.call(t, "", "__complete "+command, "")
		check(t, err == nil && strings.Contains(complained, "Directive") && !strings.Contains(complained, "ShellCompDirectiveError"), "%s: %v: %s", command, err, complained)
		contains(t, command, offered, word)
		check(t, len(strings.Split(strings.TrimSpace(offered), "\n")) > 1, "%s: nothing is offered: %s", command, offered)
	}
}
