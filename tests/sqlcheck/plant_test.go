package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

const (
	listByDefault = "../../appliance/store/target/sql-statements.jsonl"
	migrations    = "../../appliance/store/src/main/resources/metalplant/store/migrations"
)

// Everything that the store sends to a database, and every step of its schema.
func TestEveryStatementOfThePlant(t *testing.T) {
	list, given := os.LookupEnv("SQLCHECK_STATEMENTS")
	if !given {
		list = listByDefault
	}
	if _, err := os.Stat(list); err != nil {
		if given {
			t.Fatalf("SQLCHECK_STATEMENTS names %s, which cannot be read: %v", list, err)
		}
		absolute, _ := filepath.Abs(list)
		t.Fatalf("%s is missing. The tests of the store write it: mvn -pl appliance/store -am test "+
			"(./plant test does this before it comes here)", absolute)
	}
	var out, complaints bytes.Buffer
	if code := run([]string{list, migrations}, &out, &complaints); code != clean {
		t.Fatalf("%s%s", complaints.String(), out.String())
	}
	t.Log(out.String())
}
