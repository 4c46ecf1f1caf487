package main

import (
	_ "github.com/cockroachdb/cockroachdb-parser/pkg/sql/parser"
)

func main() {}
