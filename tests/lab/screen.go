package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// event is a line of `go test -json`.
type event struct {
	Action, Test, Output string
	Elapsed              float64
}

// screen says what happens while it happens, keeps what a story printed until it is known whether it failed, and counts.
type screen struct {
	out            io.Writer
	asked          *options
	begun          time.Time
	printed        map[string][]string
	passed, failed int
	duplicates     int
	counted        bool
}

func newScreen(out io.Writer, asked *options) *screen {
	return &screen{out: out, asked: asked, begun: time.Now(), printed: map[string][]string{}}
}

func (s *screen) follow(events io.Reader) {
	lines := bufio.NewScanner(events)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var one event
		if json.Unmarshal(lines.Bytes(), &one) != nil {
			fmt.Fprintln(s.out, lines.Text())
			continue
		}
		s.take(one)
	}
}

func (s *screen) take(one event) {
	// TestFederation/group/story; deeper ones belong to their story.
	depth := strings.Count(one.Test, "/")
	switch one.Action {
	case "output", "build-output":
		s.keep(one)
	case "run":
		if depth == 1 && !s.asked.quiet {
			fmt.Fprintf(s.out, "%7s  == %s\n", s.elapsed(), name(one.Test))
		}
	case "pass":
		if depth == 2 {
			s.passed++
			if !s.asked.quiet {
				fmt.Fprintf(s.out, "%7s  ok    %5.1f s  %s\n", s.elapsed(), one.Elapsed, name(one.Test))
			}
		}
		delete(s.printed, one.Test)
	case "fail":
		if depth == 2 {
			s.failed++
		}
		if depth > 0 {
			fmt.Fprintf(s.out, "%7s  FAIL  %5.1f s  %s\n", s.elapsed(), one.Elapsed, name(one.Test))
		}
		for _, line := range s.printed[one.Test] {
			fmt.Fprintf(s.out, "         | %s", line)
		}
		delete(s.printed, one.Test)
	}
}

func name(test string) string {
	return strings.ReplaceAll(test[strings.LastIndexByte(test, '/')+1:], "_", " ")
}

// keep remembers what a story printed; what nobody's story printed is said at once.
func (s *screen) keep(one event) {
	text := one.Output
	if s.asked.list {
		if !strings.HasPrefix(text, "ok  \t") {
			fmt.Fprint(s.out, text)
		}
		return
	}
	for _, noise := range []string{"=== ", "--- ", "    --- ", "        --- ", "PASS", "FAIL", "ok  \t"} {
		if strings.HasPrefix(text, noise) {
			return
		}
	}
	if number, found := strings.CutPrefix(strings.TrimSpace(text), "duplicates: "); found {
		s.duplicates, s.counted = atoi(number), true
		return
	}
	if strings.HasPrefix(strings.TrimSpace(text), "figure: ") || one.Test == "" {
		fmt.Fprintf(s.out, "%7s  %s\n", s.elapsed(), strings.TrimSpace(text))
		return
	}
	s.printed[one.Test] = append(s.printed[one.Test], text)
}

func atoi(text string) int {
	number, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return number
}

func (s *screen) elapsed() string {
	took := time.Since(s.begun).Round(time.Second)
	return fmt.Sprintf("%d:%02d", int(took.Minutes()), int(took.Seconds())%60)
}

// end says how it ended, and gives the exit status. A run that broke off has counted nothing, which is not the same as none.
func (s *screen) end(failed bool) int {
	if s.asked.list {
		return exit(failed)
	}
	fmt.Fprintf(s.out, "%7s  %d passed, %d failed\n", s.elapsed(), s.passed, s.failed)
	if !s.counted {
		fmt.Fprintln(s.out, "duplicates: not counted, the run broke off")
		return 1
	}
	fmt.Fprintf(s.out, "duplicates: %d\n", s.duplicates)
	return exit(failed || s.duplicates != 0 || s.passed+s.failed == 0)
}

func exit(failed bool) int {
	if failed {
		return 1
	}
	return 0
}
