package image

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// parts stand in the order of their worth: a run that is ended early has shown the most.
var parts = []part{
	{"boot", "boots with no network device, by direct kernel boot; a second cold boot finds the same machine", 25 * time.Minute, coldBoots},
	{"corrupt", "an image file that is cut short, empty or something else is refused before anything starts", time.Minute, corruptFiles},
	{"firmware", "boots through UEFI firmware and boot loader; tries are counted until the plant is ready", 15 * time.Minute, firmware},
	{"tamper", "one changed block of the root slot: verity refuses it before anything of it runs", 10 * time.Minute, tamper},
	{"cut-1", "power cut in the moment in which data is made: the next boot makes it anew and comes up", 25 * time.Minute, cut(`making the partition for data`, true)},
	{"cut-2", "power cut at work: the next boot finds the data and comes up", 25 * time.Minute, cut(up, false)},
	{"small", "a disk without room for data says so and formats nothing", 12 * time.Minute, small},
	{"clock", "starts with the clock at 1980 and at 2038", 30 * time.Minute, clock},
	{"tpm", "the key of the data lies in an emulated TPM: the box opens its disk, another box does not and makes nothing anew", 60 * time.Minute, tpm},
	{"secure", "firmware with Secure Boot on starts the image by its key, and with another key nothing of it", 40 * time.Minute, secure},
	{"slots", "two slots: when the newer one is spoilt the older one boots by itself, through firmware", 25 * time.Minute, slots},
	{"ready", "a whole image with no network device becomes a plant by itself: ready, its partition registered", 60 * time.Minute, ready},
	{"again", "the plant of the part before, in a second cold boot", 40 * time.Minute, again},
	{"call", "a metal-go client outside calls that plant through a forwarded port, signed, and sees partition and zone", 40 * time.Minute, call},
	{"rack", "eight servers are attached from outside to a plant with a second card: they boot, register and wait, as metal-go sees", 60 * time.Minute, rack},
	{"reach", "a router at the uplink is told of the address of all plants while the plant's door is healthy, and reaches the door by it", 60 * time.Minute, reach},
	{"full", "that plant's disk is full: it says so, refuses with 503, loses nothing, and goes on when there is room", 60 * time.Minute, full},
	{"lost", "power cuts in three steps of first boot that take what was not flushed: the next start goes on until it is ready", 90 * time.Minute, lost},
	{"restore", "a backup of that plant, restored on a fresh machine with its recovery words", 120 * time.Minute, restore},
	{"trial", "a new version in the other slot, through firmware: on trial, good when ready, there at the next cold boot", 40 * time.Minute, trial},
	{"fallback", "a new version that is never ready: three starts, then the old one by itself", 60 * time.Minute, fallback},
	{"upgrade", "plantctl upgrade on a whole plant: a second signed build is written, starts on trial, is good, is committed", 120 * time.Minute, upgrade},
	{"rollback", "the same with a build that never makes a plant: the old version comes back by itself and says what happened", 120 * time.Minute, rollback},
	{"install", "installs itself to an empty second disk, verified, and boots from it as another machine", 60 * time.Minute, install},
	{"pair", "two machines with fixed addresses on one wire become a federation over the WireGuard of their kernels", 120 * time.Minute, pair},
}

const (
	up      = `GNU/Linux 13 .*ttyS0`
	waiting = 12 * time.Minute
	asking  = 8 * time.Minute
)

// booted starts a machine and waits until it is up, which is when a person could log in.
func (l *lab) booted(name string, arguments []string, qemu ...string) (*machine, line, error) {
	m, err := l.start(name, arguments, qemu...)
	if err != nil {
		return nil, line{}, err
	}
	at, err := m.await(up, waiting)
	if err != nil {
		m.cut()
		return nil, line{}, err
	}
	return m, at, nil
}

func (l *lab) steps(m *machine, prefix string, end line) {
	for _, step := range []struct{ name, pattern string }{
		{"kernel starts", `Linux version`},
		{"root slot open and verified", `metal-plant: root slot`},
		{"systemd starts", `systemd\[1\]: (Hostname|Detected|systemd 257)`},
		{"partition for data begun", `making the partition for data`},
	} {
		wanted := regexp.MustCompile(step.pattern)
		m.mutex.Lock()
		for _, one := range m.lines {
			if wanted.MatchString(one.text) {
				l.figure(prefix+step.name, "%.0f s (%.0f %%)", one.at.Seconds(), 100*one.at.Seconds()/end.at.Seconds())
				break
			}
		}
		m.mutex.Unlock()
	}
	l.figure(prefix+"up", "%.0f s", end.at.Seconds())
}

