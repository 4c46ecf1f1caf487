// Package report turns the figures of a run of the lab into a page for people and a file for programs.
package report

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Figure is one thing that was measured.
type Figure struct {
	Group string  `json:"group"`
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
	// Aim is empty where there is none.
	Aim     string `json:"aim,omitempty"`
	Verdict string `json:"verdict,omitempty"`
	More    string `json:"more,omitempty"`
}

// Aim is what a figure shall be.
type Aim struct {
	text string
	held func(float64) bool
}

// None is for figures that are only told.
var None = Aim{"", nil}

// AtMost and AtLeast are aims with a limit.
func AtMost(limit float64) Aim {
	return Aim{"≤ " + number(limit), func(value float64) bool { return value <= limit }}
}

func AtLeast(limit float64) Aim {
	return Aim{"≥ " + number(limit), func(value float64) bool { return value >= limit }}
}

// Of is a figure beside its aim.
func (a Aim) Of(group, name string, value float64, unit, more string) Figure {
	verdict := ""
	if a.held != nil {
		verdict = "MISSED"
		if a.held(value) {
			verdict = "met"
		}
	}
	return Figure{group, name, value, unit, a.text, verdict, more}
}

// Story is one thing that was told.
type Story struct {
	Group   string  `json:"group"`
	Name    string  `json:"name"`
	Held    bool    `json:"held"`
	Seconds float64 `json:"seconds"`
}

// Run is a whole run.
type Run struct {
	Commit     string    `json:"commit"`
	Date       time.Time `json:"date"`
	Seed       uint64    `json:"seed"`
	Cores      int       `json:"cores"`
	Kernel     string    `json:"kernel"`
	LoadBefore string    `json:"loadBefore"`
	LoadAfter  string    `json:"loadAfter"`
	Seconds    float64   `json:"seconds"`
	Addresses  int64     `json:"addresses"`
	Duplicates int64     `json:"duplicates"`
	Figures    []Figure  `json:"figures"`
	// NotPlayed are the groups that this run left out.
	NotPlayed []string `json:"notPlayed,omitempty"`
	Stories   []Story  `json:"stories"`
	// Earlier are runs of which the page still shows the groups that no later one has played.
	Earlier []*Run `json:"earlier,omitempty"`
}

