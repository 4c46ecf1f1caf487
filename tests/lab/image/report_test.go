package image

import (
	"strings"
	"testing"
)

func TestPageSaysPlainlyWhatWasNotRunAndWhatFailed(t *testing.T) {
	results := map[string]*Result{
		"boot":  {Part: "boot", Held: true, Seconds: 300, When: "2026-01-01 10:00", Figures: []Figure{{"up", "90 s"}}},
		"clock": {Part: "clock", Why: "1980: no | answer", Seconds: 12, When: "2026-01-01 11:00"},
	}
	text := page(about{Version: "1", Roothash: strings.Repeat("a", 64)}, results)
	for _, wanted := range []string{"| boot |", "| held | 300 |", "**FAILED**: 1980: no \\| answer", "| slots | two slots",
		"**not run**", "| up | 90 s |"} {
		if !strings.Contains(text, wanted) {
			t.Errorf("the page lacks %q:\n%s", wanted, text)
		}
	}
	if got := strings.Count(text, "**not run**"); got != len(parts)-2 {
		t.Errorf("%d parts are told as not run, wanted %d", got, len(parts)-2)
	}
}

func TestPartsAreChosenByNameAndUnknownOnesAreRefused(t *testing.T) {
	chosen, err := choose("clock,boot")
	if err != nil || len(chosen) != 2 || chosen[0].name != "clock" {
		t.Fatalf("chosen %v, %v", chosen, err)
	}
	if _, err := choose("nosuch"); err == nil {
		t.Fatal("an unknown part was taken")
	}
}

func TestConsoleIsReadWithoutItsColours(t *testing.T) {
	if got := control.ReplaceAllString("[\x1b[0;32m  OK  \x1b[0m] Started \x1b[0;1;39mx\x1b[0m\r", ""); got != "[  OK  ] Started x" {
		t.Fatalf("%q", got)
	}
}
