package compat

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"metalplant.invalid/compat/internal/contract"
)

var authStories = []story{
	{"every operation refuses a caller without its role", roleMatrix},
	{"a signature counts for one request, now", signatures},
}

func operations() []contract.Operation { return contract.Operations }

// somewhere fills the parameters of a path with what does not exist.
func somewhere(path string) string {
	return strings.NewReplacer("{id}", nowhere, "{ip}", "192.0.2.254",
		"{kind}", "bios", "{vendor}", "none", "{board}", "none", "{revision}", "0").Replace(path)
}

func bodyFor(operation contract.Operation) string {
	if operation.Method == http.MethodPost || operation.Method == http.MethodPut || strings.HasSuffix(operation.Path, "consolepassword") {
		return "{}"
	}
	return ""
}

// typeFor is a content type that the operation reads.
func typeFor(operation contract.Operation) func(*http.Request) {
	return func(request *http.Request) {
		if operation.ID == "uploadFirmware" {
			request.Header.Set("Content-Type", "multipart/form-data; boundary=b")
		}
	}
}

func roleMatrix(t *testing.T, w *world) {
	lower := map[contract.Role][]string{contract.Edit: {"view"}, contract.Admin: {"view", "edit"}}
	for _, operation := range operations() {
		path := somewhere(operation.Path)
		nobody := w.raw(t, nil, operation.Method, path, bodyFor(operation), typeFor(operation))
		if operation.Role == contract.Open {
			check(t, nobody.status == http.StatusOK, "%s without credentials: %d", operation.ID, nobody.status)
			continue
		}
		check(t, nobody.status == http.StatusForbidden, "%s without credentials: %d", operation.ID, nobody.status)
		for _, role := range lower[operation.Role] {
			answer := w.raw(t, w.as(role), operation.Method, path, bodyFor(operation), typeFor(operation))
			check(t, answer.status == http.StatusForbidden, "%s as %s: %d", operation.ID, role, answer.status)
		}
	}
}

func signatures(t *testing.T, w *world) {
	const list, find = "/v1/size", "/v1/machine/find"
	get := func(s *signature) reply { return w.raw(t, s, http.MethodGet, list, "") }
	forbidden := func(t *testing.T, what string, answer reply) {
		t.Helper()
		check(t, answer.status == http.StatusForbidden, "%s: %d %.200s", what, answer.status, answer.body)
	}
	run(t, "a wrong one is refused and the right one is not told", func(t *testing.T) {
		s := w.as("admin")
		s.mac = strings.Repeat("0", 64)
		answer := get(s)
		forbidden(t, "zeros", answer)
		check(t, !strings.Contains(answer.body, s.right(http.MethodGet)), "the answer tells the right mac")
		for what, change := range map[string]func(*signature){
			"an empty mac":            func(s *signature) { s.mac = " " },
			"half a mac":              func(s *signature) { s.mac = s.right(http.MethodGet)[:32] },
			"the mac of another verb": func(s *signature) { s.mac = s.right(http.MethodPost) },
			"another key":             func(s *signature) { s.key = w.status.API.HMAC.View },
			"another role":            func(s *signature) { s.role = "Metal-View" },
			"no date":                 func(s *signature) { s.mac, s.date = s.right(http.MethodGet), "" },
			"a broken date":           func(s *signature) { s.mac, s.date = s.right(http.MethodGet), "yesterday" },
			"another salt":            func(s *signature) { s.mac, s.salt = s.right(http.MethodGet), "another" },
		} {
			s := w.as("admin")
			change(s)
			forbidden(t, what, get(s))
		}
		broken := w.as("view")
		broken.mac = strings.Repeat("0", 64)
		forbidden(t, "broken credentials where none are needed", w.raw(t, broken, http.MethodGet, "/v1/version", ""))
	})
	run(t, "a role that nobody has is nobody", func(t *testing.T) {
		s := w.as("admin")
		s.role = "Metal-Root"
		forbidden(t, "Metal-Root", get(s))
		s = w.as("admin")
		s.role = "metal-admin"
		forbidden(t, "metal-admin", get(s))
		bearer := func(r *http.Request) { r.Header.Set("Authorization", "Bearer compat.compat.compat") }
		forbidden(t, "a token that is none", w.raw(t, nil, http.MethodGet, list, "", bearer))
	})
	run(t, "the date is late or early at most by a little", func(t *testing.T) {
		forbidden(t, "ten minutes late", get(w.as("admin").at(time.Now().Add(-10*time.Minute))))
		forbidden(t, "ten minutes early", get(w.as("admin").at(time.Now().Add(10*time.Minute))))
		forbidden(t, "a minute late as view", get(w.as("view").at(time.Now().Add(-time.Minute))))
		zone := w.as("view")
		zone.date = time.Now().In(time.FixedZone("", 3600)).Format(time.RFC3339)
		equal(t, "status with another zone", get(zone).status, http.StatusOK)
		fine := w.as("view")
		fine.date = time.Now().UTC().Format("2006-01-02T15:04:05.999999999Z07:00")
		equal(t, "status with fractions of a second", get(fine).status, http.StatusOK)
	})
	run(t, "the same read passes again, as clients resend it", func(t *testing.T) {
		s := w.as("view")
		equal(t, "first", get(s).status, http.StatusOK)
		equal(t, "again", get(s).status, http.StatusOK)
	})
	run(t, "it does not open another path, query or body", func(t *testing.T) {
		s := w.as("view")
		equal(t, "first", get(s).status, http.StatusOK)
		forbidden(t, "another path", w.raw(t, s, http.MethodGet, "/v1/image", ""))
		forbidden(t, "another query", w.raw(t, s, http.MethodGet, list+"?a=b", ""))
		s = w.as("view")
		equal(t, "first", w.raw(t, s, http.MethodPost, find, fmt.Sprintf(`{"id":%q}`, nowhere)).status, http.StatusOK)
		forbidden(t, "another body", w.raw(t, s, http.MethodPost, find, "{}"))
	})
	run(t, "the same write does not pass again", func(t *testing.T) {
		s, body := w.as("admin"), `{"id":"compat-none"}`
		equal(t, "first", w.raw(t, s, http.MethodPost, list, body).status, http.StatusNotFound)
		forbidden(t, "again", w.raw(t, s, http.MethodPost, list, body))
	})
}
