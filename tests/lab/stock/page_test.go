package stock

import (
	"debug/buildinfo"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/lab/report"
)

// row is what became of a story.
type row struct {
	Program string  `json:"program"`
	Version string  `json:"version"`
	Commit  string  `json:"commit"`
	Story   string  `json:"story"`
	Result  string  `json:"result"`
	Seconds float64 `json:"seconds,omitempty"`
	Seen    string  `json:"seen,omitempty"`
}

// page is what a run has shown.
type page struct {
	Commit string    `json:"commit"`
	Date   time.Time `json:"date"`
	Load   string    `json:"loadBefore"`
	Rows   []row     `json:"rows"`

	folder string
	seen   string
}

func newPage(folder string) *page {
	commit := strings.TrimSpace(string(kit.Must(exec.Command("git", "rev-parse", "--short=12", "HEAD").Output())))
	return &page{Commit: commit, Date: time.Now().UTC(), Load: report.Load(), folder: folder}
}

func (p *page) has(program string) bool {
	facts, err := os.Stat(filepath.Join(p.folder, program))
	return err == nil && !facts.IsDir()
}

// saw adds to what the story that runs has seen.
func (p *page) saw(format string, words ...any) {
	if p.seen != "" {
		p.seen += "; "
	}
	p.seen += fmt.Sprintf(format, words...)
}

func (p *page) add(of part, result string, took time.Duration) {
	version, commit := p.version(of.program)
	p.Rows = append(p.Rows, row{of.program, version, commit, of.story, result, float64(took.Milliseconds()) / 1000, p.seen})
	p.seen = ""
}

// version is what the folder's file "versions" says of a program, a line "NAME VERSION COMMIT" each, else what the program itself was built of.
func (p *page) version(program string) (version, commit string) {
	text, _ := os.ReadFile(filepath.Join(p.folder, "versions"))
	for _, line := range strings.Split(string(text), "\n") {
		if words := strings.Fields(line); len(words) == 3 && words[0] == program {
			return words[1], words[2]
		}
	}
	info, err := buildinfo.ReadFile(filepath.Join(p.folder, program))
	if err != nil {
		return "?", "?"
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			return info.Main.Version, setting.Value
		}
	}
	return info.Main.Version, "?"
}

func (p *page) write(folder string) error {
	text, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, "stock-report.json"), append(text, '\n'), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "stock-report.md"), []byte(p.text()), 0o644)
}

func (p *page) text() string {
	var page strings.Builder
	page.WriteString("# metal-stack's own programs at the other end\n\nWritten by `./plant lab stock`; do not edit. The programs were built of the named commits and run unchanged, beside a plant " +
		"in a network namespace of its own. Controllers are OpenIPMI's `ipmi_sim` behind a Redfish service of the lab that tells what a Supermicro tells; no hardware took part. ipmi_sim answers one command (Chassis Identify) " +
		"with bytes of its memory, on which metal-bmc would end; a script before its ipmitool drops them.\n\n")
	report.Table(&page, []string{"", ""}, [][]string{
		{"commit", p.Commit}, {"date", p.Date.Format(time.RFC3339)}, {"cores", fmt.Sprint(runtime.NumCPU())}, {"load average before", p.Load},
	})
	page.WriteString("\n## Stories\n\n")
	var rows [][]string
	for _, each := range p.Rows {
		rows = append(rows, []string{each.Program, each.Version, each.Commit, each.Story, each.Result, fmt.Sprintf("%.1f", each.Seconds), each.Seen})
	}
	report.Table(&page, []string{"program", "version", "commit", "story", "result", "s", "seen"}, rows)
	page.WriteString("\n" + leftOut)
	return page.String()
}

// leftOut is what no run of the lab plays.
const leftOut = `## What was not played

| program | why |
|---|---|
| metal-image-cache-sync from v0.2.0 on | asks the API of metal-apiserver (metalstack.api.v2), which is another one than metal-api's; this plant has metal-api's |
| iPXE out of pixie | a packet asks as firmware does and one as pixie's iPXE does; the programs themselves are not run, and those inside of the pixie that was played were Debian's |
| OS images in metal-image-cache-sync | it takes them from S3 |
| metal-hammer v0.13.16 | installs the machine that it runs on; it needs a server, or an emulated one with its kernel and a disk that it may wipe |
| metal-core, metalctl | are played by the suite of [tests/compat](conformance.md) |
| metal-bmc's firmware updates | Supermicro's own program is needed for them, which is not free |
| metal-bmc with Dell, Lenovo, Gigabyte | their consoles are SSH of the controller, or none; the lab's controller speaks as a Supermicro |
`
