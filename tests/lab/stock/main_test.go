// Package stock plays metal-stack's own programs at the other end of this plant's: see ../README.md.
package stock

import (
	"context"
	"flag"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"metalplant.invalid/compat/kit"
)

var (
	stockReport = flag.String("stock-report", "", "folder that gets stock-report.md and stock-report.json")
	stockOnly   = flag.String("stock-only", "", "programs that are played, with commas between; all if empty")
	// patience is for what a busy machine does at last.
	patience = 2 * time.Minute
)

// part is what a program of metal-stack does at the other end.
type part struct {
	program, story string
	tell           func(t *testing.T, l *lab)
}

var parts = []part{
	{"metal-console", "an admin opens by a token of the plant what nobody has, and nobody else does", theirConsoleOfAdmin},
	{"metal-console", "whoever has a machine reads and writes its console: OpenSSH, metal-console, our console service, the controller, and back", theirConsole},
	{"metal-console", "a session ends when the machine is freed", theirConsoleShut},
	{"metal-bmc", "a controller is found and reported as ours reports it, under the same machine", theirReport},
	{"metal-bmc", "a machine of a partition without a plant has its console by ours, which goes to metal-bmc's listener", ourConsole},
	{"metal-bmc", "both on one channel: each command is done once, by one of the two, and ours says what became of its own", bothCommanded},
	{"pixie", "a machine that boots from the network is led to this plant's kernel, initrd and command line, with its certificate", theirBoot},
	{"metal-image-cache-sync", "kernel and boot image of the partitions are fetched out of this plant's store, with MD5", theirCache},
}

func TestStock(t *testing.T) {
	folder := os.Getenv("STOCK_DIR")
	if folder == "" {
		t.Skip("was not run: STOCK_DIR is not set; ./plant lab stock --help says what it is")
	}
	if !alone() {
		t.Skip("was not run: ports and addresses have to be free for programs that cannot be told others; ./plant lab stock plays it in a network namespace")
	}
	page := newPage(folder)
	kit.Caught(t, func() {
		l := newLab(t, folder, page)
		for _, each := range parts {
			if *stockOnly != "" && !slices.Contains(strings.Split(*stockOnly, ","), each.program) {
				continue
			}
			if !page.has(each.program) {
				page.add(each, "not run: it is not in the folder", 0)
				continue
			}
			began := time.Now()
			held := kit.Run(t, each.program+": "+each.story, func(t *testing.T) { each.tell(t, l) })
			page.add(each, map[bool]string{true: "held", false: "FAILED"}[held], time.Since(began))
		}
	})
	if *stockReport != "" && !t.Failed() {
		if err := page.write(*stockReport); err != nil {
			t.Fatal(err)
		}
	}
}

// alone is whether nothing but this test is in the network namespace.
func alone() bool {
	all, err := net.Interfaces()
	if err != nil {
		return false
	}
	for _, each := range all {
		if each.Flags&net.FlagUp != 0 && each.Flags&net.FlagLoopback == 0 {
			return false
		}
	}
	return true
}

func (l *lab) file(name string) string { return filepath.Join(l.folder, name) }

// limited is for one question.
func limited(t *testing.T) (context.Context, context.CancelFunc) {
	return context.WithTimeout(t.Context(), time.Minute)
}
