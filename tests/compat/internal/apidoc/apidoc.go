// Package apidoc reads API documents (Swagger 2.0), holds two of them against each other and bodies against one.
package apidoc

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Document is what clients are generated from.
type Document struct {
	Paths       map[string]map[string]Operation `json:"paths"`
	Definitions map[string]Schema               `json:"definitions"`
}

// Operation is one verb of a path.
type Operation struct {
	ID         string              `json:"operationId"`
	Consumes   []string            `json:"consumes"`
	Parameters []Parameter         `json:"parameters"`
	Responses  map[string]Response `json:"responses"`
}

// Parameter of a request; its schema is that of a body.
type Parameter struct {
	Name     string  `json:"name"`
	In       string  `json:"in"`
	Type     string  `json:"type"`
	Required bool    `json:"required"`
	Schema   *Schema `json:"schema"`
}

// Response has no schema if its body is empty.
type Response struct {
	Schema *Schema `json:"schema"`
}

// Schema of a body or of a part of one.
type Schema struct {
	Ref        string            `json:"$ref"`
	Type       string            `json:"type"`
	Format     string            `json:"format"`
	Items      *Schema           `json:"items"`
	Values     *Schema           `json:"additionalProperties"`
	Properties map[string]Schema `json:"properties"`
	Required   []string          `json:"required"`
}

// Parse reads a document.
func Parse(text []byte) (Document, error) {
	var document Document
	err := json.Unmarshal(text, &document)
	return document, err
}

func (s *Schema) name() string { return strings.TrimPrefix(s.Ref, "#/definitions/") }

// kind is what a generated client compiles a schema to. Clients know integers of 32 and of 64 bits and nothing else.
func (s *Schema) kind() string {
	switch {
	case s == nil:
		return "nothing"
	case s.Ref != "":
		return s.name()
	case s.Type == "array":
		return "[" + s.Items.kind() + "]"
	case s.Values != nil:
		return "map of " + s.Values.kind()
	case s.Type == "integer" && s.Format != "int32":
		return "integer of 64 bits"
	case s.Type == "number":
		return "number " + s.Format
	case s.Format != "":
		return s.Type + " " + s.Format
	}
	return s.Type
}

// Differences are what a client of the one document would not find in the other as it was told, and what the other has besides.
// An addition is named by where it is, such as "GET /v1/zone", "GET /v1/zone?id" and "v1.Zone.name".
func Differences(theirs, ours Document) (missing, added []string) {
	d := &differ{theirs: theirs, ours: ours, compared: map[string]bool{}}
	for path, verbs := range theirs.Paths {
		for verb, operation := range verbs {
			where := strings.ToUpper(verb) + " " + path
			if other, known := ours.Paths[path][verb]; known {
				d.operation(where, operation, other)
			} else {
				d.miss("%s (%s) is not there", where, operation.ID)
			}
		}
	}
	for path, verbs := range ours.Paths {
		for verb := range verbs {
			if _, known := theirs.Paths[path][verb]; !known {
				d.added = append(d.added, strings.ToUpper(verb)+" "+path)
			}
		}
	}
	slices.Sort(d.missing)
	slices.Sort(d.added)
	return slices.Compact(d.missing), slices.Compact(d.added)
}

type differ struct {
	theirs, ours   Document
	compared       map[string]bool
	missing, added []string
}

func (d *differ) miss(format string, args ...any) {
	d.missing = append(d.missing, fmt.Sprintf(format, args...))
}

func (d *differ) operation(where string, theirs, ours Operation) {
	if theirs.ID != ours.ID {
		d.miss("%s is %q instead of %q", where, ours.ID, theirs.ID)
	}
	if upload := "multipart/form-data"; slices.Contains(theirs.Consumes, upload) != slices.Contains(ours.Consumes, upload) {
		d.miss("%s consumes %v instead of %v", where, ours.Consumes, theirs.Consumes)
	}
	have := parameters(ours)
	for key, wanted := range parameters(theirs) {
		given, known := have[key]
		switch {
		case !known:
			d.miss("%s has no parameter %s", where, key)
			continue
		case given.Type != wanted.Type || given.Required != wanted.Required || given.Schema.kind() != wanted.Schema.kind():
			d.miss("%s?%s is a %s (%s, required %t) instead of a %s (%s, required %t)", where, key, given.Type,
				given.Schema.kind(), given.Required, wanted.Type, wanted.Schema.kind(), wanted.Required)
		}
		d.schema(wanted.Schema)
	}
	for key := range have {
		if _, known := parameters(theirs)[key]; !known {
			d.added = append(d.added, where+"?"+key)
		}
	}
	for code, wanted := range theirs.Responses {
		given, known := ours.Responses[code]
		if !known || given.Schema.kind() != wanted.Schema.kind() {
			d.miss("%s answers %s with %s instead of %s", where, code, given.Schema.kind(), wanted.Schema.kind())
		}
		d.schema(wanted.Schema)
	}
	for code := range ours.Responses {
		if _, known := theirs.Responses[code]; !known {
			d.added = append(d.added, where+" "+code)
		}
	}
}

