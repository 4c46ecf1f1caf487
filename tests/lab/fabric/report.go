package fabric

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"metalplant.invalid/lab/report"
)

// Figure is one thing that was measured.
type Figure struct {
	Group string  `json:"group"`
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
	More  string  `json:"more,omitempty"`
	// Commit is of the run that measured it.
	Commit string `json:"commit,omitempty"`
}

func figure(group, name string, value float64, unit, more string) Figure {
	return Figure{Group: group, Name: name, Value: value, Unit: unit, More: more}
}

// Report is a whole run.
type Report struct {
	Commit     string    `json:"commit"`
	Date       time.Time `json:"date"`
	Seed       uint64    `json:"seed"`
	Short      bool      `json:"short"`
	FRR        string    `json:"frr"`
	Cores      int       `json:"cores"`
	LoadBefore string    `json:"loadBefore"`
	LoadAfter  string    `json:"loadAfter"`
	Seconds    float64   `json:"seconds"`
	Held       bool      `json:"held"`
	Leaks      int       `json:"leaks"`
	Figures    []Figure  `json:"figures"`
}

func commit() string {
	printed, err := exec.Command("git", "rev-parse", "--short=12", "HEAD").Output()
	if err != nil {
		return "?"
	}
	return strings.TrimSpace(string(printed))
}

// keep takes over what an earlier run measured of groups that this one has not played.
func (r *Report) keep(folder string) {
	played := map[string]bool{}
	for i := range r.Figures {
		r.Figures[i].Commit = r.Commit
		played[r.Figures[i].Group] = true
	}
	var before Report
	text, err := os.ReadFile(filepath.Join(folder, "fabric-report.json"))
	if err != nil || json.Unmarshal(text, &before) != nil {
		return
	}
	for _, f := range before.Figures {
		if !played[f.Group] {
			r.Figures = append(r.Figures, f)
		}
	}
}

