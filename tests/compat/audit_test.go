package compat

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metal-stack/metal-go/api/client/audit"
	"github.com/metal-stack/metal-go/api/client/tenant"
	"github.com/metal-stack/metal-go/api/models"
)

var auditStories = []story{
	{"who changed what is found again, without secrets", auditTraces},
}

func (w *world) traces(t *testing.T, request models.V1AuditFindRequest) []*models.V1AuditResponse {
	t.Helper()
	return must(w.view.Audit().FindAuditTraces(audit.NewFindAuditTracesParams().WithBody(&request), nil)).Payload
}

func auditTraces(t *testing.T, w *world) {
	id := w.name("audit")
	rqid := "compat-" + id
	named := func(r *http.Request) { r.Header.Set("X-Request-Id", rqid) }
	create := `{"meta":{"id":"` + id + `"},"name":"before"}`
	equal(t, "create", w.raw(t, w.as("admin"), http.MethodPut, "/v1/tenant", create, named).status, http.StatusCreated)
	defer func() { _, _ = w.admin.Tenant().DeleteTenant(tenant.NewDeleteTenantParams().WithID(id), nil) }()
	equal(t, "again", w.raw(t, w.as("admin"), http.MethodPut, "/v1/tenant", create).status, http.StatusConflict)

	var found []*models.V1AuditResponse
	eventually(t, 30*time.Second, "both entries are there", func() (bool, string) {
		found = w.traces(t, models.V1AuditFindRequest{Rqid: rqid})
		return len(found) == 2, strings.Repeat("x", len(found))
	})
	run(t, "a request has two entries with what the client looks for", func(t *testing.T) {
		for i, phase := range []string{"request", "response"} {
			entry := found[i]
			equal(t, "phase", entry.Phase, phase)
			equal(t, "user", entry.User, "metal-admin@metal-stack.io")
			equal(t, "tenant", entry.Tenant, w.tenant)
			equal(t, "detail", entry.Detail, http.MethodPut)
			equal(t, "component", entry.Component, "metal-api")
			equal(t, "type", entry.Type, "http")
			check(t, strings.HasSuffix(entry.Path, "/v1/tenant"), "path %q", entry.Path)
			check(t, strings.Contains(entry.Body, id), "%s has no %s: %q", phase, id, entry.Body)
		}
		equal(t, "status", found[1].StatusCode, http.StatusCreated)
	})
	run(t, "filters and limits do what they say", func(t *testing.T) {
		narrow := models.V1AuditFindRequest{Body: id, Phase: "response", StatusCode: http.StatusCreated, User: "metal-admin@metal-stack.io", Limit: 10}
		equal(t, "all that fit", len(w.traces(t, narrow)), 1)
		narrow.User = "metal-edit@metal-stack.io"
		equal(t, "another user", len(w.traces(t, narrow)), 0)
		newest := w.traces(t, models.V1AuditFindRequest{Limit: 3})
		equal(t, "at most three", len(newest), 3)
		check(t, slices.IsSortedFunc(newest, func(a, b *models.V1AuditResponse) int {
			return time.Time(a.Timestamp).Compare(time.Time(b.Timestamp))
		}), "they are not in order")
		refused := w.traces(t, models.V1AuditFindRequest{Body: id, Phase: "request"})
		check(t, len(refused) >= 2, "the refused one has an entry too: %d", len(refused))
	})
	run(t, "what was before and after is in the chain, secrets are not", func(t *testing.T) {
		lines := ""
		for after := "0"; ; {
			page := w.raw(t, w.as("admin"), http.MethodGet, "/v1/plant/audit?after="+after, "")
			var read []struct {
				Number json.Number
				Entry  string
			}
			must0(json.Unmarshal([]byte(page.body), &read))
			if len(read) == 0 {
				break
			}
			for _, link := range read {
				lines += link.Entry + "\n"
			}
			after = read[len(read)-1].Number.String()
		}
		for _, key := range []string{w.status.API.HMAC.View, w.status.API.HMAC.Edit, w.status.API.HMAC.Admin} {
			check(t, !strings.Contains(lines, key), "a key of the plant is in the audit")
		}
		change := `"kind":"tenant","id":"` + id + `","before":null`
		check(t, strings.Contains(lines, change), "no entry has %s", change)
		equal(t, "the chain as view", w.raw(t, w.as("view"), http.MethodGet, "/v1/plant/audit", "").status, http.StatusForbidden)
	})
	for what, wrong := range map[string]string{"a negative limit": `{"limit":-1}`, "no document": ``} {
		equal(t, what, w.raw(t, w.as("view"), http.MethodPost, "/v1/audit/find", wrong, func(r *http.Request) {
			r.Header.Set("Content-Type", "application/json")
		}).status, http.StatusBadRequest)
	}
}
