package image

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// putBack is how long an emulated machine may take to be that other plant.
const putBack = 45 * time.Minute

// taken is what is left of the plant of the part "ready" when its machine is gone: one file, and what its owner wrote down.
type taken struct {
	status hostStatus
	words  string
	backup string
	writer *writer
	early  string
	late   string
}

// restore takes a backup of that plant, switches it off for ever, and puts it back on a machine that was flashed just now.
func restore(l *lab) error {
	before, err := l.takeBackup()
	if err != nil {
		return err
	}
	if err := l.rest(); err != nil {
		return err
	}
	old := l.image
	defer func() { l.image = old }()
	if l.image, err = l.stick(before); err != nil {
		return err
	}
	defer os.Remove(l.image)
	defer os.Remove(l.image + ".disk.qcow2")
	m, err := l.becomes("restore", "a fresh machine: ", "--port", fmt.Sprint(callPort), "--fresh")
	if err != nil {
		return err
	}
	defer m.cut()
	if err := l.putBack(m, before); err != nil {
		return err
	}
	return m.off(10 * time.Minute)
}

func (l *lab) takeBackup() (*taken, error) {
	m, status, err := l.second()
	if err != nil {
		return nil, err
	}
	t := &taken{status: status}
	if t.words, err = l.words(); err != nil {
		return nil, err
	}
	d, err := l.door(m, status, callPort)
	if err != nil {
		return nil, err
	}
	if t.writer, err = newWriter(m, d); err != nil {
		return nil, err
	}
	// Numbers of other parts' projects end where these begin.
	t.writer.tried = 1000 + int(time.Now().Unix()%100000)
	made := func() (string, error) {
		if code, said := t.writer.write(); code != http.StatusCreated {
			return "", fmt.Errorf("a project could not be made: %d %s", code, said)
		}
		return fmt.Sprintf("lab-%d", t.writer.tried), nil
	}
	if t.early, err = made(); err != nil {
		return nil, err
	}
	begun := time.Now()
	name, err := m.sh("systemctl start plant-backup.service && ls -t /var/lib/metal-plant/backup/*.backup | head -1", 10*time.Minute)
	if err != nil {
		return nil, err
	}
	text, err := m.sh("base64 "+name, asking)
	if err != nil {
		return nil, err
	}
	content, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
	if err != nil {
		return nil, err
	}
	t.backup = filepath.Join(l.folder, filepath.Base(name))
	l.figure("a backup by its unit", "%.0f s, %d KiB", time.Since(begun).Seconds(), len(content)>>10)
	if t.late, err = made(); err != nil {
		return nil, err
	}
	return t, os.WriteFile(t.backup, content, 0o600)
}

var numbered = regexp.MustCompile(`[0-9]+\. +([a-z]+)`)

// words are the recovery words that the first boot showed on its console.
func (l *lab) words() (string, error) {
	text, err := os.ReadFile(filepath.Join(l.folder, "ready-1.console"))
	if err != nil {
		return "", err
	}
	at := strings.LastIndex(string(text), "Recovery words of this plant")
	if at < 0 {
		return "", fmt.Errorf("the console of the first boot shows no recovery words")
	}
	var words []string
	for _, line := range strings.Split(string(text[at:]), "\n") {
		found := numbered.FindAllStringSubmatch(line, -1)
		if len(found) == 0 && len(words) > 0 {
			break
		}
		for _, one := range found {
			words = append(words, one[1])
		}
	}
	return strings.Join(words, " "), nil
}

// stick is a copy of the image as an operator prepares it: backup and plant.yaml lie on its FAT partition.
func (l *lab) stick(t *taken) (string, error) {
	plan := fmt.Sprintf("region: %s\nzone: %s\npartition: %s\n", t.status.Region, t.status.Zone, t.status.Partition)
	return l.prepared("restore", plan, t.backup)
}

