package dialect

import "reflect"

// depthMax bounds the walk; the parser itself refuses nesting far below it.
const depthMax = 2000

// visit calls see for every pointer, struct and slice below the root of a syntax tree, parents first.
//
// The parser's own visitors reach expressions only through the statement types they know; a rule must not miss a
// node because it sits somewhere unusual, so the walk goes over the Go values themselves. Syntax trees have no cycles
// before names are resolved, and nothing here resolves names.
func visit(root any, see func(node any)) {
	walk(reflect.ValueOf(root), see, 0)
}

func walk(value reflect.Value, see func(node any), depth int) {
	if depth > depthMax {
		panic("syntax tree deeper than the parser allows")
	}
	switch value.Kind() {
	case reflect.Interface:
		if !value.IsNil() {
			walk(value.Elem(), see, depth+1)
		}
	case reflect.Pointer:
		if !value.IsNil() && isSyntax(value.Type().Elem()) {
			call(value, see)
			walk(value.Elem(), see, depth+1)
		}
	case reflect.Struct:
		if isSyntax(value.Type()) {
			call(value, see)
			for i := range value.NumField() {
				walk(value.Field(i), see, depth+1)
			}
		}
	case reflect.Slice:
		for i := range value.Len() {
			walk(value.Index(i), see, depth+1)
		}
	}
}

// isSyntax keeps the walk inside the parser's tree package (and the anonymous structs in it); types, numbers and
// catalogues of functions are leaves.
func isSyntax(t reflect.Type) bool {
	const treePackage = "github.com/cockroachdb/cockroachdb-parser/pkg/sql/sem/tree"
	return t.PkgPath() == treePackage || t.Name() == ""
}

func call(value reflect.Value, see func(node any)) {
	if value.CanInterface() {
		see(value.Interface())
	}
}