// Write makes fabric-report.md and fabric-report.json in a folder.
func (r *Report) Write(folder string) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	for name, content := range map[string][]byte{"fabric-report.json": append(text, '\n'), "fabric-report.md": []byte(r.Page())} {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// The paths that MEP-19 counts hops of.
const (
	toNode     = "node to node in another partition"
	toNodeSix  = "node to node in another partition, IPv6"
	toPeer     = "node to node of a network with a peering"
	toStorage  = "node to storage"
	toInternet = "node to internet"
	speedName  = "one stream of TCP to another partition"
)

var ways = []struct{ group, title string }{{"today", "today"}, {"proposal 1", "1: disjoint VNIs, exits join"}, {"proposal 2b", "2b: equal VNIs, plain BGP between exits"},
	{"proposal 3", "3: leaves leak, open DCI"}}

func (r *Report) find(group, name string) *Figure {
	for i := range r.Figures {
		if r.Figures[i].Group == group && r.Figures[i].Name == name {
			return &r.Figures[i]
		}
	}
	return nil
}

func (r *Report) cell(group, name string) string {
	f := r.find(group, name)
	if f == nil {
		return "not measured"
	}
	return strings.TrimSpace(fmt.Sprintf("%.4g %s", f.Value, f.Unit))
}

// leaksLine is what a run ends with; where nobody has looked there are none that one could count.
func (r *Report) leaksLine() string {
	for _, f := range r.Figures {
		if f.Name == "leaks" {
			return fmt.Sprintf("leaks: %d", r.Leaks)
		}
	}
	return "leaks: not looked for"
}

// Page is the run for people.
func (r *Report) Page() string {
	var page strings.Builder
	page.WriteString("# The fabric: what real FRR did with it\n\nWritten by `./plant lab fabric`; do not edit. What is played and how to repeat it: [tests/lab](../tests/lab/README.md). What it is about: [peering.md](peering.md).\n\n")
	form := "whole"
	if r.Short {
		form = "short"
	}
	held := "yes"
	if !r.Held {
		held = "NO"
	}
	report.Table(&page, []string{"", ""}, [][]string{{"commit", r.Commit}, {"date", r.Date.UTC().Format(time.RFC3339)}, {"form", form}, {"seed of the random zones", fmt.Sprint(r.Seed)},
		{"FRR", r.FRR}, {"cores", fmt.Sprint(r.Cores)}, {"load average before", r.LoadBefore}, {"load average after", r.LoadAfter},
		{"took", fmt.Sprintf("%.0f s", r.Seconds)}, {"all stories held", held}})
	page.WriteString("\n" + r.leaksLine() + "\n")
	page.WriteString("\n## Proposals and criteria\n\nHops are routers that lower the TTL; a tunnel counts as one step, whatever spines carry it. Speed is that of an emulated processor: good for comparing columns.\n\n")
	head, rows := []string{"criterion"}, [][]string{}
	for _, way := range ways {
		head = append(head, way.title)
	}
	for _, each := range []struct{ title, name string }{{"hops, node to node of the project in another partition", toNode}, {"the same over IPv6", toNodeSix},
		{"hops, node to node of a network with a peering", toPeer},
		{"hops, node to storage", toStorage}, {"hops, node to internet", toInternet}, {"one stream of TCP between partitions", speedName}} {
		row := []string{each.title}
		for _, way := range ways {
			row = append(row, r.cell(way.group, each.name))
		}
		rows = append(rows, row)
	}
	rows = append(rows, []string{"firewall between nodes of a project", "two", "none", "none", "none"},
		[]string{"EVPN of a partition is its own", "yes", "yes", "yes", "yes"},
		[]string{"grows at each exit with", "nothing", "projects × partitions", "projects", "partitions"},
		[]string{"where a mistake would leak", "–", "exits", "exits", "leaves; three locks against it"})
	report.Table(&page, head, rows)
	if r.find("proposal 1", toNode) == nil && r.find("proposal 2b", toNode) == nil {
		page.WriteString("\nProposals 1 and 2b were not played with packets: their columns say what follows from how each is built.\n")
	}
	if r.find("proposal 3", toNode) == nil {
		page.WriteString("\nNothing in this report is about packets: the emulated machine was not played to its end. The rows without figures are what follows from how each is built.\n")
	}
	page.WriteString(roadmap)
	page.WriteString("\n## Figures\n\n")
	rows = nil
	for _, f := range r.Figures {
		rows = append(rows, []string{f.Group, f.Name, fmt.Sprintf("%.4g", f.Value), f.Unit, f.More, f.Commit})
	}
	report.Table(&page, []string{"group", "what", "figure", "unit", "more", "commit"}, rows)
	return page.String()
}

// roadmap answers what the roadmap of MEP-19 asks. The figures behind it stand in the tables.
const roadmap = `
## The roadmap's questions

**Can FRR do Multi-Site DCI out of the box?** No. Nothing in it makes a border gateway: an exit does not originate the EVPN routes of another partition anew under its own tunnel address, knows no site, no domain path (D-PATH) and no split horizon between sites.
What FRR does well is plain BGP between the VRFs of two exits, and type-5 routes out of such a VRF: that is proposal 2b where VNIs are equal, and proposals 1 and 3 where they are not.

**Which proposal?** The third. Nodes of a project, and storage, are reached without a firewall; exits know partitions and not projects, so a new network or peering touches the leaves that have it and nothing else; and the EVPN of each partition stays its own, since exits exchange plain routes.
Its price is that leaves decide over routes between VRFs, and that one table between partitions holds all projects: their prefixes there must be disjoint. The naive configuration of it leaks across projects, as the figures show; with the three locks of [peering.md](peering.md) it does not.
The first proposal is for those whose leaves cannot route between VRFs in hardware: its exits carry all.

**How far may partitions of a zone be apart?** Light in fibre needs 4.9 µs per kilometre, there and back 1 ms per 100 km, before any device. What decides is the quorum of etcd that spans them: each write waits for a round trip to the nearer half of the members.

| round trip | fibre at most | for |
|---|---|---|
| to 2 ms | 200 km, with devices rather 150 km | one zone: etcd with its defaults, synchronous storage |
| to 10 ms | 1,000 km | a zone at its edge: etcd with its defaults works, each write costs that much; no synchronous storage |
| over 10 ms | – | another zone or region: clusters of their own |

etcd's guide to tuning wants a heartbeat of about one round trip and an election timeout of ten times as much; with the defaults (100 ms and 1 s) it would hold to 100 ms, so below 10 ms nothing has to be tuned and a lost packet elects nobody. The limits of 2 and 10 ms are a recommendation, not a measurement of this lab.
`

func newReport(folder string, figures []Figure, seed uint64, short, held bool, began time.Time, loadBefore string) *Report {
	r := &Report{commit(), began, seed, short, "?", runtime.NumCPU(), loadBefore, report.Load(), time.Since(began).Seconds(), held, 0, figures}
	r.keep(folder)
	for _, f := range r.Figures {
		if f.Name == "leaks" {
			r.Leaks += int(f.Value)
		}
		if f.Name == "version of FRR" {
			r.FRR = f.More
		}
	}
	return r
}
