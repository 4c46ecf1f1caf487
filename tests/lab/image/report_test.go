package image

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func image(hash, built string) about {
	var a about
	a.Version, a.Roothash, a.Built, a.Commit, a.Containers = "1", strings.Repeat(hash, 64), built, "c0ffee", true
	a.Image.SHA256, a.Image.CompressedSize = strings.Repeat(hash, 64), 460_000_000
	a.ContainerSizes = map[string]int64{"nsq": 26_700_000, "infra": 22_700_000}
	return a
}

func TestPageSaysPlainlyWhatWasNotRunAndWhatFailedAndOnWhichImage(t *testing.T) {
	r := report{Images: map[string]about{"aaaaaaaaaaaa": image("a", "2026-01-01 09:00")}, Parts: map[string]*Result{
		"boot":  {Part: "boot", Held: true, Seconds: 300, When: "2026-01-01 10:00", Image: "aaaaaaaaaaaa", Load: "2.5", Figures: []Figure{{"up", "90 s"}}},
		"clock": {Part: "clock", Why: "1980: no | answer", Seconds: 12, When: "2026-01-01 11:00", Image: "aaaaaaaaaaaa"},
	}}
	text := page(r)
	for _, wanted := range []string{"| boot |", "| held | `aaaaaaaaaaaa` | 300 | 2.5 |", "**FAILED**: 1980: no \\| answer", "| slots | two slots",
		"**not run**", "| up | 90 s |", "| `aaaaaaaaaaaa` | c0ffee | 2026-01-01 09:00 |", "infra 22.7 MB, nsq 26.7 MB", "| 460 MB (`aaaaaaaaaaaa`) | yes |",
		"| all units under 3 GiB resident, with PostgreSQL | part `ready` has not shown it | no |"} {
		if !strings.Contains(text, wanted) {
			t.Errorf("the page lacks %q:\n%s", wanted, text)
		}
	}
	if got := strings.Count(text, "**not run**"); got != len(parts)-2 {
		t.Errorf("%d parts are told as not run, wanted %d", got, len(parts)-2)
	}
}

func TestMemoryOfAllUnitsIsHeldAgainstItsGoal(t *testing.T) {
	for value, wanted := range map[string]string{"812 MiB": "included | yes |", "3072 MiB": "included | no |"} {
		r := report{Parts: map[string]*Result{"ready": {Held: true, Figures: []Figure{{together, value}}}}}
		if text := page(r); !strings.Contains(text, value+", page cache that is charged to them "+wanted) {
			t.Errorf("%s: %s", value, text)
		}
	}
}

func TestAPartThatHadNoPlantToGoOnWithIsToldAsNotRun(t *testing.T) {
	r := report{Parts: map[string]*Result{"call": {Part: "call", Held: true, When: "2026-01-01 10:00"}}}
	r.add(report{Parts: map[string]*Result{"call": {Part: "call", Why: errNoPlant.Error(), When: "2026-01-02 10:00"}, "full": {Part: "full", Why: errNoPlant.Error()}}})
	if !r.Parts["call"].Held || r.Parts["full"] != nil {
		t.Errorf("%+v", r.Parts)
	}
}

func TestMemoryOfUnitsIsReadFromWhatSystemctlShows(t *testing.T) {
	all := unitsMemory("MemoryCurrent=[not set]\r\nMemoryPeak=104857600\r\nMemoryMax=134217728\r\nId=plant-net.service\r\nSubState=exited\r\n\r\n" +
		"MemoryCurrent=18446744073709551615\nMemoryPeak=[not set]\nMemoryMax=infinity\nId=never.service\nSubState=dead\n\n" +
		"MemoryCurrent=209715200\nMemoryPeak=314572800\nMemoryMax=infinity\nId=metal-api.service\nSubState=running")
	got := ""
	for _, one := range all {
		got += one.name + ": " + one.String() + "\n"
	}
	if wanted := "metal-api.service: 200 MiB, at most 300\nplant-net.service: does not run, at most 100 of 128\n"; got != wanted {
		t.Errorf("%q is not %q", got, wanted)
	}
}

