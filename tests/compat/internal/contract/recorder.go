package contract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"
	"sync"

	"metalplant.invalid/compat/internal/apidoc"
)

const (
	bodyMax   = 64 << 20
	faultsMax = 200
)

// Recorder is a transport that looks at every exchange: it counts which operations succeeded for whom, and keeps what
// was wrong with the answers. Safe for use by many clients at once.
type Recorder struct {
	next     http.RoundTripper
	basePath string
	document apidoc.Document

	mu      sync.Mutex
	faults  map[string]bool
	callers map[string]map[string]bool
	refused map[string]map[string]bool
}

// NewRecorder records what passes through the given transport to an API below the base path, and holds it against the API's own document.
func NewRecorder(next http.RoundTripper, basePath string, document apidoc.Document) *Recorder {
	return &Recorder{
		document: document,
		next:     next,
		basePath: strings.TrimSuffix(basePath, "/"),
		faults:   map[string]bool{},
		callers:  map[string]map[string]bool{},
		refused:  map[string]map[string]bool{},
	}
}

// RoundTrip passes the request on and returns the answer unchanged.
func (r *Recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := r.next.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(response.Body, bodyMax))
	_ = response.Body.Close()
	if err != nil {
		return nil, err
	}
	response.Body = io.NopCloser(bytes.NewReader(text))
	r.witness(request, response, text)
	return response, nil
}

func (r *Recorder) witness(request *http.Request, response *http.Response, text []byte) {
	path := strings.TrimPrefix(request.URL.EscapedPath(), r.basePath)
	operation, known := Find(request.Method, path)
	caller, _, _ := strings.Cut(request.Header.Get("Authorization"), " ")
	name := request.Method + " " + path
	if known {
		name = operation.ID
	}
	note := func(format string, args ...any) {
		r.note(fmt.Sprintf("%s answered %d: ", name, response.StatusCode) + fmt.Sprintf(format, args...))
	}
	if kind, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type")); kind != "application/json" && len(text) > 0 {
		note("content type %q", response.Header.Get("Content-Type"))
	}
	switch {
	case response.StatusCode >= http.StatusBadRequest:
		if fault := errorFault(response.StatusCode, caller == "", known && operation.ID == "health", text); fault != "" {
			note("%s", fault)
		}
		if known && response.StatusCode == http.StatusForbidden {
			r.mark(r.refused, operation.ID, caller)
		}
	case known && !slices.Contains(operation.Success, response.StatusCode):
		note("clients expect %v", operation.Success)
	case known:
		r.mark(r.callers, operation.ID, caller)
		for _, fault := range r.document.Unfit(operation.Method, operation.Path, response.StatusCode, text) {
			note("%s", fault)
		}
		if operation.Body == nil {
			return
		}
		for _, fault := range Faults(text, operation.Body()) {
			note("%s", fault)
		}
	}
}

// errorFault says what is wrong with the body of an error: it is a JSON string that holds a JSON object. Two places
// of the reference differ: a caller without credentials gets a plain text, and a bad health is a plain object.
func errorFault(status int, guest, health bool, text []byte) string {
	if health && status == http.StatusInternalServerError {
		return ""
	}
	var inner string
	if err := json.Unmarshal(text, &inner); err != nil {
		return fmt.Sprintf("the body of an error is no JSON string: %.200s", text)
	}
	var parts struct {
		StatusCode int    `json:"statuscode"`
		Message    string `json:"message"`
	}
	err := json.Unmarshal([]byte(inner), &parts)
	switch {
	case err != nil && guest && status == http.StatusForbidden:
		return ""
	case err != nil:
		return fmt.Sprintf("the string holds no JSON object: %.200s", inner)
	case parts.StatusCode != status:
		return fmt.Sprintf("the body says %d", parts.StatusCode)
	case parts.Message == "":
		return "the body has no message"
	}
	return ""
}

func (r *Recorder) note(fault string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.faults) < faultsMax {
		r.faults[fault] = true
	}
}

func (r *Recorder) mark(table map[string]map[string]bool, operation, caller string) {
	if caller == "" {
		caller = "nobody"
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if table[operation] == nil {
		table[operation] = map[string]bool{}
	}
	table[operation][caller] = true
}

// Faults are all faults seen so far, sorted.
func (r *Recorder) Faults() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Sorted(maps.Keys(r.faults))
}

// Callers are those for whom the operation succeeded, sorted; none means that it was never exercised.
func (r *Recorder) Callers(operation string) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Sorted(maps.Keys(r.callers[operation]))
}

// Refused are those whom the operation refused for lack of a role or of credentials, sorted.
func (r *Recorder) Refused(operation string) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Sorted(maps.Keys(r.refused[operation]))
}
