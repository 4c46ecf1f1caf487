package image

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// newer is what the second build calls itself; broken a third one, which never makes a ready plant.
const (
	older  = "1.0.0"
	newer  = "9.9.9"
	broken = "9.9.10"
	noTry  = `is on trial and was not ready in [0-9]+ s`
)

// half turns 32 digits of a root hash into the id of a partition.
var half = regexp.MustCompile(`^(.{8})(.{4})(.{4})(.{4})(.{12})$`)

// goodDisk is a disk of this image on which it was ready once: the boot loader counts its tries no more.
func (l *lab) goodDisk(name, script string) (string, error) {
	if err := programs(map[string]string{"sfdisk": "fdisk", "mcopy": "mtools", "mkfs.vfat": "dosfstools"}); err != nil {
		return "", err
	}
	disk := filepath.Join(l.folder, name+".img")
	_ = os.Remove(l.image + ".efivars")
	for _, call := range [][]string{{"cp", "--sparse=always", l.image, disk}, {"truncate", "-s", "14G", disk}} {
		if said, err := exec.Command(call[0], call[1:]...).CombinedOutput(); err != nil {
			return "", fmt.Errorf("%s: %w: %s", strings.Join(call, " "), err, said)
		}
	}
	m, at, err := l.booted(name+"-old", []string{"--no-network", "--disk", disk})
	if err != nil {
		return "", err
	}
	defer m.cut()
	l.figure("the old version is up", "%.0f s", at.at.Seconds())
	if err := stopCounting(m); err != nil {
		return "", err
	}
	if _, err := m.sh(script, asking); err != nil {
		return "", err
	}
	return disk, m.off(5 * time.Minute)
}

// stopCounting does what plantd does when the plant is ready.
func stopCounting(m *machine) error {
	entries, err := m.sh("touch /run/metal-plant/ready; . /run/metal-plant/boot; short=$(echo $ROOTHASH | cut -c 1-12); "+
		"for i in $(seq 60); do ls /efi/EFI/Linux | grep -q -e \"$short+\" || break; sleep 2; done; ls /efi/EFI/Linux", asking)
	if err != nil {
		return err
	}
	short, err := m.sh("sed -n 's/^ROOTHASH=\\(.\\{12\\}\\).*/\\1/p' /run/metal-plant/boot", asking)
	if err != nil {
		return err
	}
	if strings.Contains(entries, short+"+") {
		return fmt.Errorf("the boot loader still counts: %s", entries)
	}
	return nil
}

// intoSlotB writes another build into the second slot of a disk that is off, as the host agent does while it runs.
func intoSlotB(disk, build string) (string, error) {
	other, err := (&lab{image: build}).about()
	if err != nil {
		return "", err
	}
	if len(other.Roothash) != 64 {
		return "", fmt.Errorf("%s names no root hash", build)
	}
	at := &lab{image: disk}
	var places [3]int64
	for i, name := range []string{"esp", "root-b", "root-b-verity"} {
		if places[i], err = at.begin(name); err != nil {
			return "", err
		}
	}
	entry := fmt.Sprintf("metal-plant-%s-%s+3-0.efi", other.Version, other.Roothash[:12])
	for _, call := range [][]string{
		{"dd", "if=" + build + ".parts/root.erofs", "of=" + disk, "bs=1M", fmt.Sprintf("seek=%d", places[1]>>20), "conv=notrunc", "status=none"},
		{"dd", "if=" + build + ".parts/root.verity", "of=" + disk, "bs=1M", fmt.Sprintf("seek=%d", places[2]>>20), "conv=notrunc", "status=none"},
		{"sfdisk", "-q", "--no-reread", "--part-uuid", disk, "4", half.ReplaceAllString(other.Roothash[:32], "$1-$2-$3-$4-$5")},
		{"sfdisk", "-q", "--no-reread", "--part-uuid", disk, "5", half.ReplaceAllString(other.Roothash[32:], "$1-$2-$3-$4-$5")},
		{"mcopy", "-o", "-i", fmt.Sprintf("%s@@%d", disk, places[0]), build + ".parts/uki.efi", "::EFI/Linux/" + entry},
	} {
		if said, err := exec.Command(call[0], call[1:]...).CombinedOutput(); err != nil {
			return "", fmt.Errorf("%s: %w: %s", strings.Join(call, " "), err, said)
		}
	}
	return other.Roothash, nil
}

