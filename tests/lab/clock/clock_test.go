package clock

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// shown is what a program with a C library takes for the time.
func shown(t *testing.T, c *Clock) time.Time {
	t.Helper()
	command := exec.Command("date", "+%s.%N")
	command.Env = append(os.Environ(), c.Environment()...)
	text, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	seconds, err := strconv.ParseFloat(strings.TrimSpace(string(text)), 64)
	if err != nil {
		t.Fatal(err)
	}
	return time.UnixMicro(int64(seconds * 1e6))
}

func TestProgramsSeeTheTimeThatAClockWasSetTo(t *testing.T) {
	if err := Absence(); err != nil {
		t.Skip(err)
	}
	c := &Clock{folder: t.TempDir()}
	source := filepath.Join(c.folder, "clock.c")
	if err := os.WriteFile(source, library, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := c.compile(source); err != nil {
		t.Fatal(err)
	}
	for _, wrongBy := range []time.Duration{0, time.Hour, -87_660*time.Hour - 1, 87_660*time.Hour + 999_999_999} {
		if err := c.Set(wrongBy); err != nil {
			t.Fatal(err)
		}
		if off := shown(t, c).Sub(c.Now()).Abs(); off > 5*time.Second {
			t.Errorf("set %s off, a program is %s away from what the clock shows", wrongBy, off)
		}
	}
}

func TestProgramsOfGoSeeItTooWithoutAnEnvironment(t *testing.T) {
	c := &Clock{folder: t.TempDir()}
	overlay, err := c.overlay()
	if err != nil {
		t.Fatal(err)
	}
	source := filepath.Join(c.folder, "main", "main.go")
	if err := os.Mkdir(filepath.Dir(source), 0o700); err != nil {
		t.Fatal(err)
	}
	text := "package main\n\nimport \"time\"\n\nfunc main() { time.Sleep(time.Millisecond); print((<-time.After(time.Millisecond)).Unix()) }\n"
	if err := os.WriteFile(source, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(c.folder, "program")
	if err := run(goCommand("build", "-overlay", overlay, "-o", program, source)); err != nil {
		t.Fatal(err)
	}
	for _, wrongBy := range []time.Duration{0, time.Hour, -87_660*time.Hour - 1, 87_660*time.Hour + 999_999_999} {
		if err := c.Set(wrongBy); err != nil {
			t.Fatal(err)
		}
		command := exec.Command(program)
		command.Env = []string{}
		printed, err := command.CombinedOutput()
		if err != nil {
			t.Fatal(err)
		}
		seconds, err := strconv.ParseInt(string(printed), 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		if off := time.Unix(seconds, 0).Sub(c.Now()).Abs(); off > 5*time.Second {
			t.Errorf("set %s off, a program is %s away from what the clock shows", wrongBy, off)
		}
	}
}

func TestTheClockOfAPlantThatHasNoneIsRight(t *testing.T) {
	if off := time.Since((*Clock)(nil).Now()).Abs(); off > time.Second {
		t.Errorf("it is %s off", off)
	}
}
