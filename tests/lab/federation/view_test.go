package federation

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/metal-stack/security"

	"metalplant.invalid/compat/kit"
)

// federation is what `plantctl federation status` prints, as far as the stories look at it.
type federation struct {
	Phase      string
	Federation string
	Head       int64
	Epoch      int64
	CanWrite   bool
	NoTunnel   string
	Router     string
	Members    []member
	Pools      []pool
	Joins      []join
	Alarms     []struct{ Text string }
}

type member struct {
	ID, Label, Status  string
	Self, Voter        bool
	LastContactSeconds *int
	Tunnel             *struct {
		Up                   bool
		LastHandshakeSeconds *int
		LossPercent          *int
		KeyGeneration        *int
	}
}

// member is the one of that label, or an empty one.
func (f federation) member(label string) member {
	for _, m := range f.Members {
		if m.Label == label {
			return m
		}
	}
	return member{}
}

// voters are the members that vote.
func (f federation) voters() (count int) {
	for _, m := range f.Members {
		if m.Status == "member" && m.Voter {
			count++
		}
	}
	return count
}

// alarmed says whether an alarm has these words.
func (f federation) alarmed(words string) bool {
	for _, alarm := range f.Alarms {
		if strings.Contains(alarm.Text, words) {
			return true
		}
	}
	return false
}

type pool struct {
	ID                 string
	Mine, Free, Others int64
	AllocateUntil      string
}

func (f federation) pool(id string) *pool {
	for i := range f.Pools {
		if f.Pools[i].ID == id {
			return &f.Pools[i]
		}
	}
	return nil
}

type join struct {
	JoinID, Role, State, Peer, Fingerprint, Why string
	CheckWords                                  []string
	Accepted                                    bool
	Steps                                       []struct{ Name, State, WaitsFor string }
	Plan                                        *struct {
		Hash  string
		Items []struct{ Kind, Severity, Text string }
	}
}

// step is the name of the one that is under way or failed, and what it waits for.
func (j join) step() (name, waitsFor string) {
	for _, s := range j.Steps {
		if s.State == "doing" || s.State == "failed" {
			return s.Name, s.WaitsFor
		}
	}
	return "", ""
}

// join is the one with that id, or an empty one.
func (f federation) join(id string) join {
	for _, j := range f.Joins {
		if j.JoinID == id {
			return j
		}
	}
	return join{}
}

type invite struct {
	JoinID, Code, Address, Fingerprint string
	RecoveryWords                      []string
}

// ctl runs plantctl and reads the JSON that it prints.
func ctl[T any](s *side, arguments ...string) (T, error) {
	var answer T
	printed, err := s.plant.Ctl(append(arguments, "--output", "json")...)
	if err != nil {
		return answer, err
	}
	return answer, json.Unmarshal(printed, &answer)
}

// ask is what `plantctl federation status` would print: the same call without a new JVM each time.
func (s *side) ask() (federation, error) {
	var answer federation
	return answer, s.call("view", http.MethodGet, "/v1/federation", nil, &answer)
}

// call is one of the calls behind plantctl, for where its start would take longer than what is looked at. A refusal is an error
// with the plant's words.
func (s *side) call(role, method, path string, body, answer any) error {
	keys := s.plant.Status.API.HMAC
	key, name := keys.View, "Metal-View"
	if role == "admin" {
		key, name = keys.Admin, "Metal-Admin"
	}
	var content []byte
	if body != nil {
		content = kit.Must(json.Marshal(body))
	}
	request, err := http.NewRequest(method, strings.TrimSuffix(s.plant.Status.API.URL, "/")+path, bytes.NewReader(content))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	auth := security.NewHMACAuth(name, []byte(key))
	auth.AddAuth(request, time.Now(), content)
	response, err := callers.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode/100 != 2 {
		return fmt.Errorf("%s: %s", response.Status, text)
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(text, answer)
}

// callers wait for a plant that is busy, and not for one that is stopped.
var callers = &http.Client{Timeout: 30 * time.Second}

func (s *side) view() federation { return kit.Must(s.ask()) }

// sees waits until the plant sees something of the federation.
func (s *side) sees(t *testing.T, what string, seen func(federation) bool) federation {
	t.Helper()
	var last federation
	kit.Eventually(t, patience, s.name()+" sees "+what, func() (bool, string) {
		now, err := s.ask()
		if err != nil {
			return false, err.Error()
		}
		last = now
		return seen(now), fmt.Sprintf("%+v", now)
	})
	return last
}

// joinOf waits until a join is in that state.
func (s *side) joinOf(t *testing.T, id string, what string, reached func(join) bool) join {
	t.Helper()
	var found join
	s.sees(t, what, func(f federation) bool {
		found = f.join(id)
		return found.JoinID != "" && reached(found)
	})
	return found
}