// trial shows a new version that becomes good; ready is a stand-in, as in slots.
func trial(l *lab) error {
	build, err := l.newer()
	if err != nil {
		return err
	}
	disk, err := l.goodDisk("trial", "echo kept > /var/lib/lab-marker")
	if err != nil {
		return err
	}
	defer os.Remove(disk)
	if _, err := intoSlotB(disk, build); err != nil {
		return err
	}
	m, at, err := l.booted("trial-1", []string{"--no-network", "--disk", disk})
	if err != nil {
		return err
	}
	defer m.cut()
	l.figure("the new version is up", "%.0f s", at.at.Seconds())
	facts, err := m.sh("grep SLOT /run/metal-plant/boot; ls /efi/EFI/Linux; cat /var/lib/lab-marker", asking)
	if err != nil {
		return err
	}
	l.figure("on trial", "%s", strings.Join(strings.Fields(facts), " "))
	if !strings.Contains(facts, "SLOT=root-b") || !strings.Contains(facts, "+2-1.efi") || !strings.Contains(facts, "kept") {
		return fmt.Errorf("it is not the new version on trial on the same data: %s", facts)
	}
	if err := stopCounting(m); err != nil {
		return err
	}
	if err := m.off(5 * time.Minute); err != nil {
		return err
	}
	m, at, err = l.booted("trial-2", []string{"--no-network", "--disk", disk})
	if err != nil {
		return err
	}
	defer m.cut()
	facts, err = m.sh("grep SLOT /run/metal-plant/boot; ls /efi/EFI/Linux", asking)
	if err != nil {
		return err
	}
	l.figure("a second cold start", "%.0f s, %s", at.at.Seconds(), strings.Join(strings.Fields(facts), " "))
	if !strings.Contains(facts, "SLOT=root-b") || strings.Contains(facts, "+") {
		return fmt.Errorf("the new version is not good: %s", facts)
	}
	return m.off(5 * time.Minute)
}

// fallback shows a new version that starts and is never ready: nobody touches the machine, and the old one comes back.
func fallback(l *lab) error {
	build, err := l.newer()
	if err != nil {
		return err
	}
	other, err := (&lab{image: build}).about()
	if err != nil {
		return err
	}
	// What plantd writes before the switch, with less patience.
	disk, err := l.goodDisk("fallback", fmt.Sprintf("mkdir -p /var/lib/metal-plant/upgrade; echo '%s 60' > /var/lib/metal-plant/upgrade/trial", other.Roothash))
	if err != nil {
		return err
	}
	defer os.Remove(disk)
	if _, err := intoSlotB(disk, build); err != nil {
		return err
	}
	m, err := l.start("fallback", []string{"--no-network", "--disk", disk})
	if err != nil {
		return err
	}
	defer m.cut()
	return l.fallsBack(m, "SLOT=root-a")
}

// fallsBack waits for three starts of a version that is not ready, and for the one before.
func (l *lab) fallsBack(m *machine, slot string) error {
	given := time.Duration(0)
	for next := 1; next <= 3; next++ {
		at, err := m.awaitTimes(noTry, next, 2*waiting)
		if err != nil {
			return err
		}
		l.figure(fmt.Sprintf("start %d of the new version was given up", next), "%.0f s", at.at.Seconds())
		given = at.at
	}
	// The console may greet once more on its way down.
	kernel, err := m.awaitAfter(`Linux version`, given, 2*waiting)
	if err != nil {
		return err
	}
	at, err := m.awaitAfter(up, kernel.at, 2*waiting)
	if err != nil {
		return err
	}
	l.figure("the old version is up", "%.0f s, without anybody's help", at.at.Seconds())
	facts, err := m.sh("grep SLOT /run/metal-plant/boot; ls /efi/EFI/Linux", asking)
	if err != nil {
		return err
	}
	l.figure("after it", "%s", strings.Join(strings.Fields(facts), " "))
	if !strings.Contains(facts, slot) || !strings.Contains(facts, "+0-3.efi") {
		return fmt.Errorf("the old version does not run, or the new one has tries left: %s", facts)
	}
	return nil
}

// awaitAfter gives the first line with the pattern behind a time.
func (m *machine) awaitAfter(pattern string, after, limit time.Duration) (line, error) {
	m.mutex.Lock()
	times := 1
	for _, one := range m.lines {
		if one.at <= after && regexp.MustCompile(pattern).MatchString(one.text) {
			times++
		}
	}
	m.mutex.Unlock()
	return m.awaitTimes(pattern, times, limit)
}

// awaitTimes gives the line with which the pattern was said so many times.
func (m *machine) awaitTimes(pattern string, times int, limit time.Duration) (line, error) {
	wanted := regexp.MustCompile(pattern)
	deadline := m.own() + limit
	for {
		m.mutex.Lock()
		seen := 0
		for _, one := range m.lines {
			if wanted.MatchString(one.text) {
				if seen++; seen == times {
					m.mutex.Unlock()
					return one, nil
				}
			}
		}
		m.mutex.Unlock()
		select {
		case <-m.gone:
			return line{}, fmt.Errorf("the machine ended before its console said %q for the %d. time; last: %s", pattern, times, m.last())
		case <-time.After(200 * time.Millisecond):
		}
		if m.own() > deadline {
			return line{}, fmt.Errorf("the console did not say %q for the %d. time within %s; last: %s", pattern, times, limit, m.last())
		}
	}
}

