package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestACleanListEndsWithItsCount(t *testing.T) {
	// given
	list := written(t, "a.jsonl", `{"source":"a.B.FIND","kind":"statement","sql":"SELECT id FROM machine WHERE id = ?"}`+"\n\n"+
		`{"source":"a.B.TABLE","kind":"migration","sql":"DROP TABLE IF EXISTS old","more":1}`+"\n")
	// when
	code, out, _ := ran(list)
	// then
	if code != clean || out != "sqlcheck: 2 statements, 0 findings\n" {
		t.Errorf("code %d, output %q", code, out)
	}
}

func TestAFindingNamesItsSourceAndReason(t *testing.T) {
	// given
	list := written(t, "a.jsonl", `{"source":"a.B.ALL","kind":"statement","sql":"SELECT * FROM machine"}`)
	// when
	code, out, _ := ran(list)
	// then
	if code != found || out != "a.B.ALL: select-star: name the columns\nsqlcheck: 1 statements, 1 findings\n" {
		t.Errorf("code %d, output %q", code, out)
	}
}

func TestAMigrationFileHoldsExactlyOneStatement(t *testing.T) {
	for content, want := range map[string]int{
		"-- why\nDROP TABLE IF EXISTS a;\n":               clean,
		"DROP TABLE IF EXISTS a;\n-- done":                clean,
		"DROP TABLE IF EXISTS a; DROP TABLE IF EXISTS b;": found,
		"-- only a comment":                               found,
		"":                                                found,
		"CREATE TABLE IF NOT EXISTS a (id UUID PRIMARY KEY)": found,
	} {
		code, out, _ := ran(written(t, "0001_a.sql", content))
		if code != want {
			t.Errorf("%q: code %d, output %q", content, code, out)
		}
	}
}

func TestAFolderIsReadInTheOrderOfItsNames(t *testing.T) {
	// given
	folder := t.TempDir()
	put(t, filepath.Join(folder, "0002_b.sql"), "DROP TABLE b")
	put(t, filepath.Join(folder, "0001_a.sql"), "DROP TABLE a")
	put(t, filepath.Join(folder, "README.md"), "not a migration")
	// when
	code, out, _ := ran(folder)
	// then
	first, second := strings.Index(out, "0001_a.sql"), strings.Index(out, "0002_b.sql")
	if code != found || first < 0 || second < first || !strings.HasSuffix(out, "sqlcheck: 2 statements, 2 findings\n") {
		t.Errorf("code %d, output %q", code, out)
	}
}

func TestAnUnreadableInputIsNeverASuccess(t *testing.T) {
	for name, content := range map[string]string{
		"broken.jsonl":  "{",
		"nothing.jsonl": "\n\n",
		"source.jsonl":  `{"kind":"statement","sql":"SELECT 1"}`,
		"sql.jsonl":     `{"source":"a","kind":"statement","sql":" "}`,
		"kind.jsonl":    `{"source":"a","kind":"query","sql":"SELECT 1"}`,
		"long.jsonl":    `{"source":"a","kind":"statement","sql":"` + strings.Repeat("x", 1<<20) + `"}`,
		"long.sql":      strings.Repeat(" ", 1<<20+1),
	} {
		code, _, complaint := ran(written(t, name, content))
		if code != unreadable || complaint == "" {
			t.Errorf("%s: code %d, complaint %q", name, code, complaint)
		}
	}
	for _, path := range []string{filepath.Join(t.TempDir(), "missing.jsonl"), t.TempDir()} {
		if code, _, _ := ran(path); code != unreadable {
			t.Errorf("%s: code %d", path, code)
		}
	}
	if code, _, _ := ran(); code != unreadable {
		t.Errorf("no input: code %d", code)
	}
}

func TestAnUnreadableInputDoesNotHideTheFindingsOfAnother(t *testing.T) {
	code, out, _ := ran(filepath.Join(t.TempDir(), "missing.sql"), written(t, "a.sql", "DROP TABLE a"))
	if code != unreadable || !strings.HasSuffix(out, "sqlcheck: 1 statements, 1 findings\n") {
		t.Errorf("code %d, output %q", code, out)
	}
}

func ran(paths ...string) (code int, out, complaint string) {
	var stdout, stderr bytes.Buffer
	code = run(paths, &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

func written(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	put(t, path, content)
	return path
}

func put(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
