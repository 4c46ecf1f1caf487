package boot

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/lab/report"
)

// partitionPage is what a run measured, for people.
type partitionPage struct {
	from, last time.Time
	laps       [][]string
	crowd      [][]string
	console    *report.Sample
	loadBefore string
}

func (p *partitionPage) began() {
	p.from, p.loadBefore = time.Now(), report.Load()
	p.last = p.from
}

// lap ends a part of a life.
func (p *partitionPage) lap(what string) {
	now := time.Now()
	p.laps = append(p.laps, []string{what, fmt.Sprintf("%.1f", now.Sub(p.last).Seconds())})
	p.last = now
}

func (p *partitionPage) ended(t *testing.T) {
	p.laps = append(p.laps, []string{"all of it", fmt.Sprintf("%.1f", time.Since(p.from).Seconds())})
	for _, lap := range p.laps {
		t.Logf("%6s s: %s", lap[1], lap[0])
	}
}

func (p *partitionPage) arrived(crowd *crowd, took time.Duration) {
	count := crowd.times.Count()
	p.crowd = [][]string{
		{"servers that get power at the same moment", fmt.Sprint(count)},
		{"until the last of them waits", fmt.Sprintf("%.1f s", took.Seconds())},
		{"boots per minute", fmt.Sprintf("%.0f", float64(count)/took.Minutes())},
		{"half of them, all of them", fmt.Sprintf("%.1f s, %.1f s", crowd.times.Millis(0.5)/1000, crowd.times.Millis(1)/1000)},
	}
}

func (p *partitionPage) write(path string) error {
	commit := strings.TrimSpace(string(kit.Must(exec.Command("git", "rev-parse", "--short=12", "HEAD").Output())))
	var page strings.Builder
	page.WriteString("# Inside the rack: what the lab measured\n\nWritten by `./plant lab partition`; do not edit. A plant in a network namespace that has no way out; " +
		"servers, clients and plant share one machine.\n\n")
	report.Table(&page, []string{"", ""}, [][]string{
		{"commit", commit}, {"date", time.Now().UTC().Format(time.RFC3339)}, {"cores", fmt.Sprint(runtime.NumCPU())},
		{"load average before", p.loadBefore}, {"load average after", report.Load()},
	})
	page.WriteString("\n## The life of one server\n\nAn emulated one (qemu without hardware help): most of the time is its processor's.\n\n")
	report.Table(&page, []string{"part", "s"}, p.laps)
	page.WriteString("\n## Its console\n\n")
	report.Table(&page, []string{"what", "figure"}, [][]string{
		{"a line typed at OpenSSH, through the console service, ipmitool and the controller to the machine's system, and its answer back", p.console.String()},
	})
	page.WriteString("\n## Many at once\n\nEach asks over the real protocols what firmware, iPXE, kernel and installer ask: two addresses, iPXE by TFTP, script, kernel and " +
		"initrd, another address, its certificate, registration.\n\n")
	report.Table(&page, []string{"what", "figure"}, p.crowd)
	page.WriteString("\nHow fast images go from one plant to another, and are served: [images-report.md](images-report.md).\n")
	return os.WriteFile(path, []byte(page.String()), 0o644)
}
