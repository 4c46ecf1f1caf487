package compat

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/compat/plant"
)

const prometheusConfiguration = `
scrape_configs:
  - job_name: metal-plant
    scrape_interval: 2s
    scrape_timeout: 2s
    static_configs: [{targets: ["%s"]}]
`

// mayBeEmpty are the questions that a plant without a federation, or one that is well, has no rows for.
func mayBeEmpty(expression string) bool {
	return strings.Contains(expression, "==") || strings.Contains(expression, "metal_plant_federation_") ||
		strings.Contains(expression, "metal_plant_ledger_") || strings.Contains(expression, "metal_plant_escrow_")
}

// stockPrometheus has a Prometheus scrape the plant and asks it everything that the dashboard in docs/grafana asks.
func stockPrometheus(t *testing.T, w *world) {
	path := stock(t, "prometheus")
	if !w.hasOutside() {
		t.Skip("Prometheus was not run: this plant was started by somebody else, and nobody knows where its metrics are")
	}
	address := prometheus(t, path, plant.Outside.Metrics)
	projectID := w.project(t)
	private := w.privateNetwork(t, projectID)
	allocated := w.allocate(t, w.machineRequest(t, at(w.free(t).Size.ID), projectID, at(private.ID)))
	w.reaches(t, at(allocated.ID), phonedHome)

	run(t, "the page is read without a complaint", func(t *testing.T) {
		eventually(t, time.Minute, "it has read a page", func() (bool, string) {
			targets := asked[struct {
				ActiveTargets []struct{ Health, LastError string } `json:"activeTargets"`
			}](t, address+"/api/v1/targets")
			ok := len(targets.ActiveTargets) == 1 && targets.ActiveTargets[0].Health == "up" && targets.ActiveTargets[0].LastError == ""
			return ok, fmt.Sprintf("%+v", targets)
		})
	})
	questions := dashboardQuestions(t)
	check(t, len(questions) > 20, "the dashboard asks %d questions only", len(questions))
	run(t, "every question of the dashboard has an answer", func(t *testing.T) {
		for _, question := range questions {
			// The page is made anew twice a minute, a rate needs two that differ in time, and a machine was allocated just now.
			eventually(t, 2*time.Minute, question, func() (bool, string) {
				rows := asked[struct{ Result []json.RawMessage }](t, address+"/api/v1/query?query="+url.QueryEscape(question)).Result
				return len(rows) > 0 || mayBeEmpty(question), "no rows"
			})
		}
	})
	run(t, "the allocated machine is the one that the plant knows", func(t *testing.T) {
		question := fmt.Sprintf("metal_machine_allocation_info{machineid=%q,primaryASN=\"%d\"}", at(allocated.ID), at(allocated.Allocation.Networks[0].Asn))
		eventually(t, 2*time.Minute, question, func() (bool, string) {
			rows := asked[struct{ Result []json.RawMessage }](t, address+"/api/v1/query?query="+url.QueryEscape(question)).Result
			return len(rows) == 1, fmt.Sprintf("%d rows", len(rows))
		})
	})
}

// prometheus starts one that reads the target's metrics, and gives its URL.
func prometheus(t *testing.T, path, target string) string {
	t.Helper()
	folder := t.TempDir()
	file := filepath.Join(folder, "prometheus.yml")
	must0(os.WriteFile(file, fmt.Appendf(nil, prometheusConfiguration, target), 0o600))
	listener := must(net.Listen("tcp", "127.0.0.1:0"))
	address := listener.Addr().String()
	must0(listener.Close())
	program, told := exec.Command(path, "--config.file="+file, "--storage.tsdb.path="+filepath.Join(folder, "data"), "--web.listen-address="+address), &kit.Said{}
	program.Stdout, program.Stderr = told, told
	must0(program.Start())
	t.Cleanup(func() {
		_ = program.Process.Kill()
		_ = program.Wait()
	})
	eventually(t, time.Minute, "Prometheus is ready", func() (bool, string) {
		answer, err := client().Get("http://" + address + "/-/ready")
		if err != nil {
			return false, fmt.Sprintf("%v: %s", err, told)
		}
		defer answer.Body.Close()
		return answer.StatusCode == http.StatusOK, fmt.Sprintf("%s: %s", answer.Status, told)
	})
	return "http://" + address
}

// asked is the data of an answer of Prometheus' API.
func asked[T any](t *testing.T, address string) T {
	t.Helper()
	answer := must(client().Get(address))
	defer answer.Body.Close()
	var said struct {
		Status, Error string
		Data          T
	}
	must0(json.NewDecoder(answer.Body).Decode(&said))
	equal(t, "status of "+address+" ("+said.Error+")", said.Status, "success")
	return said.Data
}

// client is not the witness that judges the plant's own answers.
func client() *http.Client { return &http.Client{Transport: &http.Transport{}, Timeout: time.Minute} }

func dashboardQuestions(t *testing.T) []string {
	t.Helper()
	var dashboard struct {
		Panels []struct{ Targets []struct{ Expr string } }
	}
	must0(json.Unmarshal(must(os.ReadFile("../../docs/grafana/metal-plant.json")), &dashboard))
	var questions []string
	for _, panel := range dashboard.Panels {
		for _, target := range panel.Targets {
			questions = append(questions, target.Expr)
		}
	}
	return questions
}
