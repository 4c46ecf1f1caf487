package image

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"metalplant.invalid/lab/disk"
)

// lost cuts the power in three steps of first boot, on a disk that forgets then what was not flushed; the third time some of it, in no order.
func lost(l *lab) error {
	file, socket := filepath.Join(l.folder, "lost.img"), filepath.Join(l.folder, "lost.socket")
	defer os.Remove(file)
	for _, call := range [][]string{{"cp", "--sparse=always", l.image, file}, {"truncate", "-s", "16G", file}} {
		if said, err := exec.Command(call[0], call[1:]...).CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %s", call[0], said)
		}
	}
	arguments := append(whole(), "--no-network", "--disk", "nbd+unix:///?socket="+socket)
	for i, one := range []struct {
		at, pattern string
		chance      float64
	}{
		{"while data is made", `making the partition for data`, 0},
		{"while the tables are made", `schema: waits for`, 0},
		{"while the partition is registered", `partition: waits for`, 0.5},
	} {
		d, err := disk.Open(file, socket)
		if err != nil {
			return err
		}
		m, err := l.start(fmt.Sprintf("lost-%d", i+1), arguments)
		if err != nil {
			return err
		}
		line, err := m.await(one.pattern, becoming)
		m.cut()
		gone, wrong := d.Cut(one.chance, uint64(i))
		if err == nil {
			err = wrong
		}
		if err != nil {
			return fmt.Errorf("%s: %w", one.at, err)
		}
		l.figure("cut "+one.at, "at %.0f s: %s", line.at.Seconds(), gone)
	}
	d, err := disk.Open(file, socket)
	if err != nil {
		return err
	}
	defer func() { _, _ = d.Cut(0, 0) }()
	m, at, err := l.booted("lost-last", arguments)
	if err != nil {
		return err
	}
	defer m.cut()
	l.figure("the start that nothing cuts: up", "%.0f s", at.at.Seconds())
	if err := l.awaitReady(m, "the start that nothing cuts: "); err != nil {
		return err
	}
	if _, err := facts(m); err != nil {
		return err
	}
	status, err := l.plant(m, "")
	if err != nil {
		return err
	}
	l.figure("its partition", "%s, once", status.Partition)
	return m.off(10 * time.Minute)
}