// key makes NAME.key and NAME.crt.
func (l *lab) key(name string) error {
	file := filepath.Join(l.folder, name)
	said, err := exec.Command("openssl", "req", "-new", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", file+".key",
		"-out", file+".crt", "-days", "3650", "-subj", "/CN="+name).CombinedOutput()
	if err != nil {
		return fmt.Errorf("openssl: %w: %s", err, said)
	}
	return nil
}

// signed builds an image with a key of the lab's own, once, and gives it with its upgrade file.
func (l *lab) signed(version string, whole bool) (string, error) {
	key := filepath.Join(l.folder, "lab.key")
	if _, err := os.Stat(key); err != nil {
		if err := l.key("lab"); err != nil {
			return "", err
		}
	}
	file := filepath.Join(l.folder, "signed-"+version+".img")
	if _, err := os.Stat(strings.TrimSuffix(file, ".img") + ".upgrade"); err == nil {
		return file, nil
	}
	containers := filepath.Join(l.top, "images/target/containers")
	call := []string{"--no-compress", "--version", version, "--key", key, "--out", file}
	if whole {
		if _, err := os.Stat(filepath.Join(containers, "images.json")); err != nil {
			return "", fmt.Errorf("there are no containers for a whole image: ./plant image containers makes them")
		}
		call = append(call, "--containers", containers)
	} else {
		call = append(call, "--without-containers")
	}
	if said, err := exec.Command(filepath.Join(l.top, "installer/image/build"), call...).CombinedOutput(); err != nil {
		return "", fmt.Errorf("version %s cannot be built: %s", version, said)
	}
	return file, nil
}

// upgradeStick is a disk with an upgrade file on it.
func (l *lab) upgradeStick(build string) (string, error) {
	stick := filepath.Join(l.folder, "stick.img")
	_ = os.Remove(stick)
	for _, call := range [][]string{
		{"truncate", "-s", "1G", stick},
		{"mkfs.vfat", "-F", "32", stick},
		{"mcopy", "-i", stick, strings.TrimSuffix(build, ".img") + ".upgrade", "::next.upgrade"},
	} {
		if said, err := exec.Command(call[0], call[1:]...).CombinedOutput(); err != nil {
			return "", fmt.Errorf("%s: %w: %s", strings.Join(call, " "), err, said)
		}
	}
	return stick, nil
}

// upgradeStatus is what plantctl upgrade status says.
type upgradeStatus struct {
	State    string `json:"state"`
	Running  string `json:"running"`
	Problem  string `json:"problem"`
	Snapshot string `json:"snapshot"`
	Trials   []struct {
		Step string `json:"step"`
	} `json:"trials"`
}

func upgradeOf(m *machine, command string) (upgradeStatus, error) {
	var status upgradeStatus
	text, err := m.sh("plantctl upgrade "+command+" -o json 2>/dev/null; true", 30*time.Minute)
	if err != nil {
		return status, err
	}
	if err := json.Unmarshal([]byte(text), &status); err != nil {
		return status, fmt.Errorf("plantctl upgrade %s said %q: %w", command, text, err)
	}
	return status, nil
}

// oldPlant is a plant of a whole signed build that is ready, on a disk of its own, with another build on a stick beside it. Where the image
// itself was signed with the lab's key it is the plant of the part "ready", in a second cold boot.
func (l *lab) oldPlant(name, next string) (*machine, error) {
	if err := programs(map[string]string{"mcopy": "mtools", "mkfs.vfat": "dosfstools"}); err != nil {
		return nil, err
	}
	stick, err := l.upgradeStick(next)
	if err != nil {
		return nil, err
	}
	inner := *l
	arguments := []string{"--no-network", "--memory", "3072", "--append", alone, "--second-disk", stick}
	if l.ours() {
		disk, err := l.copyOfPlant(name)
		if err != nil {
			return nil, err
		}
		arguments = append(arguments, "--disk", disk)
	} else {
		if inner.image, err = l.signed(older, true); err != nil {
			return nil, err
		}
		arguments = append(arguments, "--fresh")
	}
	m, at, err := inner.booted(name, arguments)
	if err != nil {
		return nil, err
	}
	l.figure("the old version up", "%.0f s", at.at.Seconds())
	ready, err := m.awaitTimes(`is ready$`, 1, becoming)
	if err != nil {
		m.cut()
		return nil, err
	}
	l.figure("the old version ready", "%.0f s", ready.at.Seconds())
	if _, err := m.sh("mount -t vfat -o ro /dev/vdb /mnt; for i in $(seq 60); do ls /efi/EFI/Linux | grep -q + || break; sleep 2; done", asking); err != nil {
		m.cut()
		return nil, err
	}
	return m, nil
}

