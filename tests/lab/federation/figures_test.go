package federation

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"metalplant.invalid/lab/report"
)

// results are what this run has measured and told so far.
var results struct {
	sync.Mutex
	report.Run
}

// begin notes what the machine is like before anything is started.
func begin() {
	results.Date, results.Seed, results.Cores = time.Now(), *seed, runtime.NumCPU()
	results.Commit, results.Kernel = printed("git", "rev-parse", "--short=12", "HEAD"), printed("uname", "-r")
	if results.Commit != "?" && printed("git", "status", "--porcelain", "--untracked-files=no") != "" {
		results.Commit += " and what was not committed then"
	}
	results.LoadBefore = report.Load()
}

func printed(words ...string) string {
	text, err := exec.Command(words[0], words[1:]...).Output()
	if err != nil {
		return "?"
	}
	return strings.TrimSpace(string(text))
}

// finish notes how it ended, and writes the report if one is wanted.
func finish(folder string) error {
	results.Lock()
	defer results.Unlock()
	results.LoadAfter, results.Seconds = report.Load(), time.Since(results.Date).Seconds()
	for _, g := range groups {
		if !slices.ContainsFunc(results.Stories, func(s report.Story) bool { return s.Group == g.name }) {
			results.NotPlayed = append(results.NotPlayed, g.name)
		}
	}
	results.Addresses, results.Duplicates = allGiven.Load(), allDuplicates.Load()
	if folder == "" {
		return nil
	}
	return results.Write(folder)
}

// figure notes something that was measured, and says it.
func figure(t *testing.T, aim report.Aim, name string, value float64, unit, more string, details ...any) {
	t.Helper()
	one := aim.Of(groupOf(t), name, value, unit, fmt.Sprintf(more, details...))
	results.Lock()
	defer results.Unlock()
	results.Figures = append(results.Figures, one)
	fmt.Fprintf(os.Stderr, "figure: %s: %.2f %s %s %s %s\n", name, value, unit, one.Aim, one.Verdict, one.More)
}

// told notes how a story ended.
func told(t *testing.T, name string, held bool, took time.Duration) {
	results.Lock()
	defer results.Unlock()
	results.Stories = append(results.Stories, report.Story{Group: groupOf(t), Name: name, Held: held, Seconds: took.Seconds()})
}

// groupOf is the group that a test belongs to.
func groupOf(t *testing.T) string {
	parts := strings.Split(t.Name(), "/")
	if len(parts) < 2 {
		return ""
	}
	return parts[1]
}
