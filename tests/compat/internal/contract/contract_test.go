package contract

import (
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/metal-stack/metal-go/api/models"
)

// The table is compared with the API document that the pinned client was generated from.
func TestEveryClaimedOperationIsInTheDocumentOfTheClient(t *testing.T) {
	// given
	folder, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/metal-stack/metal-go").Output()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(folder)), "metal-api.json"))
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Paths map[string]map[string]struct {
			OperationID string                     `json:"operationId"`
			Responses   map[string]json.RawMessage `json:"responses"`
		} `json:"paths"`
	}
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	for _, operation := range Operations {
		// when
		documented, known := document.Paths[operation.Path][strings.ToLower(operation.Method)]
		// then
		if !known || documented.OperationID != operation.ID {
			t.Errorf("%s %s: the document says %q, the table %q", operation.Method, operation.Path, documented.OperationID, operation.ID)
		}
		var success []int
		for code := range documented.Responses {
			if number, err := strconv.Atoi(code); err == nil && number/100 == 2 {
				success = append(success, number)
			}
		}
		slices.Sort(success)
		if !slices.Equal(success, operation.Success) {
			t.Errorf("%s: the document says %v, the table %v", operation.ID, success, operation.Success)
		}
	}
}

func TestALiteralSegmentWinsOverAnID(t *testing.T) {
	for path, want := range map[string]string{
		"/v1/machine/issues":            "listIssues",
		"/v1/machine/issues/":           "listIssues",
		"/v1/machine/0-1":               "findMachine",
		"/v1/size/reservations":         "listSizeReservations",
		"/v1/size/n1":                   "findSize",
		"/v1/machine/0-1/ipmi":          "findIPMIMachine",
		"/v1/machine/0-1/ipmi/unknown":  "",
		"/v1/image/ubuntu-24.04/latest": "findLatestImage",
	} {
		if operation, _ := Find(http.MethodGet, path); operation.ID != want {
			t.Errorf("%s: expected %q, got %q", path, want, operation.ID)
		}
	}
}

func TestAnAnswerIsComparedWithTheModelOfTheClient(t *testing.T) {
	const good = `{"allocationuuid":"a","changed":"2026-01-01T00:00:00Z","created":"2026-01-01T00:00:00Z","description":"",
		"ipaddress":"10.0.0.1","name":"","networkid":"n","projectid":"p","tags":[],"type":"static"}`
	for what, c := range map[string]struct{ text, fault string }{
		"nothing wrong":        {good, ""},
		"a missing key":        {strings.Replace(good, `"name":"",`, "", 1), ".name is missing"},
		"an unknown key":       {strings.Replace(good, `"name":""`, `"name":"","nom":""`, 1), ".nom is unknown"},
		"null for a list":      {strings.Replace(good, `[]`, `null`, 1), ".tags is null"},
		"a value of no kind":   {strings.Replace(good, `static`, `fixed`, 1), "type"},
		"a number for a text":  {strings.Replace(good, `"a"`, `1`, 1), "cannot decode"},
		"null for a must-have": {strings.Replace(good, `"p"`, `null`, 1), "projectid in body is required"},
	} {
		faults := Faults([]byte(c.text), new(models.V1IPResponse))
		if c.fault == "" && len(faults) > 0 {
			t.Errorf("%s: %v", what, faults)
		}
		if c.fault != "" && !strings.Contains(strings.Join(faults, "\n"), c.fault) {
			t.Errorf("%s: expected %q, got %v", what, c.fault, faults)
		}
	}
}

func TestWhatTheReferenceLeavesOutWhenEmptyMayNotBeThere(t *testing.T) {
	faults := Faults([]byte(`[{"type":"cores","min":4,"max":0}]`), new([]*models.V1SizeConstraint))
	if len(faults) != 1 || !strings.Contains(faults[0], "[].max is there although empty") {
		t.Errorf("got %v", faults)
	}
}

func TestTheBodyOfAnErrorIsJSONInAString(t *testing.T) {
	for text, good := range map[string]bool{
		`"{\"statuscode\":404,\"message\":\"NotFound\"}"`: true,
		`"{\"statuscode\":500,\"message\":\"NotFound\"}"`: false,
		`"{\"statuscode\":404,\"message\":\"\"}"`:         false,
		`{"statuscode":404,"message":"NotFound"}`:         false,
		`"NotFound"`: false,
		`NotFound`:   false,
		``:           false,
	} {
		if fault := errorFault(404, false, false, []byte(text)); (fault == "") != good {
			t.Errorf("%s: %s", text, fault)
		}
	}
	if fault := errorFault(403, true, false, []byte(`"tenant not allowed"`)); fault != "" {
		t.Errorf("a guest's refusal is a plain text: %s", fault)
	}
}