// ours says whether the image was signed with the lab's key, so that its boxes take the lab's upgrades.
func (l *lab) ours() bool {
	certificate := filepath.Join(l.folder, "lab.crt")
	public, err := exec.Command("openssl", "x509", "-in", certificate, "-pubkey", "-noout").Output()
	if err != nil {
		return false
	}
	file := filepath.Join(l.folder, "lab.pub")
	if err := os.WriteFile(file, public, 0o644); err != nil {
		return false
	}
	return exec.Command("openssl", "dgst", "-sha256", "-verify", file, "-signature", l.image+".sig", l.image+".json").Run() == nil
}

// copyOfPlant is a disk that begins as the one that the part "ready" left, which stays as it is.
func (l *lab) copyOfPlant(name string) (string, error) {
	if _, err := l.named(); err != nil {
		return "", err
	}
	_ = os.Remove(l.image + ".efivars")
	disk := filepath.Join(l.folder, name+".qcow2")
	if said, err := exec.Command("qemu-img", "create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", l.plantDisk(), disk).CombinedOutput(); err != nil {
		return "", fmt.Errorf("qemu-img: %s", said)
	}
	return disk, nil
}

// upgrade is the whole story: a real plant, plantctl, a restart on trial, good, committed.
func upgrade(l *lab) error {
	next, err := l.signed(newer, true)
	if err != nil {
		return err
	}
	m, err := l.oldPlant("upgrade", next)
	if err != nil {
		return err
	}
	defer m.cut()
	begun := time.Now()
	status, err := upgradeOf(m, "install /mnt/next.upgrade --restart")
	if err != nil {
		return err
	}
	if status.State != "switched" {
		return fmt.Errorf("the upgrade was not written: %+v", status)
	}
	l.figure("written, read back, state saved", "%.0f s, %s", time.Since(begun).Seconds(), status.Snapshot)
	ready, err := m.awaitTimes(`is ready$`, 2, becoming)
	if err != nil {
		return err
	}
	l.figure("the new version is ready", "%.0f s", ready.at.Seconds())
	for _, step := range []struct{ command, state string }{{"status", "good"}, {"commit", "committed"}, {"status", "committed"}} {
		status, err = upgradeOf(m, step.command)
		if err != nil {
			return err
		}
		if status.State != step.state || status.Running != newer {
			return fmt.Errorf("after %s: %+v", step.command, status)
		}
	}
	said, _ := m.sh("plantctl upgrade rollback; true", asking)
	if !strings.Contains(said, "is committed since") {
		return fmt.Errorf("a rollback behind the commit was not refused: %s", said)
	}
	return m.off(10 * time.Minute)
}

// rollback installs a signed build that never makes a plant, and waits for the old version to be ready again.
func rollback(l *lab) error {
	next, err := l.signed(broken, false)
	if err != nil {
		return err
	}
	m, err := l.oldPlant("rollback", next)
	if err != nil {
		return err
	}
	defer m.cut()
	status, err := upgradeOf(m, "install /mnt/next.upgrade")
	if err != nil {
		return err
	}
	if status.State != "switched" {
		return fmt.Errorf("the upgrade was not written: %+v", status)
	}
	// The patience of half an hour is shortened; all else is as it comes.
	if _, err := m.sh("sed -i 's/ 1800$/ 60/' /var/lib/metal-plant/upgrade/trial; plantctl upgrade install --restart", asking); err != nil {
		return err
	}
	for next := 1; next <= 3; next++ {
		at, err := m.awaitTimes(noTry, next, 2*waiting)
		if err != nil {
			return err
		}
		l.figure(fmt.Sprintf("start %d of the broken version was given up", next), "%.0f s", at.at.Seconds())
	}
	ready, err := m.awaitTimes(`is ready$`, 2, becoming)
	if err != nil {
		return err
	}
	l.figure("the old version is ready again", "%.0f s, without anybody's help", ready.at.Seconds())
	status, err = upgradeOf(m, "status")
	if err != nil {
		return err
	}
	l.figure("status", "%s: %s", status.State, status.Problem)
	if status.State != "fell-back" || status.Running == broken || status.Problem == "" {
		return fmt.Errorf("it does not say what happened: %+v", status)
	}
	return m.off(10 * time.Minute)
}
