package disk

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

func open(t *testing.T, path string) *Disk {
	t.Helper()
	d, err := Open(path, filepath.Join(t.TempDir(), "socket"))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func fresh(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "disk")
	if err := os.WriteFile(path, bytes.Repeat([]byte{'.'}, 1<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func content(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestWhatWasFlushedIsThereBehindACutAndNothingElse(t *testing.T) {
	path := fresh(t)
	d := open(t, path)
	for _, step := range []error{d.write([]byte("kept"), 4094), d.flush(), d.write([]byte("lost"), 8192), d.write([]byte("LO"), 4094)} {
		if step != nil {
			t.Fatal(step)
		}
	}
	seen := make([]byte, 4100)
	if err := d.read(seen, 4094); err != nil || string(seen[:4]) != "LOpt" || string(seen[4098:4100]) != "lo" {
		t.Fatalf("a reader sees %q and %q, %v", seen[:4], seen[4096:], err)
	}
	lost, err := d.Cut(0, 1)
	if err != nil || lost.Bytes != 2*block || lost.Kept != 0 || lost.Flushes != 1 {
		t.Fatalf("%v, %v", lost, err)
	}
	if text := content(t, path); string(text[4094:4098]) != "kept" || text[8192] != '.' {
		t.Fatalf("%q, %q", text[4094:4098], text[8192:8196])
	}
	if d.write([]byte("x"), 0) == nil || d.flush() == nil {
		t.Fatal("a disk without power took something")
	}
}

func TestSomeBlocksReachTheMediumInNoOrderAndTheSeedSaysWhich(t *testing.T) {
	sums := map[string]bool{}
	for _, seed := range []uint64{7, 7, 8} {
		path := fresh(t)
		d := open(t, path)
		for at := int64(0); at < 1<<20; at += block {
			if err := d.write([]byte{'x'}, at); err != nil {
				t.Fatal(err)
			}
		}
		lost, err := d.Cut(0.5, seed)
		if err != nil || lost.Kept == 0 || lost.Kept == lost.Bytes {
			t.Fatalf("%v, %v", lost, err)
		}
		sums[string(content(t, path))] = true
	}
	if len(sums) != 2 {
		t.Fatalf("%d contents by two seeds", len(sums))
	}
}

func TestQemusOwnClientReadsWritesAndFlushes(t *testing.T) {
	if _, err := exec.LookPath("qemu-io"); err != nil {
		t.Skip("qemu-io is not installed")
	}
	path := fresh(t)
	socket := filepath.Join(t.TempDir(), "socket")
	d, err := Open(path, socket)
	if err != nil {
		t.Fatal(err)
	}
	said, err := exec.Command("qemu-io", "-f", "raw", "-c", "write -P 0x41 512 1024", "-c", "flush", "-c", "read -P 0x41 512 1024",
		"-c", "write -P 0x42 65536 4096", "-c", "read -P 0x42 65536 4096", "nbd+unix:///?socket="+socket).CombinedOutput()
	if err != nil || bytes.Contains(said, []byte("failed")) {
		t.Fatalf("%v: %s", err, said)
	}
	if _, err := d.Cut(0, 1); err != nil {
		t.Fatal(err)
	}
	if text := content(t, path); text[512] != 'A' || text[1535] != 'A' || text[511] != '.' {
		t.Fatalf("%q", text[500:520])
	}
}
