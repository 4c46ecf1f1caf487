package report

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestAMissedAimIsSaidPlainly(t *testing.T) {
	run := Run{Figures: []Figure{
		AtMost(60).Of("figures", "equal views", 75.25, "s", ""),
		AtMost(1.1).Of("links", "ratio", 1.04, "", "of 300 | 200"),
		None.Of("figures", "idle", 5120, "bytes", ""),
	}, Stories: []Story{{"links", "a line is cut", false, 3}}, NotPlayed: []string{"lost", "kills"}}
	page := run.Page()
	for _, line := range []string{
		"| figures | equal views | 75.2 | s | ≤ 60 | MISSED |  |",
		"| links | ratio | 1.04 |  | ≤ 1.10 | met | of 300 \\| 200 |",
		"| figures | idle | 5120 | bytes | – | – |  |",
		"Not played: the groups lost, kills.",
		"0 of 1 stories held. Of the figures with an aim 1 met it, 1 missed it.",
		"| links | a line is cut | DID NOT HOLD | 3.0 |",
	} {
		if !strings.Contains(page, line) {
			t.Errorf("not in the page: %s\n%s", line, page)
		}
	}
}

func TestTheFileForProgramsHoldsTheSameRun(t *testing.T) {
	folder := t.TempDir()
	run := Run{Commit: "abc", Seed: 7, Figures: []Figure{AtLeast(2).Of("a", "b", 1, "c", "d")}}
	if err := run.Write(folder); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(folder, "federation-report.json"))
	if err != nil {
		t.Fatal(err)
	}
	var read Run
	if err := json.Unmarshal(text, &read); err != nil || read.Seed != 7 || read.Figures[0].Verdict != "MISSED" {
		t.Errorf("%v: %s", err, text)
	}
}

func TestGroupsThatARunDidNotPlayStayAsTheyWereWithTheirCommit(t *testing.T) {
	folder := t.TempDir()
	first := Run{Commit: "abc", Seed: 7, Addresses: 12, NotPlayed: []string{"nat"},
		Figures: []Figure{AtLeast(2).Of("lost", "b", 1, "c", "d"), AtLeast(2).Of("two", "e", 3, "f", "")},
		Stories: []Story{{"lost", "is away", false, 3}, {"two", "is one", true, 4}}}
	second := Run{Commit: "def", Seed: 8, NotPlayed: []string{"two", "nat"}, Stories: []Story{{"lost", "is away", true, 5}}}
	third := Run{Commit: "ghi", Seed: 9, NotPlayed: []string{"two", "lost", "nat"}}
	for _, run := range []*Run{&first, &second, &third} {
		if err := run.Write(folder); err != nil {
			t.Fatal(err)
		}
	}
	page, err := os.ReadFile(filepath.Join(folder, "federation-report.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"| commit | ghi |", "(commit def, ", ", 12 addresses, duplicates 0): the groups two.", "Not played: the groups nat.",
		"2 of 2 stories held. Of the figures with an aim 1 met it, 0 missed it.", "| lost | is away | held | 5.0 |",
	} {
		if !strings.Contains(string(page), line) {
			t.Errorf("not in the page: %s\n%s", line, page)
		}
	}
}

func TestTheMedianAndTheSlowestAreTakenOfAllRequests(t *testing.T) {
	var sample Sample
	for i := range 100 {
		sample.Add(time.Duration(100-i) * time.Millisecond)
	}
	if sample.Millis(0.5) != 51 || sample.Millis(0.99) != 100 {
		t.Error(sample.String())
	}
	var twice Sample
	twice.Add(102 * time.Millisecond)
	if twice.Ratio(&sample) != 2 {
		t.Errorf("ratio %v", twice.Ratio(&sample))
	}
	var nothing Sample
	if nothing.Millis(0.5) != 0 || sample.Ratio(&nothing) != 0 {
		t.Error("of nothing there is something")
	}
}
