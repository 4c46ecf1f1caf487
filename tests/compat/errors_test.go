package compat

import (
	"net/http"
	"strings"
	"testing"

	"metalplant.invalid/compat/internal/contract"
)

var errorStories = []story{
	{"every operation says alike what is wrong with a request", errorMatrix},
}

// readsJSON says whether the document has a body for the operation that the plant looks at: that of commands is empty and ignored.
func (w *world) readsJSON(operation contract.Operation) bool {
	for _, parameter := range w.document.Paths[operation.Path][strings.ToLower(operation.Method)].Parameters {
		if parameter.In == "body" {
			return !strings.HasSuffix(parameter.Schema.Ref, "v1.EmptyBody")
		}
	}
	return false
}

// errorMatrix goes through all operations, as the one who may do everything.
func errorMatrix(t *testing.T, w *world) {
	header := func(name, value string) func(*http.Request) {
		return func(request *http.Request) { request.Header.Set(name, value) }
	}
	for _, operation := range operations() {
		path := somewhere(operation.Path)
		ask := func(what string, status int, method, body string, change ...func(*http.Request)) reply {
			answer := w.raw(t, w.as("admin"), method, path, body, append(change, typeFor(operation))...)
			check(t, answer.status == status && answer.message() != "", "%s, %s: %d %.200s instead of %d",
				operation.ID, what, answer.status, answer.body, status)
			return answer
		}
		ask("an answer that it cannot give", http.StatusNotAcceptable, operation.Method, bodyFor(operation), header("Accept", "text/xml"))
		wrong := ask("a verb that it has not", http.StatusMethodNotAllowed, http.MethodPatch, "")
		check(t, strings.Contains(wrong.header.Get("Allow"), operation.Method), "%s: Allow is %q", operation.ID, wrong.header.Get("Allow"))
		if !w.readsJSON(operation) {
			continue
		}
		for what, body := range map[string]string{"nothing": "", "half an object": "{", "a list": "[]", "a text": `"x"`, "two objects": "{}{}", "null": "null"} {
			ask(what, http.StatusBadRequest, operation.Method, body, header("Content-Type", "application/json"))
		}
		if operation.Method != http.MethodGet {
			ask("another type of body", http.StatusUnsupportedMediaType, operation.Method, "{}", header("Content-Type", "text/plain"))
		}
	}
}