// prepared is a copy of the image with a plant.yaml, and what else there shall be, on its FAT partition.
func (l *lab) prepared(name, plan string, others ...string) (string, error) {
	if err := programs(map[string]string{"mcopy": "mtools"}); err != nil {
		return "", err
	}
	folder, err := os.MkdirTemp(l.folder, "plan")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(folder)
	file, written := filepath.Join(l.folder, name+".img"), filepath.Join(folder, "plant.yaml")
	if err := os.WriteFile(written, []byte(plan), 0o644); err != nil {
		return "", err
	}
	media, err := l.begin("METALPLANT")
	if err != nil {
		return "", err
	}
	for _, call := range [][]string{
		{"cp", "--sparse=always", l.image, file},
		{"cp", l.image + ".json", file + ".json"},
		{"ln", "-sfn", l.image + ".parts", file + ".parts"},
		append([]string{"mcopy", "-o", "-i", fmt.Sprintf("%s@@%d", file, media), written}, append(others, "::")...),
	} {
		if said, err := exec.Command(call[0], call[1:]...).CombinedOutput(); err != nil {
			return "", fmt.Errorf("%s: %w: %s", strings.Join(call, " "), err, said)
		}
	}
	return file, nil
}

func (l *lab) putBack(m *machine, t *taken) error {
	fresh, err := l.plant(m, "")
	if err != nil {
		return err
	}
	file := "/run/metal-plant/media/" + filepath.Base(t.backup)
	for script, wanted := range map[string]string{
		"echo abandon ability > /run/words; plantctl backup restore " + file + " --words-file /run/words --confirm " + t.status.Partition: "words",
		"echo " + t.words + " > /run/words; plantctl backup restore " + file + " --words-file /run/words --confirm elsewhere":             "confirmed by the name of this partition",
	} {
		said, err := m.sh(script+"; true", asking)
		if err != nil || !strings.Contains(said, wanted) {
			return fmt.Errorf("a wrong restore was not refused: %s %w", said, err)
		}
	}
	begun := time.Now()
	said, err := m.sh("plantctl backup restore "+file+" --words-file /run/words --confirm "+t.status.Partition+" -o json", asking)
	if err != nil {
		return err
	}
	l.figure("ordered", "%s", strings.Join(strings.Fields(said), " "))
	if _, err := m.await(`the plant was put back`, putBack); err != nil {
		return err
	}
	l.figure("files and rows are back", "after %.0f s", time.Since(begun).Seconds())
	var now hostStatus
	if err := until(putBack, func() (bool, string) {
		text, err := m.sh("plantctl status -o json", asking)
		if err != nil {
			return false, err.Error()
		}
		return json.Unmarshal([]byte(text), &now) == nil && now.State == "ready", text
	}); err != nil {
		return err
	}
	l.figure("ready again", "after %.0f s", time.Since(begun).Seconds())
	if now.PlantID != t.status.PlantID || now.PlantID == fresh.PlantID {
		return fmt.Errorf("the plant is %s, and the backup is of %s", now.PlantID, t.status.PlantID)
	}
	// The old machine's key and authorities: its clients notice nothing.
	projects, err := t.writer.projects()
	if err != nil {
		return err
	}
	if !projects[t.early] || projects[t.late] {
		return fmt.Errorf("made before the backup: %v, behind it: %v", projects[t.early], projects[t.late])
	}
	l.figure("what was made before the backup", "is there, what came behind it is not; the old keys and authorities hold")
	text, err := m.sh("plantctl reconcile -o json", asking)
	if err != nil {
		return err
	}
	var life struct {
		Plant struct {
			Life          int
			AddressesHeld bool
			NewcomersHeld bool
		}
	}
	if err := json.Unmarshal([]byte(text), &life); err != nil {
		return fmt.Errorf("%w: %s", err, text)
	}
	if life.Plant.Life < 2 || !life.Plant.AddressesHeld {
		return fmt.Errorf("no new life began: %s", text)
	}
	l.figure("its life", "%d; older addresses and unknown machines are held until they are confirmed", life.Plant.Life)
	return nil
}
