package apidoc

import (
	"slices"
	"strings"
	"testing"
)

const small = `{"paths":{"/v1/thing/{id}":{"get":{"operationId":"findThing","parameters":[
 {"name":"id","in":"path","type":"string","required":true}],"responses":{"200":{"schema":{"$ref":"#/definitions/v1.Thing"}}}}}},
 "definitions":{"v1.Thing":{"type":"object","required":["id"],"properties":{"id":{"type":"string"},
 "count":{"type":"integer","format":"int32"},"tags":{"type":"array","items":{"type":"string"}},
 "parts":{"type":"object","additionalProperties":{"$ref":"#/definitions/v1.Thing"}}}}}}`

func document(t *testing.T, replace ...string) Document {
	t.Helper()
	parsed, err := Parse([]byte(strings.NewReplacer(replace...).Replace(small)))
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func TestEqualDocumentsDoNotDiffer(t *testing.T) {
	if missing, added := Differences(document(t), document(t)); len(missing)+len(added) > 0 {
		t.Error(missing, added)
	}
}

func TestEveryDifferenceIsNamed(t *testing.T) {
	for what, c := range map[string]struct {
		replace []string
		missing string
		added   string
	}{
		"an operation":      {[]string{`"get"`, `"put"`}, "GET /v1/thing/{id} (findThing) is not there", "PUT /v1/thing/{id}"},
		"its id":            {[]string{"findThing", "getThing"}, `GET /v1/thing/{id} is "getThing" instead of "findThing"`, ""},
		"a parameter":       {[]string{`"name":"id"`, `"name":"ID"`}, "GET /v1/thing/{id} has no parameter path id", "GET /v1/thing/{id}?path ID"},
		"its type":          {[]string{`"string","required"`, `"integer","required"`}, "GET /v1/thing/{id}?path id is a integer (nothing, required true) instead of a string (nothing, required true)", ""},
		"an answer":         {[]string{`"200"`, `"201"`}, "GET /v1/thing/{id} answers 200 with nothing instead of v1.Thing", "GET /v1/thing/{id} 201"},
		"a width":           {[]string{"int32", "int64"}, "v1.Thing.count is integer of 64 bits instead of integer int32", ""},
		"a list":            {[]string{`{"type":"array","items":{"type":"string"}}`, `{"type":"string"}`}, "v1.Thing.tags is string instead of [string]", ""},
		"a key":             {[]string{`"tags"`, `"labels"`}, "v1.Thing has no tags", "v1.Thing.labels"},
		"what is required":  {[]string{`["id"]`, `["id","tags"]`}, "v1.Thing requires [id tags] instead of [id]", ""},
		"an own definition": {[]string{"v1.Thing", "v1.Other"}, "there is no definition v1.Thing", ""},
		"what is in a map":  {[]string{`"additionalProperties":{"$ref":"#/definitions/v1.Thing"}`, `"additionalProperties":{"type":"string"}`}, "v1.Thing.parts is map of string instead of map of v1.Thing", ""},
	} {
		missing, added := Differences(document(t), document(t, c.replace...))
		if !slices.Contains(missing, c.missing) || c.added != "" && !slices.Contains(added, c.added) {
			t.Errorf("%s: %q %q", what, missing, added)
		}
	}
}

func TestABodyThatTheDocumentDoesNotTellIsUnfit(t *testing.T) {
	d := document(t)
	for body, fault := range map[string]string{
		`{"id":"a","count":3,"tags":["x"],"parts":{"p":{"id":"b"}}}`: "",
		`{"id":null,"tags":null}`:                                    "",
		`null`:                                                       "",
		`{"id":"a","size":3}`:                                        "the document does not know v1.Thing.size",
		`{"count":3}`:                                                "the document promises v1.Thing.id",
		`{"id":3}`:                                                   "v1.Thing.id is a number and not of type string",
		`{"id":"a","count":1.5}`:                                     "v1.Thing.count is a number and not of type integer",
		`{"id":"a","tags":{}}`:                                       "v1.Thing.tags is an object and not of type array",
		`[]`:                                                         "v1.Thing is a list and not of type object",
		`{"id":"a","parts":{"p":{"id":true}}}`:                       "v1.Thing.id is a boolean and not of type string",
	} {
		faults := d.Unfit("GET", "/v1/thing/{id}", 200, []byte(body))
		if fault == "" && len(faults) > 0 || fault != "" && !slices.Contains(faults, fault) {
			t.Errorf("%s: %q", body, faults)
		}
	}
	if len(d.Unfit("GET", "/v1/thing/{id}", 201, nil)) == 0 || len(d.Unfit("PUT", "/v1/thing/{id}", 200, nil)) == 0 {
		t.Error("an unknown status or verb fits")
	}
}