// facts are asked of every machine that came up: what must be true of each.
func facts(m *machine) (string, error) {
	for _, one := range []struct{ what, script, wanted string }{
		{"the root is read from verity", "findmnt -no SOURCE,FSTYPE / ; dmsetup table root | cut -d ' ' -f 3", "/dev/mapper/root erofs\nverity"},
		{"nobody can write to the root", "touch /etc/x 2>/dev/null && echo written || echo refused", "refused"},
		{"data is encrypted", "findmnt -no SOURCE,FSTYPE /var; dmsetup table var | cut -d ' ' -f 3", "/dev/mapper/var ext4\ncrypt"},
		{"data fills the disk", "test $(($(blockdev --getsize64 /dev/metal-plant/var) >> 30)) -ge 8 && echo yes", "yes"},
		{"no unit failed", "systemctl --failed --no-legend --plain | cut -d ' ' -f 1 | grep -vE '^[0-9a-f]{64}-'; true", ""},
		{"the operator's partition is there", "ls /run/metal-plant/media", "README.txt\nplant.yaml.example"},
	} {
		got, err := m.sh(one.script, asking)
		if err != nil {
			return "", fmt.Errorf("%s: %w", one.what, err)
		}
		if strings.Join(strings.Fields(got), " ") != strings.Join(strings.Fields(one.wanted), " ") {
			return "", fmt.Errorf("not true that %s: %q", one.what, got)
		}
	}
	return m.sh("cat /etc/machine-id", asking)
}

func coldBoots(l *lab) error {
	first, at, err := l.booted("boot-1", []string{"--direct", "--no-network", "--fresh"})
	if err != nil {
		return err
	}
	defer first.cut()
	l.steps(first, "first boot: ", at)
	id, err := facts(first)
	if err != nil {
		return err
	}
	if err := l.memory(first); err != nil {
		return err
	}
	if _, err := first.sh("echo kept > /var/lib/lab-marker", asking); err != nil {
		return err
	}
	if err := first.off(5 * time.Minute); err != nil {
		return err
	}
	second, at, err := l.booted("boot-2", []string{"--direct", "--no-network"})
	if err != nil {
		return err
	}
	defer second.cut()
	l.steps(second, "second boot: ", at)
	again, err := facts(second)
	if err != nil {
		return err
	}
	marker, err := second.sh("cat /var/lib/lab-marker", asking)
	if err != nil {
		return err
	}
	if again != id || marker != "kept" || second.said("making the partition for data") {
		return fmt.Errorf("the second boot is of another machine: %s after %s, marker %q", again, id, marker)
	}
	l.figure("identity", "%s", id)
	return second.off(5 * time.Minute)
}

var check = regexp.MustCompile(`^[0-9a-f]{64}-`)

// unitMemory is what systemd knows of a unit's memory, in bytes; what it does not know is 0.
type unitMemory struct {
	name              string
	running           bool
	now, most, allows int64
}

// unitsMemory reads systemctl show: a block of NAME=VALUE for each unit, with an empty line between.
func unitsMemory(text string) []unitMemory {
	var all []unitMemory
	for _, block := range strings.Split(strings.ReplaceAll(text, "\r", ""), "\n\n") {
		var one unitMemory
		for _, each := range strings.Split(block, "\n") {
			name, value, _ := strings.Cut(each, "=")
			number, err := strconv.ParseInt(value, 10, 64)
			switch {
			case name == "Id":
				one.name = value
			case name == "SubState":
				one.running = value == "running"
			case err != nil:
			case name == "MemoryCurrent":
				one.now = number
			case name == "MemoryPeak":
				one.most = number
			case name == "MemoryMax":
				one.allows = number
			}
		}
		// Podman's checks come and go under the number of their container.
		if !check.MatchString(one.name) && (one.now > 0 && one.running || one.most > 0) {
			all = append(all, one)
		}
	}
	slices.SortFunc(all, func(a, b unitMemory) int { return cmp.Compare(max(b.now, b.most), max(a.now, a.most)) })
	return all
}