func TestAReportTakesNothingAwayFromPartsThatWereNotRunAgain(t *testing.T) {
	folder, docs := t.TempDir(), t.TempDir()
	write := func(file string, value any) {
		text, err := json.Marshal(value)
		if err == nil {
			err = os.WriteFile(file, text, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	old, now := image("a", "2026-01-01 09:00"), image("b", "2026-01-02 09:00")
	write(filepath.Join(docs, "image-report.json"), report{Images: map[string]about{old.short(): old}, Parts: map[string]*Result{
		"boot":  {Part: "boot", Held: true, When: "2026-01-01 10:00", Image: old.short()},
		"clock": {Part: "clock", Held: true, When: "2026-01-01 10:00", Image: old.short()},
	}})
	write(filepath.Join(folder, "about-"+now.short()+".json"), now)
	write(filepath.Join(folder, "results-"+now.Image.SHA256[:12]+".json"), map[string]*Result{
		"boot": {Part: "boot", Why: "it did not", When: "2026-01-02 10:00", Image: now.short()},
	})
	l := &lab{folder: folder, top: t.TempDir()}
	for range 2 {
		if err := l.report(docs); err != nil {
			t.Fatal(err)
		}
	}
	all, err := read[report](filepath.Join(docs, "image-report.json"))
	if err != nil || len(all.Images) != 2 || all.Parts["boot"].Held || all.Parts["boot"].Image != now.short() || !all.Parts["clock"].Held {
		t.Fatalf("%+v, %v", all, err)
	}
	all.Parts["clock"].Image = now.short()
	all.prune()
	if len(all.Images) != 1 {
		t.Fatalf("an image of which nothing is told is kept: %v", all.Images)
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

func TestRecoveryWordsAreReadFromTheLastPanelOfAConsole(t *testing.T) {
	l := &lab{folder: t.TempDir()}
	text := " 9.0 Recovery words of this plant, shown only now\n 9.0   1. old\n 9.9 login\n" +
		" 10.0 Recovery words of this plant, shown only now\n 10.0 Without them\n 10.0   1. bikoh     2. dulaf\n 10.0   3. gimel\n 11.0 metal-plant: partition north-1\n"
	if err := os.WriteFile(filepath.Join(l.folder, "ready-1.console"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if words, err := l.words(); err != nil || words != "bikoh dulaf gimel" {
		t.Fatalf("%q, %v", words, err)
	}
}

func TestConsoleIsReadWithoutItsColours(t *testing.T) {
	if got := control.ReplaceAllString("[\x1b[0;32m  OK  \x1b[0m] Started \x1b[0;1;39mx\x1b[0m\r", ""); got != "[  OK  ] Started x" {
		t.Fatalf("%q", got)
	}
}

func TestTheContainerIsToldOnlyWhenItWasCutInEveryStep(t *testing.T) {
	target := t.TempDir()
	write := func(name, text string) {
		if err := os.MkdirAll(filepath.Join(target, "surefire-reports"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(target, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, one := range []struct {
		cut, skipped, failures string
		told, held             bool
	}{{"every", "0", "0", true, true}, {"every", "0", "1", true, false}, {"every", "1", "0", false, false}, {"", "0", "0", false, false}} {
		write("first-boot.figures", "# Seconds of each\n# cut in: database, api\ndatabase 6.0\napi 27.3\n")
		write("surefire-reports/TEST-metalplant.bootstrap.plantd.FirstBootOnSystemdTest.xml",
			`<testsuite time="670.2" tests="1" errors="0" skipped="`+one.skipped+`" failures="`+one.failures+`"><properties><property name="firstboot.cut" value="`+one.cut+`"/></properties></testsuite>`)
		result, err := container(target)
		if err != nil || (result != nil) != one.told || result != nil && result.Held != one.held {
			t.Fatalf("%+v: %+v, %v", one, result, err)
		}
		text := page(report{Container: result})
		for word, wanted := range map[string]bool{"lost in the steps database, api, then": one.held, "| api | 27.3 s |": one.held, "**Not run**": !one.told, "**FAILED** (": one.told && !one.held} {
			if strings.Contains(text, word) != wanted {
				t.Errorf("%+v: %q in the page: %v", one, word, !wanted)
			}
		}
	}
}
