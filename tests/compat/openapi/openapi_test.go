//go:build schemathesis

// Package openapi sends a plant what schemathesis makes out of the plant's own API document. `./plant test schemathesis` runs it.
package openapi

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"metalplant.invalid/compat/plant"
)

var (
	examples = flag.Int("examples", 20, "requests for each operation, in each way of making them")
	seed     = flag.Int("seed", 0, "that of another run")
)

// leftOut is what is no question to one plant: a restored one gives up its machines, and what belongs to a federation is answered with
// 503 (not now, try again) while another order of the same kind is under way.
var leftOut = []string{"--exclude-operation-id", "declareRestore", "--exclude-path-regex", "^/v1/federation"}

func TestNoRequestIsAnsweredWithAnErrorOfTheServer(t *testing.T) {
	status, stop, err := plant.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	tools := filepath.Join("..", "..", "schemathesis")
	build := exec.Command(filepath.Join("..", "..", "python", "build.sh"), "schemathesis")
	build.Stderr = os.Stderr
	packages, err := build.Output()
	if err != nil {
		t.Fatal(err)
	}
	if *seed == 0 {
		*seed = rand.IntN(1 << 30)
	}
	t.Logf("seed %d", *seed)
	report := filepath.Join(t.TempDir(), "report.json")
	hooks, err := filepath.Abs(tools)
	if err != nil {
		t.Fatal(err)
	}
	base := strings.TrimSuffix(status.API.URL, "/")
	arguments := []string{"-m", "schemathesis.cli", "run", base + "/apidocs.json", "--url", base,
		"--checks", "not_a_server_error,refusals_are_readable", "--phases", "coverage,fuzzing",
		"--max-examples", fmt.Sprint(*examples), "--seed", fmt.Sprint(*seed), "--continue-on-failure",
		"--request-timeout", "60", "--suppress-health-check", "all", "--no-shrink", "--workers", "2",
		"--report", "json", "--report-json-path", report}
	run := exec.Command("python3", append(arguments, leftOut...)...)
	run.Dir = t.TempDir()
	run.Env = append(os.Environ(), "PYTHONPATH="+strings.TrimSpace(string(packages))+":"+hooks,
		"SCHEMATHESIS_HOOKS=hooks", "PLANT_HMAC_ADMIN="+status.API.HMAC.Admin, "PYTHONDONTWRITEBYTECODE=1")
	told, err := run.CombinedOutput()
	t.Logf("%s", told)
	if err != nil {
		t.Errorf("schemathesis: %v", err)
	}
	counted(t, report)
}

// counted makes sure that it was not green because nothing was sent.
func counted(t *testing.T, report string) {
	text, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	var document any
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	cases, operations := number(document, "test_cases", "generated"), number(document, "operations", "tested")
	t.Logf("%d requests to %d operations", cases, operations)
	if cases < 1_000 || operations < 110 {
		t.Errorf("%d requests to %d operations are too few to mean anything", cases, operations)
	}
}

// number finds a number by its name and that of the object it is in, wherever that object is.
func number(node any, object, name string) int {
	fields, _ := node.(map[string]any)
	if inner, ok := fields[object].(map[string]any); ok {
		if found, ok := inner[name].(float64); ok {
			return int(found)
		}
	}
	for _, field := range fields {
		if found := number(field, object, name); found > 0 {
			return found
		}
	}
	return 0
}