func (u unitMemory) String() string {
	text := "does not run"
	if u.running {
		text = fmt.Sprintf("%d MiB", u.now>>20)
	}
	if u.most > 0 {
		text += fmt.Sprintf(", at most %d", u.most>>20)
	}
	if u.allows > 0 {
		text += fmt.Sprintf(" of %d", u.allows>>20)
	}
	return text
}

func (l *lab) memory(m *machine) error {
	text, err := m.sh("free -m | awk '/^Mem/{print $3\" MiB used, \"$7\" MiB available\"}'", asking)
	if err != nil {
		return err
	}
	l.figure("memory of the whole machine, idle", "%s", text)
	shown, err := m.sh("systemctl show --no-pager '*.service' -p Id -p SubState -p MemoryCurrent -p MemoryPeak -p MemoryMax", asking)
	if err != nil {
		return err
	}
	sum := int64(0)
	for _, one := range unitsMemory(shown) {
		if one.running {
			sum += one.now
		}
		if one.running || one.allows > 0 {
			l.figure("memory of "+one.name, "%s", one)
		}
	}
	l.figure(together, "%d MiB", sum>>20)
	return nil
}

// together is a figure that a goal is held against.
const together = "memory of all units together"

func corruptFiles(l *lab) error {
	short := filepath.Join(l.folder, "short.img")
	for name, make := range map[string]func() error{
		"cut short": func() error {
			if out, err := exec.Command("dd", "if="+l.image, "of="+short, "bs=1M", "count=300", "status=none").CombinedOutput(); err != nil {
				return fmt.Errorf("%s", out)
			}
			about, err := os.ReadFile(l.image + ".json")
			if err != nil {
				return err
			}
			return os.WriteFile(short+".json", about, 0o644)
		},
		"empty":          func() error { return os.WriteFile(short, nil, 0o644) },
		"something else": func() error { return os.WriteFile(short, []byte(strings.Repeat("plant", 1000)), 0o644) },
	} {
		if err := make(); err != nil {
			return err
		}
		said, err := exec.Command(l.boot, short, "--no-network").CombinedOutput()
		if err == nil || !strings.Contains(string(said), "image: "+short) {
			return fmt.Errorf("a file that is %s was not refused: %s", name, said)
		}
		l.figure(name, "%s", strings.TrimSpace(strings.ReplaceAll(strings.TrimPrefix(string(said), "image: "+short+" "), l.folder+"/", "")))
	}
	_ = os.Remove(short)
	return os.Remove(short + ".json")
}

func firmware(l *lab) error {
	m, at, err := l.booted("firmware", []string{"--no-network", "--fresh"})
	if err != nil {
		return err
	}
	defer m.cut()
	l.steps(m, "through firmware: ", at)
	id, err := facts(m)
	if err != nil {
		return err
	}
	if old := l.results["boot"]; old != nil {
		for _, one := range old.Figures {
			if one.Name == "identity" && one.Value == id {
				return fmt.Errorf("two copies of one image have the same identity %s", id)
			}
		}
		l.figure("another copy of the image is another machine", "%s", id)
	}
	entry, err := m.sh("ls /efi/EFI/Linux", asking)
	if err != nil {
		return err
	}
	l.figure("the boot loader counted this try", "%s", entry)
	if !strings.Contains(entry, "+2-1.efi") && !strings.Contains(entry, "+3") {
		return fmt.Errorf("the entry %q has no count of tries", entry)
	}
	// What plantd does when the plant is ready; the counting ends there and not before.
	entry, err = m.sh("touch /run/metal-plant/ready; for i in $(seq 30); do ls /efi/EFI/Linux | grep -q + || break; sleep 2; done; ls /efi/EFI/Linux", asking)
	if err != nil {
		return err
	}
	l.figure("and stopped counting when the plant was ready", "%s", entry)
	if strings.Contains(entry, "+") {
		return fmt.Errorf("the entry is still counted after the plant was ready: %q", entry)
	}
	source, err := m.sh("grep FIRMWARE_PARTITION /run/metal-plant/boot", asking)
	if err != nil {
		return err
	}
	if len(source) < 40 {
		return fmt.Errorf("the disk was not chosen by what the firmware said: %q", source)
	}
	return m.off(5 * time.Minute)
}