// Write makes federation-report.md and federation-report.json in a folder. Groups that this run did not play stay as they are there.
func (r *Run) Write(folder string) error {
	before, err := os.ReadFile(filepath.Join(folder, "federation-report.json"))
	if err == nil {
		var earlier Run
		if err := json.Unmarshal(before, &earlier); err != nil {
			return fmt.Errorf("the report that is there cannot be read: %w; delete it", err)
		}
		r.keep(&earlier)
	}
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	for name, content := range map[string][]byte{
		"federation-report.json": append(text, '\n'),
		"federation-report.md":   []byte(r.Page()),
	} {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// keep takes over what this run has not played, of an earlier run and of those that it had kept.
func (r *Run) keep(before *Run) {
	for _, run := range append([]*Run{before}, before.Earlier...) {
		missing := func(group string) bool { return slices.Contains(r.NotPlayed, group) }
		run.Earlier, run.NotPlayed = nil, nil
		run.Figures = slices.DeleteFunc(run.Figures, func(f Figure) bool { return !missing(f.Group) })
		run.Stories = slices.DeleteFunc(run.Stories, func(s Story) bool { return !missing(s.Group) })
		kept := run.groups()
		if len(kept) == 0 {
			continue
		}
		r.Earlier = append(r.Earlier, run)
		r.NotPlayed = slices.DeleteFunc(r.NotPlayed, func(group string) bool { return slices.Contains(kept, group) })
	}
}

// groups are those that a story of the run is in, in the order in which they were played.
func (r *Run) groups() (names []string) {
	for _, s := range r.Stories {
		if !slices.Contains(names, s.Group) {
			names = append(names, s.Group)
		}
	}
	return names
}

// whole is the run with everything that is kept of earlier ones.
func (r *Run) whole() (figures []Figure, stories []Story) {
	figures, stories = slices.Clone(r.Figures), slices.Clone(r.Stories)
	for _, run := range r.Earlier {
		figures, stories = append(figures, run.Figures...), append(stories, run.Stories...)
	}
	return figures, stories
}

// Page is the run for people.
func (r *Run) Page() string {
	var page strings.Builder
	page.WriteString("# Federation: what the lab measured\n\nWritten by `./plant lab federation`; do not edit. What is played and how to repeat it: [tests/lab](../tests/lab/README.md).\n\n")
	Table(&page, []string{"", ""}, [][]string{
		{"commit", r.Commit}, {"date", r.Date.UTC().Format(time.RFC3339)}, {"seed of the network", fmt.Sprint(r.Seed)},
		{"cores", fmt.Sprint(r.Cores)}, {"kernel", r.Kernel},
		{"load average before", r.LoadBefore}, {"load average after", r.LoadAfter}, {"took", fmt.Sprintf("%.0f s", r.Seconds)},
		{"addresses given in all", fmt.Sprint(r.Addresses)}, {"duplicates", fmt.Sprint(r.Duplicates)},
	})
	for _, run := range r.Earlier {
		fmt.Fprintf(&page, "\nOf an earlier run (commit %s, %s, seed %d, load average before %s, %d addresses, duplicates %d): the groups %s.\n",
			run.Commit, run.Date.UTC().Format(time.RFC3339), run.Seed, run.LoadBefore, run.Addresses, run.Duplicates, strings.Join(run.groups(), ", "))
	}
	if len(r.NotPlayed) > 0 {
		fmt.Fprintf(&page, "\nNot played: the groups %s.\n", strings.Join(r.NotPlayed, ", "))
	}
	figures, stories := r.whole()
	held := 0
	for _, s := range stories {
		if s.Held {
			held++
		}
	}
	fmt.Fprintf(&page, "\n%d of %d stories held. Of the figures with an aim %d met it, %d missed it.\n\n## Figures\n\n",
		held, len(stories), verdicts(figures, "met"), verdicts(figures, "MISSED"))
	var rows [][]string
	for _, f := range figures {
		rows = append(rows, []string{f.Group, f.Name, number(f.Value), f.Unit, dash(f.Aim), dash(f.Verdict), f.More})
	}
	Table(&page, []string{"group", "what", "figure", "unit", "aim", "verdict", "more"}, rows)
	page.WriteString("\n## Stories\n\n")
	rows = nil
	for _, s := range stories {
		verdict := "held"
		if !s.Held {
			verdict = "DID NOT HOLD"
		}
		rows = append(rows, []string{s.Group, s.Name, verdict, fmt.Sprintf("%.1f", s.Seconds)})
	}
	Table(&page, []string{"group", "story", "", "s"}, rows)
	return page.String()
}

func verdicts(figures []Figure, wanted string) (count int) {
	for _, f := range figures {
		if f.Verdict == wanted {
			count++
		}
	}
	return count
}

// Load is the load average of this machine, as the kernel tells it.
func Load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "?"
	}
	return strings.TrimSpace(string(text))
}

// Table writes one as Markdown has it.
func Table(page *strings.Builder, head []string, rows [][]string) {
	line := func(cells []string) { page.WriteString("| " + strings.Join(cells, " | ") + " |\n") }
	line(head)
	page.WriteString(strings.Repeat("|---", len(head)) + "|\n")
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = strings.ReplaceAll(cell, "|", "\\|")
		}
		line(cells)
	}
}

func dash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

// number has three digits that say something, and no more than it needs.
func number(value float64) string {
	switch size := math.Abs(value); {
	case value == math.Trunc(value) && size < 1e9, size >= 1000:
		return strconv.FormatFloat(value, 'f', 0, 64)
	case size >= 10:
		return strconv.FormatFloat(value, 'f', 1, 64)
	default:
		return strconv.FormatFloat(value, 'f', 2, 64)
	}
}
