package image

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// chip is an emulated TPM 2.0 in a process of its own: what it seals outlives a start of the machine, as in a real box.
type chip struct {
	folder string
}

func (l *lab) newChip(name string) (*chip, error) {
	folder := filepath.Join(l.folder, name)
	_ = os.RemoveAll(folder)
	return &chip{folder}, os.MkdirAll(folder, 0o700)
}

// on puts power on the chip and gives what qemu needs to see it. The process ends with the machine's line to it.
func (c *chip) on() ([]string, func(), error) {
	socket := filepath.Join(c.folder, "line")
	_ = os.Remove(socket)
	process := exec.Command("swtpm", "socket", "--tpm2", "--tpmstate", "dir="+c.folder, "--ctrl", "type=unixio,path="+socket, "--terminate")
	process.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	process.Stderr = os.Stderr
	if err := process.Start(); err != nil {
		return nil, nil, fmt.Errorf("no emulated TPM: %w", err)
	}
	off := func() {
		_ = syscall.Kill(-process.Process.Pid, syscall.SIGTERM)
		_ = process.Wait()
	}
	if err := until(time.Minute, func() (bool, string) {
		_, err := os.Stat(socket)
		return err == nil, "the emulated TPM does not listen"
	}); err != nil {
		off()
		return nil, nil, err
	}
	return []string{"-chardev", "socket,id=chip,path=" + socket, "-tpmdev", "emulator,id=tpm,chardev=chip", "-device", "tpm-tis,tpmdev=tpm"}, off, nil
}

// bootedWith starts the machine with that chip on its board.
func (l *lab) bootedWith(c *chip, name, pattern string, arguments ...string) (*machine, line, func(), error) {
	qemu, off, err := c.on()
	if err != nil {
		return nil, line{}, nil, err
	}
	m, err := l.start(name, append([]string{"--direct", "--no-network"}, arguments...), qemu...)
	if err != nil {
		off()
		return nil, line{}, nil, err
	}
	gone := func() {
		m.cut()
		off()
	}
	at, err := m.await(pattern, waiting)
	if err != nil {
		gone()
		return nil, line{}, nil, err
	}
	return m, at, gone, nil
}

// tpm boots one disk on two boards: the chip of the first alone gives the key of the data, and on the other nothing is made anew.
func tpm(l *lab) error {
	if err := programs(map[string]string{"swtpm": "swtpm"}); err != nil {
		return err
	}
	here, err := l.newChip("chip-here")
	if err != nil {
		return err
	}
	elsewhere, err := l.newChip("chip-elsewhere")
	if err != nil {
		return err
	}
	if err := l.sealed(here); err != nil {
		return err
	}
	if err := l.opened(here, "the same chip, second boot"); err != nil {
		return err
	}
	other, said, gone, err := l.bootedWith(elsewhere, "tpm-elsewhere", `metal-plant: the TPM of this box`)
	if err != nil {
		return fmt.Errorf("the disk in another box: %w", err)
	}
	l.figure("the disk in another box", "%s", said.text)
	made := other.said(`making the partition for data`)
	gone()
	if made {
		return fmt.Errorf("in another box the data was made anew")
	}
	return l.opened(here, "back in its own box")
}

func (l *lab) sealed(here *chip) error {
	m, at, gone, err := l.bootedWith(here, "tpm-first", up, "--fresh")
	if err != nil {
		return err
	}
	defer gone()
	l.figure("first boot: up", "%.0f s", at.at.Seconds())
	if m.said(`no TPM`) {
		return fmt.Errorf("the machine does not see its TPM")
	}
	if _, err := facts(m); err != nil {
		return err
	}
	// One slot, the chip's; and the page beside it holds no key.
	got, err := m.sh("tr -d '\\000' </dev/metal-plant/var-key | sed -n 's/^key=//p'; cryptsetup luksDump /dev/metal-plant/var | grep -cE '^  [0-9]+: luks2'; "+
		"cryptsetup luksDump /dev/metal-plant/var | grep -c 'systemd-tpm2'", asking)
	if err != nil {
		return err
	}
	if strings.Join(strings.Fields(got), " ") != "1 1" {
		return fmt.Errorf("key in the page, slots and slots of the chip: %q, wanted none, 1 and 1", got)
	}
	l.figure("slots of the data's key", "1, the chip's; the page beside it has none")
	if _, err := m.sh("echo kept > /var/lib/lab-marker; sync", asking); err != nil {
		return err
	}
	return m.off(5 * time.Minute)
}

func (l *lab) opened(here *chip, what string) error {
	m, at, gone, err := l.bootedWith(here, "tpm-again", up)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	defer gone()
	marker, err := m.sh("cat /var/lib/lab-marker", asking)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if marker != "kept" || m.said("making the partition for data") {
		return fmt.Errorf("%s: the data is another: marker %q", what, marker)
	}
	l.figure(what, "up after %.0f s, the data is there", at.at.Seconds())
	return m.off(5 * time.Minute)
}