// spoil changes one byte in the middle of a partition of a disk, whatever that byte is.
func (l *lab) spoil(disk string, partition string, offset int64) error {
	begin, err := l.begin(partition)
	if err != nil {
		return err
	}
	said, err := exec.Command("qemu-io", "-f", "qcow2", "-c", fmt.Sprintf("write -P 0x5a %d 4096", begin+offset), disk).CombinedOutput()
	if err != nil {
		return fmt.Errorf("the disk cannot be spoilt: %s", said)
	}
	return nil
}

// begin is where a partition begins in the image, in bytes.
func (l *lab) begin(partition string) (int64, error) {
	file, err := os.Open(l.image)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	table := make([]byte, 34*512)
	if _, err := io.ReadFull(file, table); err != nil {
		return 0, fmt.Errorf("%s has no partition table: %w", l.image, err)
	}
	for at := 1024; at < len(table); at += 128 {
		name := make([]uint16, 36)
		for i := range name {
			name[i] = binary.LittleEndian.Uint16(table[at+56+2*i:])
		}
		if strings.TrimRight(string(utf16.Decode(name)), "\x00") == partition {
			return int64(binary.LittleEndian.Uint64(table[at+32:])) * 512, nil
		}
	}
	return 0, fmt.Errorf("%s has no partition %q", l.image, partition)
}

func (l *lab) freshDisk() (string, error) {
	disk := l.image + ".disk.qcow2"
	_ = os.Remove(disk)
	said, err := exec.Command("qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b", l.image, disk, "16G").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("qemu-img: %s", said)
	}
	return disk, nil
}

func tamper(l *lab) error {
	disk, err := l.freshDisk()
	if err != nil {
		return err
	}
	if err := l.spoil(disk, "root-a", 0); err != nil {
		return err
	}
	m, err := l.start("tamper", []string{"--direct", "--no-network"}, "-no-reboot")
	if err != nil {
		return err
	}
	defer m.cut()
	said, err := m.await(`metal-plant: (verity refuses|the root slot cannot be mounted)|Restarting|verity.*corrupted`, waiting)
	if err != nil {
		return err
	}
	l.figure("a changed first block", "%s (%.0f s)", said.text, said.at.Seconds())
	if m.said(`systemd\[1\]`) {
		return fmt.Errorf("something of the spoilt slot ran")
	}
	return nil
}

// cut ends the machine when the console says something, and lets it start again. Whether the next start has to make the data anew proves
// that the cut came when it was meant to.
func cut(pattern string, anew bool) func(*lab) error {
	return func(l *lab) error {
		m, err := l.start("cut", []string{"--direct", "--no-network", "--fresh"})
		if err != nil {
			return err
		}
		at, err := m.await(pattern, waiting)
		if err != nil {
			m.cut()
			return err
		}
		m.cut()
		l.figure("cut", "at %.0f s", at.at.Seconds())
		next, again, err := l.booted("cut-next", []string{"--direct", "--no-network"})
		if err != nil {
			return err
		}
		defer next.cut()
		if _, err = facts(next); err != nil {
			return err
		}
		if made := next.said("making the partition for data"); made != anew {
			return fmt.Errorf("the cut came at another moment than it was meant for: data made anew: %s", yes(made))
		}
		l.figure("up again, all facts true", "after %.0f s; data made anew: %s", again.at.Seconds(), yes(next.said("making the partition for data")))
		return nil
	}
}

func small(l *lab) error {
	about, err := l.about()
	if err != nil {
		return err
	}
	size := fmt.Sprint(about.Image.Size + 512<<20)
	m, err := l.start("small", []string{"--direct", "--no-network", "--fresh", "--disk-size", size})
	if err != nil {
		return err
	}
	defer m.cut()
	said, err := m.await(`the disk has too little room`, waiting)
	if err != nil {
		return err
	}
	l.figure("a disk with 512 MB behind the image", "%s", said.text)
	return nil
}

func clock(l *lab) error {
	for _, year := range []string{"1980-01-01", "2038-01-20"} {
		m, at, err := l.booted("clock-"+year[:4], []string{"--direct", "--no-network", "--fresh"}, "-rtc", "base="+year+"T00:00:00")
		if err != nil {
			return fmt.Errorf("%s: %w", year, err)
		}
		_, err = facts(m)
		var now string
		if err == nil {
			now, err = m.sh("date -u +%Y-%m-%d", asking)
		}
		m.cut()
		if err != nil {
			return fmt.Errorf("%s: %w", year, err)
		}
		l.figure("clock at "+year, "up after %.0f s, the machine believes %s", at.at.Seconds(), now)
	}
	return nil
}
