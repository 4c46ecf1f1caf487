package image

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// newer builds another version of the image, once: what an upgrade would write into the other slot.
func (l *lab) newer() (string, error) {
	file := filepath.Join(l.folder, "second.img")
	if _, err := os.Stat(file + ".parts/uki.efi"); err == nil {
		return file, nil
	}
	call := exec.Command(filepath.Join(l.top, "installer/image/build"), "--without-containers", "--no-compress", "--version", "9.9.9", "--out", file)
	if said, err := call.CombinedOutput(); err != nil {
		return "", fmt.Errorf("the second version cannot be built: %s", said)
	}
	return file, nil
}

// programs installs what is missing, by the packages of Debian.
func programs(wanted map[string]string) error {
	for program, pack := range wanted {
		if _, err := exec.LookPath(program); err == nil {
			continue
		}
		if said, err := exec.Command("apt-get", "install", "-y", "-q", "--no-install-recommends", pack).CombinedOutput(); err != nil {
			return fmt.Errorf("%s is missing, and %s could not be installed: %s", program, pack, said)
		}
	}
	return nil
}

// slots puts a newer version into slot b by hand, as an upgrade does, spoils it, and lets the firmware start.
func slots(l *lab) error {
	if err := programs(map[string]string{"sfdisk": "fdisk", "mcopy": "mtools"}); err != nil {
		return err
	}
	newer, err := l.newer()
	if err != nil {
		return err
	}
	disk := filepath.Join(l.folder, "slots.img")
	defer os.Remove(disk)
	defer os.Remove(disk + ".disk.qcow2")
	if err := l.twoSlots(disk, newer); err != nil {
		return err
	}
	old := l.image
	defer func() { l.image = old }()
	l.image = disk
	m, err := l.start("slots", []string{"--no-network", "--fresh"})
	if err != nil {
		return err
	}
	defer m.cut()
	refused, err := m.await(`metal-plant: (verity refuses|the root slot cannot be mounted)|verity.*corrupted`, waiting)
	if err != nil {
		return err
	}
	l.figure("the newer, spoilt slot", "%s (%.0f s)", refused.text, refused.at.Seconds())
	at, err := m.await(up, 2*waiting)
	if err != nil {
		return err
	}
	l.figure("the older slot is up", "%.0f s, without anybody's help", at.at.Seconds())
	slot, err := m.sh("grep SLOT /run/metal-plant/boot; ls /efi/EFI/Linux", asking)
	if err != nil {
		return err
	}
	l.figure("started", "%s", strings.Join(strings.Fields(slot), " "))
	if !strings.Contains(slot, "SLOT=root-a\n") {
		return fmt.Errorf("not slot a was started: %s", slot)
	}
	return m.off(5 * time.Minute)
}

func (l *lab) twoSlots(disk, newer string) error {
	about := struct{ Roothash string }{}
	second := &lab{image: newer}
	if a, err := second.about(); err == nil {
		about.Roothash = a.Roothash
	}
	half := regexp.MustCompile(`^(.{8})(.{4})(.{4})(.{4})(.{12})$`)
	if len(about.Roothash) != 64 {
		return fmt.Errorf("%s names no root hash", newer)
	}
	esp, err := l.begin("esp")
	if err != nil {
		return err
	}
	data, err := l.begin("root-b")
	if err != nil {
		return err
	}
	tree, err := l.begin("root-b-verity")
	if err != nil {
		return err
	}
	for _, call := range [][]string{
		{"cp", "--sparse=always", l.image, disk},
		{"dd", "if=" + newer + ".parts/root.erofs", "of=" + disk, "bs=1M", fmt.Sprintf("seek=%d", data>>20), "conv=notrunc", "status=none"},
		{"dd", "if=" + newer + ".parts/root.verity", "of=" + disk, "bs=1M", fmt.Sprintf("seek=%d", tree>>20), "conv=notrunc", "status=none"},
		{"sfdisk", "-q", "--part-uuid", disk, "4", half.ReplaceAllString(about.Roothash[:32], "$1-$2-$3-$4-$5")},
		{"sfdisk", "-q", "--part-uuid", disk, "5", half.ReplaceAllString(about.Roothash[32:], "$1-$2-$3-$4-$5")},
		// The first block of the newer slot.
		{"dd", "if=/dev/urandom", "of=" + disk, "bs=4096", fmt.Sprintf("seek=%d", data>>12), "count=1", "conv=notrunc", "status=none"},
		{"mcopy", "-o", "-i", fmt.Sprintf("%s@@%d", disk, esp), newer + ".parts/uki.efi", "::EFI/Linux/metal-plant-9.9.9-" + about.Roothash[:12] + "+3-0.efi"},
	} {
		if said, err := exec.Command(call[0], call[1:]...).CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w: %s", strings.Join(call, " "), err, said)
		}
	}
	return nil
}

func install(l *lab) error {
	about, err := l.about()
	if err != nil {
		return err
	}
	if !about.Containers {
		return fmt.Errorf("this image was built without containers and has no plantctl; build a whole one")
	}
	second := filepath.Join(l.folder, "target.img")
	_ = os.Remove(second)
	if err := os.WriteFile(second, nil, 0o644); err != nil {
		return err
	}
	if err := os.Truncate(second, 14<<30); err != nil {
		return err
	}
	defer os.Remove(second)
	m, _, err := l.booted("install", []string{"--direct", "--no-network", "--fresh", "--second-disk", second})
	if err != nil {
		return err
	}
	defer m.cut()
	id, err := facts(m)
	if err != nil {
		return err
	}
	for script, wanted := range map[string]string{
		"plantctl install --disk /dev/vda --serial PLANT-1":                   "is the disk that this system runs from",
		"plantctl install --disk /dev/vdb --serial PLANT-9":                   "nothing was written",
		"plantctl install --disk /dev/vdx --serial PLANT-2":                   "there is no disk /dev/vdx",
		"plantctl install --disk /dev/vdb --serial PLANT-2 --dry-run -o json": "METALPLANT",
	} {
		said, _ := m.sh(script+"; true", asking)
		if !strings.Contains(said, wanted) {
			return fmt.Errorf("%s said %q", script, said)
		}
	}
	begun := time.Now()
	said, err := m.sh("plantctl install --disk /dev/vdb --serial PLANT-2 --output json 2>/dev/null", 40*time.Minute)
	if err != nil {
		return err
	}
	l.figure("installed", "%.0f s, %s", time.Since(begun).Seconds(), strings.Join(strings.Fields(said), " "))
	if err := m.off(5 * time.Minute); err != nil {
		return err
	}
	m, at, err := l.booted("installed", []string{"--no-network", "--disk", second})
	if err != nil {
		return err
	}
	defer m.cut()
	other, err := facts(m)
	if err != nil {
		return err
	}
	if other == id {
		return fmt.Errorf("the installed disk has the identity of the stick")
	}
	l.figure("the installed disk is up", "%.0f s, another machine: %s", at.at.Seconds(), other)
	return m.off(5 * time.Minute)
}
