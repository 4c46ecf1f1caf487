package image

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"
)

const (
	fills = 60
	// noiseBytes of each write are more than fits into what a table has left in a page.
	noiseBytes = 4000
	noticing   = 5 * time.Minute
	healing    = 10 * time.Minute
	fullIs     = "is full, so writes are refused"
	fillTable  = "podman exec postgres /usr/lib/postgresql/17/bin/psql -h /run/metal-plant/postgres -U plant metalplant -qc "
)

// full goes on with the plant of the part "ready": its disk has no room left for anybody but root, then it has again.
func full(l *lab) error {
	m, status, err := l.second()
	if err != nil {
		return err
	}
	d, err := l.door(m, status, callPort)
	if err != nil {
		return err
	}
	w, err := newWriter(m, d)
	if err != nil {
		return err
	}
	if code, said := w.write(); code != http.StatusCreated {
		return fmt.Errorf("a project could not be made on a disk with room: %d %s", code, said)
	}
	if err := l.fill(m, w); err != nil {
		return err
	}
	return l.free(m, w)
}

// writer makes projects and remembers those that were acknowledged.
type writer struct {
	door         *door
	admin        string
	tried        int
	acknowledged map[string]bool
}

func newWriter(m *machine, d *door) (*writer, error) {
	key, err := m.sh("cat /var/lib/metal-plant/plant/secrets/hmac-admin", asking)
	return &writer{door: d, admin: key, acknowledged: map[string]bool{}}, err
}

// projects are the names of those that the plant has.
func (w *writer) projects() (map[string]bool, error) {
	var found []struct{ Name string }
	status, body, err := w.door.send(http.MethodGet, "/v1/project", "Metal-Admin", w.admin, nil)
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("%d %s", status, body)
	}
	if err == nil {
		err = json.Unmarshal(body, &found)
	}
	if err != nil {
		return nil, fmt.Errorf("projects cannot be listed: %w", err)
	}
	names := map[string]bool{}
	for _, one := range found {
		names[one.Name] = true
	}
	return names, nil
}

// write answers with the status, 0 if there was no answer at all.
func (w *writer) write() (int, string) {
	w.tried++
	name := fmt.Sprintf("lab-%d", w.tried)
	body, _ := json.Marshal(map[string]any{"name": name, "tenant_id": "metal-stack", "description": noise(w.tried)})
	code, text, err := w.door.send(http.MethodPut, "/v1/project", "Metal-Admin", w.admin, body)
	if err != nil {
		return 0, err.Error()
	}
	if code == http.StatusCreated {
		w.acknowledged[name] = true
	}
	return code, string(text)
}

// noise is text that no database makes smaller: what it takes on the disk is room that must be new.
func noise(seed int) string {
	bytes := make([]byte, noiseBytes)
	_, _ = rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8)}).Read(bytes)
	return hex.EncodeToString(bytes)
}

// fill takes all room, also that which the database has put aside, and looks how the plant refuses.
func (l *lab) fill(m *machine, w *writer) error {
	script := "fallocate -l $(df --output=avail -B1 /var | tail -1) /var/lib/lab-filler; " + fillTable +
		`"create table lab_filler as select md5(random()::text) || repeat(md5(g::text), 60) as t from generate_series(1, 40000) g"; df --output=avail -B1M /var | tail -1`
	left, err := m.sh(script, 10*time.Minute)
	if err != nil {
		return err
	}
	l.figure("filled; the database, asked for 80 MB more", "%s", strings.Join(strings.Fields(left), " "))
	if err := until(noticing, func() (bool, string) {
		text, err := m.sh("plantctl status -o json", asking)
		return err == nil && strings.Contains(text, fullIs), text
	}); err != nil {
		return fmt.Errorf("the box does not say that its disk is full: %w", err)
	}
	l.figure("plantctl status", "says so")
	answers := map[int]int{}
	for range fills {
		code, said := w.write()
		answers[code]++
		if code != http.StatusCreated && code != http.StatusServiceUnavailable {
			return fmt.Errorf("a write on a full disk was answered by %d: %s", code, said)
		}
		if answers[http.StatusServiceUnavailable] == 1 && code == http.StatusServiceUnavailable {
			l.figure("a write that is refused", "%d %s", code, strings.TrimSpace(said))
		}
	}
	if answers[http.StatusServiceUnavailable] == 0 {
		return fmt.Errorf("nothing was refused: %v", answers)
	}
	l.figure(fmt.Sprintf("answers to %d writes", fills), "%d acknowledged, %d times 503", answers[http.StatusCreated], answers[http.StatusServiceUnavailable])
	return nil
}

// free gives the room back, and nothing else is done to the plant.
func (l *lab) free(m *machine, w *writer) error {
	if _, err := m.sh("rm -f /var/lib/lab-filler; sync", asking); err != nil {
		return err
	}
	begun := time.Now()
	if err := until(healing, func() (bool, string) {
		code, said := w.write()
		return code == http.StatusCreated, said
	}); err != nil {
		return fmt.Errorf("with room again it does not write: %w", err)
	}
	l.figure("with room again a write is taken", "after %.0f s, nobody did anything", time.Since(begun).Seconds())
	found, err := w.projects()
	if err != nil {
		return err
	}
	for name := range found {
		delete(w.acknowledged, name)
	}
	if len(w.acknowledged) > 0 {
		return fmt.Errorf("acknowledged and gone: %v", w.acknowledged)
	}
	l.figure("acknowledged writes that are gone", "0")
	if err := until(noticing, func() (bool, string) {
		text, err := m.sh("plantctl status -o json", asking)
		return err == nil && !strings.Contains(text, fullIs), text
	}); err != nil {
		return fmt.Errorf("the box goes on saying that its disk is full: %w", err)
	}
	_, err = m.sh(fillTable+`"drop table if exists lab_filler"`, asking)
	return err
}

// until asks every five seconds.
func until(limit time.Duration, probe func() (bool, string)) error {
	for deadline := time.Now().Add(limit); ; time.Sleep(5 * time.Second) {
		done, seen := probe()
		if done {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("not within %s; last seen: %s", limit, seen)
		}
	}
}
