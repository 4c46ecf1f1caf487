//go:build machine

package fabric

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"metalplant.invalid/compat/kit"
)

// kernelWords are those of ../kernel/run.sh.
const kernelWords = "console=ttyS0,115200 quiet no_timer_check mitigations=off nowatchdog audit=0 apparmor=0 lsm=capability tsc=reliable clocksource=tsc panic=-1"

// machineLimit is how long an emulated machine may take on a slow and busy one.
const machineLimit = 45 * time.Minute

// figureMark begins a line of the machine that is a figure.
const figureMark = "FIGURE "

// emulate plays TestDataPlane and TestProposals in a machine whose kernel has VRFs, and gives its figures, also those of a run that failed.
func emulate(t *testing.T, g given, arguments ...string) []Figure {
	t.Helper()
	made := filepath.Dir(kit.Must(tree()))
	share := t.TempDir()
	self := kit.Must(os.ReadFile(kit.Must(os.Executable())))
	kit.Must0(os.WriteFile(filepath.Join(share, "fabric.test"), self, 0o755))
	kit.Must0(os.WriteFile(filepath.Join(share, "init"), kit.Must(os.ReadFile("vm/init")), 0o755))
	kit.Must0(os.WriteFile(filepath.Join(share, "given.json"), kit.Must(json.Marshal(g)), 0o644))
	kit.Must0(os.WriteFile(filepath.Join(share, "arguments"), []byte(strings.Join(arguments, " ")), 0o644))
	ctx, cancel := context.WithTimeout(context.Background(), machineLimit)
	defer cancel()
	fs := func(path, tag string) []string {
		return []string{"-virtfs", "local,path=" + path + ",mount_tag=" + tag + ",security_model=none,readonly=on"}
	}
	// One processor: with two, emulated, the kernel meets its own breakpoints while it patches itself.
	words := []string{"-machine", "q35", "-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "1", "-m", "2048", "-nographic", "-no-reboot",
		"-monitor", "none", "-serial", "stdio", "-nic", "none", "-object", "rng-random,filename=/dev/urandom,id=random",
		"-device", "virtio-rng-pci,rng=random", "-kernel", filepath.Join(made, "vmlinuz"), "-initrd", filepath.Join(made, "initrd"), "-append", kernelWords}
	words = append(append(words, fs(filepath.Join(made, "tree"), "root")...), fs(share, "share")...)
	machine := exec.CommandContext(ctx, "qemu-system-x86_64", words...)
	machine.Stderr = os.Stderr
	out := kit.Must(machine.StdoutPipe())
	kit.Must0(machine.Start())
	figures, ended := follow(t, out)
	if err := machine.Wait(); err != nil {
		t.Error("the machine did not end by itself: ", err)
	}
	if ended != "0" {
		t.Errorf("the machine ended with %q", ended)
	}
	return figures
}

// follow shows what the machine says, and keeps its figures and how it ended.
func follow(t *testing.T, out io.Reader) (figures []Figure, ended string) {
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		line := strings.TrimRight(lines.Text(), "\r")
		_, text, is := strings.Cut(line, figureMark)
		switch {
		case is:
			var f Figure
			if err := json.Unmarshal([]byte(text), &f); err == nil {
				figures = append(figures, f)
				fmt.Printf("   | %s: %s: %.4g %s (%s)\n", f.Group, f.Name, f.Value, f.Unit, f.More)
			}
		case strings.HasPrefix(line, "machine: ends with "):
			ended = strings.TrimPrefix(line, "machine: ends with ")
		default:
			fmt.Println("   |", line)
		}
	}
	return figures, ended
}

// given is what a machine is started with.
type given struct {
	Zone  *Zone
	Texts *Texts
	// Others are by the other proposals.
	Others map[string]given `json:",omitempty"`
}

// tells prints a figure so that follow finds it.
func tells(f Figure) {
	text, err := json.Marshal(f)
	if err == nil {
		fmt.Printf("%s%s\n", figureMark, text)
	}
}
