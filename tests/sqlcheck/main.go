// Command sqlcheck says which SQL statements are outside the dialect that PostgreSQL and CockroachDB share.
//
//	sqlcheck sql-statements.jsonl migrations/ 0001_machine.sql ...
//
// It prints one line per finding and ends with "sqlcheck: N statements, M findings". The exit code is 0 without
// findings, 1 with findings and 2 when an input cannot be read.
package main

import (
	"fmt"
	"io"
	"os"

	"metalplant.invalid/sqlcheck/internal/dialect"
	"metalplant.invalid/sqlcheck/internal/input"
)

const (
	clean      = 0
	found      = 1
	unreadable = 2
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run checks every path and returns the exit code. One unreadable input does not hide the findings of the others.
func run(paths []string, out, complaints io.Writer) int {
	if len(paths) == 0 {
		fmt.Fprintln(complaints, "usage: sqlcheck LIST.jsonl|FILE.sql|FOLDER ...")
		return unreadable
	}
	code, statements, findings := clean, 0, 0
	for _, path := range paths {
		items, err := input.Read(path)
		if err != nil {
			fmt.Fprintln(complaints, "sqlcheck:", err)
			code = unreadable
			continue
		}
		statements += len(items)
		for _, item := range items {
			for _, finding := range dialect.Check(item.Kind, item.SQL) {
				findings++
				fmt.Fprintf(out, "%s: %s\n", item.Source, finding)
			}
		}
	}
	fmt.Fprintf(out, "sqlcheck: %d statements, %d findings\n", statements, findings)
	if code == clean && findings > 0 {
		code = found
	}
	return code
}
