package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

func played(t *testing.T, failed bool, events ...string) (status int, text string) {
	t.Helper()
	var out bytes.Buffer
	s := newScreen(&out, &options{})
	s.follow(strings.NewReader(strings.Join(events, "\n")))
	status = s.end(failed)
	return status, out.String()
}

func TestARunInWhichAllHeldEndsWithTheNumberOfDuplicates(t *testing.T) {
	status, text := played(t, false,
		`{"Action":"run","Test":"TestFederation/two"}`,
		`{"Action":"output","Test":"TestFederation/two/all_is_well","Output":"chatter\n"}`,
		`{"Action":"pass","Test":"TestFederation/two/all_is_well","Elapsed":1.5}`,
		`{"Action":"output","Output":"duplicates: 0\n"}`)
	if status != 0 || !strings.HasSuffix(text, "1 passed, 0 failed\nduplicates: 0\n") || strings.Contains(text, "chatter") {
		t.Errorf("%d: %s", status, text)
	}
}

func TestWhatAStoryPrintedIsShownIfItFailed(t *testing.T) {
	status, text := played(t, true,
		`{"Action":"output","Test":"TestFederation/two/all_is_well","Output":"the reason\n"}`,
		`{"Action":"fail","Test":"TestFederation/two/all_is_well","Elapsed":1.5}`,
		`{"Action":"output","Output":"duplicates: 0\n"}`)
	if status != 1 || !strings.Contains(text, "FAIL    1.5 s  all is well\n         | the reason") {
		t.Errorf("%d: %s", status, text)
	}
}

func TestAnAddressThatWasGivenTwiceIsAFailure(t *testing.T) {
	if status, text := played(t, false, `{"Action":"pass","Test":"a/b/c"}`, `{"Action":"output","Output":"duplicates: 1\n"}`); status != 1 {
		t.Errorf("%d: %s", status, text)
	}
}

func TestARunThatBrokeOffOrPlayedNothingIsAFailure(t *testing.T) {
	if status, text := played(t, false, `{"Action":"pass","Test":"a/b/c"}`); status != 1 || strings.Contains(text, "duplicates: 0") {
		t.Errorf("broke off: %d: %s", status, text)
	}
	if status, _ := played(t, false, `{"Action":"output","Output":"duplicates: 0\n"}`); status != 1 {
		t.Errorf("nothing was played, and the status is %d", status)
	}
}

func TestOnlyTheNamedGroupsAreAskedForAndNoReportIsWrittenOfThem(t *testing.T) {
	asked, err := parse([]string{"federation", "--only", "two,three", "--seed", "9"})
	if err != nil {
		t.Fatal(err)
	}
	call := asked.goTest()
	if !slices.Contains(call, "^TestFederation$/^(two|three)$") || slices.Contains(call, "-report") || !slices.Contains(call, "9") {
		t.Errorf("%v", call)
	}
}

func TestAReportOfTheNamedGroupsIsWrittenIfItIsAskedFor(t *testing.T) {
	asked, err := parse([]string{"federation", "--only", "two", "--report"})
	if err != nil {
		t.Fatal(err)
	}
	if call := asked.goTest(); !slices.Contains(call, "-report") || !slices.Contains(call, "^TestFederation$/^(two)$") {
		t.Errorf("%v", call)
	}
}

func TestWhatIsNotUnderstoodIsRefused(t *testing.T) {
	for _, wrong := range [][]string{{"fabric"}, {"federation", "--long"}, {"federation", "short"}} {
		if _, err := parse(wrong); err == nil {
			t.Errorf("%v is taken", wrong)
		}
	}
}