// parameters by name; the one body has the same name everywhere.
func parameters(operation Operation) map[string]Parameter {
	all := map[string]Parameter{}
	for _, parameter := range operation.Parameters {
		all[parameter.In+" "+parameter.Name] = parameter
	}
	return all
}

// schema compares what a schema refers to, once.
func (d *differ) schema(schema *Schema) {
	if schema == nil {
		return
	}
	d.schema(schema.Items)
	d.schema(schema.Values)
	name := schema.name()
	if name == "" || d.compared[name] {
		return
	}
	d.compared[name] = true
	theirs := d.theirs.Definitions[name]
	ours, known := d.ours.Definitions[name]
	if !known {
		d.miss("there is no definition %s", name)
		return
	}
	for key, wanted := range theirs.Properties {
		if given, known := ours.Properties[key]; !known {
			d.miss("%s has no %s", name, key)
		} else if given.kind() != wanted.kind() {
			d.miss("%s.%s is %s instead of %s", name, key, given.kind(), wanted.kind())
		}
		d.schema(&wanted)
	}
	for key := range ours.Properties {
		if _, known := theirs.Properties[key]; !known {
			d.added = append(d.added, name+"."+key)
		}
	}
	if given, wanted := sorted(ours.Required), sorted(theirs.Required); !slices.Equal(given, wanted) {
		d.miss("%s requires %v instead of %v", name, given, wanted)
	}
}

func sorted(texts []string) []string { return slices.Sorted(slices.Values(texts)) }

// Unfit says what is wrong with a success by what the document tells of it: keys that it does not know, keys that it promises and
// that are not there, values of another type. Null is what clients take for absent, and fits wherever the key is.
func (d Document) Unfit(method, path string, status int, text []byte) []string {
	operation, known := d.Paths[path][strings.ToLower(method)]
	if !known {
		return []string{"the document does not know it"}
	}
	response, known := operation.Responses[fmt.Sprint(status)]
	if !known {
		return []string{fmt.Sprintf("the document does not know status %d of it", status)}
	}
	if response.Schema == nil {
		if len(text) > 0 {
			return []string{"the document promises an empty body"}
		}
		return nil
	}
	var value any
	decoder := json.NewDecoder(strings.NewReader(string(text)))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		return []string{err.Error()}
	}
	return d.unfit("body", *response.Schema, value)
}

func (d Document) unfit(where string, schema Schema, value any) []string {
	if value == nil {
		return nil
	}
	if schema.Ref != "" {
		definition, known := d.Definitions[schema.name()]
		if !known {
			return []string{"there is no definition " + schema.name()}
		}
		return d.unfit(schema.name(), definition, value)
	}
	switch typed := value.(type) {
	case []any:
		if schema.Type != "array" {
			return []string{fmt.Sprintf("%s is a list and not of type %s", where, schema.Type)}
		}
		var faults []string
		for _, item := range typed {
			faults = append(faults, d.unfit(where, *schema.Items, item)...)
		}
		return faults
	case map[string]any:
		return d.unfitObject(where, schema, typed)
	case string:
		return d.unfitScalar(where, schema, "string")
	case bool:
		return d.unfitScalar(where, schema, "boolean")
	case json.Number:
		if _, err := typed.Int64(); err == nil && schema.Type == "integer" {
			return nil
		}
		return d.unfitScalar(where, schema, "number")
	}
	return []string{fmt.Sprintf("%s is of no type", where)}
}

func (d Document) unfitScalar(where string, schema Schema, kind string) []string {
	if schema.Type != kind {
		return []string{fmt.Sprintf("%s is a %s and not of type %s", where, kind, schema.Type)}
	}
	return nil
}

func (d Document) unfitObject(where string, schema Schema, object map[string]any) []string {
	if schema.Type != "object" {
		return []string{fmt.Sprintf("%s is an object and not of type %s", where, schema.Type)}
	}
	var faults []string
	if schema.Values != nil {
		for key, value := range object {
			faults = append(faults, d.unfit(where+"."+key, *schema.Values, value)...)
		}
		return faults
	}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		property, known := schema.Properties[key]
		if !known {
			faults = append(faults, fmt.Sprintf("the document does not know %s.%s", where, key))
			continue
		}
		faults = append(faults, d.unfit(where+"."+key, property, object[key])...)
	}
	for _, key := range schema.Required {
		if _, there := object[key]; !there {
			faults = append(faults, fmt.Sprintf("the document promises %s.%s", where, key))
		}
	}
	return faults
}
