package faults

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"metalplant.invalid/compat/kit"
)

// process is one of the plant's, by its pid and by what its command line must hold: nothing else is ever killed.
type process struct {
	pid  int
	sign string
}

func (w *world) jvm() process { return process{w.plant.Status.PID, w.plant.Data} }

// postmaster is the database's first process.
func (w *world) postmaster() (process, error) {
	return w.noted("postgres/postmaster.pid", "postgres")
}

func (w *world) nsqd() (process, error) { return w.noted("nsq/nsqd.pid", "nsq/data") }

func (w *world) rackProcess() (process, error) { return w.noted("run/rack.pid", "run/rack.json") }

// noted is the process whose pid is the first word of a file in the plant's folder.
func (w *world) noted(file, sign string) (process, error) {
	text, err := os.ReadFile(filepath.Join(w.plant.Data, file))
	if err != nil {
		return process{}, err
	}
	pid, err := strconv.Atoi(strings.Fields(string(text) + " none")[0])
	return process{pid, filepath.Join(w.plant.Data, sign)}, err
}

// runs says whether it is there, is the plant's, and is not merely waiting to be reaped.
func (p process) runs() bool {
	folder := fmt.Sprintf("/proc/%d/", p.pid)
	line, err := os.ReadFile(folder + "cmdline")
	if err != nil || !strings.Contains(string(line), p.sign) {
		return false
	}
	stat, err := os.ReadFile(folder + "stat")
	return err == nil && !strings.HasPrefix(strings.TrimLeft(string(stat[strings.LastIndexByte(string(stat), ')')+1:]), " "), "Z")
}

// kill sends SIGKILL and waits for the end.
func (p process) kill(t *testing.T) {
	t.Helper()
	if !p.runs() {
		t.Fatalf("process %d is not one of the plant's (%s)", p.pid, p.sign)
	}
	kit.Must0(syscall.Kill(p.pid, syscall.SIGKILL))
	p.awaitEnd(t)
}

func (p process) awaitEnd(t *testing.T) {
	t.Helper()
	for deadline := time.Now().Add(patience); p.runs(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("process %d outlives a SIGKILL", p.pid)
		}
	}
}

// keepAway kills a child of the plant and takes its port, so that the plant starts it again in vain, with growing
// pauses, until the port is given back.
func keepAway(t *testing.T, what, address string, find func() (process, error)) (giveBack func()) {
	t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if child, err := find(); err == nil && child.runs() {
			child.kill(t)
		}
		// Taken if the plant was faster.
		if listener, err := net.Listen("tcp", address); err == nil {
			go hangUp(listener)
			return func() { _ = listener.Close() }
		}
	}
	t.Fatalf("%s cannot be kept away from %s", what, address)
	return nil
}

// hangUp closes every connection at once.
func hangUp(listener net.Listener) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		_ = connection.Close()
	}
}
