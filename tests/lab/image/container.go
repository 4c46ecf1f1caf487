package image

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// container reads what FirstBootOnSystemdTest has left, if it was run with a cut in every step; a shorter run tells less and is not told.
func container(target string) (*Result, error) {
	file := filepath.Join(target, "surefire-reports/TEST-metalplant.bootstrap.plantd.FirstBootOnSystemdTest.xml")
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var suite struct {
		Time       float64 `xml:"time,attr"`
		Skipped    int     `xml:"skipped,attr"`
		Failures   int     `xml:"failures,attr"`
		Errors     int     `xml:"errors,attr"`
		Properties []struct {
			Name  string `xml:"name,attr"`
			Value string `xml:"value,attr"`
		} `xml:"properties>property"`
	}
	if err := xml.Unmarshal(text, &suite); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	every := false
	for _, one := range suite.Properties {
		every = every || one.Name == "firstboot.cut" && one.Value == "every"
	}
	if !every || suite.Skipped > 0 {
		return nil, nil
	}
	when, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	result := &Result{Held: suite.Failures+suite.Errors == 0, Seconds: suite.Time, When: when.ModTime().UTC().Format("2006-01-02 15:04")}
	if !result.Held {
		return result, nil
	}
	// Written by the test when it has come to its end.
	steps, err := os.ReadFile(filepath.Join(target, "first-boot.figures"))
	if err != nil {
		return nil, err
	}
	for _, line := range strings.Split(string(steps), "\n") {
		if names, there := strings.CutPrefix(line, "# cut in: "); there {
			result.Says = names
		}
		if fields := strings.Fields(line); len(fields) == 2 && fields[0] != "#" {
			result.Figures = append(result.Figures, Figure{fields[0], fields[1] + " s"})
		}
	}
	return result, nil
}

func (r report) inContainer(p *strings.Builder) {
	p.WriteString("\n## Power cuts in every step, in a container\n\n")
	c := r.Container
	if c == nil {
		p.WriteString("**Not run**: `FirstBootOnSystemdTest` with `-Dfirstboot.cut=every`.\n")
		return
	}
	if !c.Held {
		fmt.Fprintf(p, "**FAILED** (%s): `FirstBootOnSystemdTest` with `-Dfirstboot.cut=every`.\n", c.When)
		return
	}
	// A step that takes less than the test's look at the status is passed by.
	which := "in every step that is found at work (which ones was not written down)"
	if c.Says != "" {
		which = "in the steps " + c.Says
	}
	fmt.Fprintf(p, "Held, %.0f s, %s: `FirstBootOnSystemdTest` with `-Dfirstboot.cut=every`. The root of an image with its real units and containers, on systemd; every process is killed "+
		"and what was not synced is lost %s, then at work; each time it goes on, and the recovery key stays the same. Its last start, with everything made:\n\n| step | takes |\n|---|---|\n", c.Seconds, c.When, which)
	for _, one := range c.Figures {
		fmt.Fprintf(p, "| %s | %s |\n", one.Name, one.Value)
	}
}
