// Package dialect decides whether one SQL statement belongs to the dialect that PostgreSQL 17 and CockroachDB
// 22.1 to 23.1 share.
//
// CockroachDB's own parser is the first gate. It is only a grammar: it accepts much that the servers we may ship do
// not implement, and spellings that mean different things on the two engines. So a deny-list over the tokens and the
// syntax tree is the second gate. Start reading at Check; every rule has a refused and an accepted example in
// check_test.go.
package dialect

import (
	"fmt"

	"github.com/cockroachdb/cockroachdb-parser/pkg/sql/parser"
	"github.com/cockroachdb/cockroachdb-parser/pkg/sql/pgwire/pgerror"
	"github.com/cockroachdb/cockroachdb-parser/pkg/sql/sem/tree"
)

// Kind says where a statement runs, which decides what it may be.
type Kind string

const (
	// Statement is read or written by a request: queries and data changes, with JDBC placeholders.
	Statement Kind = "statement"
	// Migration is one step of the schema: one repeatable change, without placeholders.
	Migration Kind = "migration"
)

// Finding is one reason why a statement is not in the dialect.
type Finding struct {
	// Rule is the stable short name of the rule, for example "select-star".
	Rule string
	// Reason says what is wrong and what to write instead.
	Reason string
}

func (f Finding) String() string { return f.Rule + ": " + f.Reason }

// Check returns everything that is wrong with the statement, in the order of the rules; none means that it belongs to
// the dialect. A statement that the parser refuses is not looked at further.
func Check(kind Kind, sql string) []Finding {
	c := &checker{kind: kind, seen: map[Finding]bool{}}
	text := sql
	if kind == Statement {
		rewritten, err := Placeholders(sql)
		if err != nil {
			return []Finding{{"placeholder", err.Error()}}
		}
		text = rewritten
	}
	c.tokens(text)
	statements, err := parse(text)
	if err != nil {
		c.add("parse", "CockroachDB's parser refuses it: %s", err)
		return c.findings
	}
	if len(statements) != 1 {
		c.add("one-statement", "holds %d statements, and exactly one is run at a time", len(statements))
		return c.findings
	}
	c.statement(statements[0])
	return c.findings
}

// parse gives the syntax trees, and turns a panic of the parser (it has some, on input it never expected) into an error.
func parse(sql string) (trees []tree.Statement, err error) {
	defer func() {
		if caught := recover(); caught != nil {
			trees, err = nil, fmt.Errorf("the parser panicked: %v", caught)
		}
	}()
	parsed, err := parser.Parse(sql)
	if err != nil {
		flat := pgerror.Flatten(err)
		return nil, fmt.Errorf("%s (SQLSTATE %s)", flat.Message, flat.Code)
	}
	for _, statement := range parsed {
		trees = append(trees, statement.AST)
	}
	return trees, nil
}

// checker collects findings of one statement; the same finding twice is one.
type checker struct {
	kind     Kind
	findings []Finding
	seen     map[Finding]bool
}

func (c *checker) add(rule, format string, args ...any) {
	finding := Finding{rule, fmt.Sprintf(format, args...)}
	if !c.seen[finding] {
		c.seen[finding] = true
		c.findings = append(c.findings, finding)
	}
}

func (c *checker) addIf(bad bool, rule, format string, args ...any) {
	if bad {
		c.add(rule, format, args...)
	}
}

// statement applies the rules for the kind of the statement, then those for everything inside it.
func (c *checker) statement(root tree.Statement) {
	if c.kind == Migration {
		c.migrationKind(root)
	} else {
		c.statementKind(root)
	}
	visit(root, c.node)
	c.writesOfOneTable(root)
}
