package dialect

import (
	"strings"

	"github.com/cockroachdb/cockroachdb-parser/pkg/sql/lexbase"
)

// forbiddenWords may not occur as a bare word anywhere in a statement. Some of them the parser refuses anyway; then
// the reason given here is the more useful one.
var forbiddenWords = map[string]Finding{
	"int":         {"int-width", "INT is 4 bytes on PostgreSQL and 8 on CockroachDB: write BIGINT or SMALLINT"},
	"integer":     {"int-width", "INTEGER is 4 bytes on PostgreSQL and 8 on CockroachDB: write BIGINT or SMALLINT"},
	"int4":        {"int-width", "write BIGINT or SMALLINT"},
	"int8":        {"int-width", "write BIGINT"},
	"int2":        {"int-width", "write SMALLINT"},
	"int64":       {"int-width", "is known to CockroachDB only: write BIGINT"},
	"serial":      {"serial", "is an unordered time-based number on CockroachDB: the application makes the id"},
	"serial2":     {"serial", "is an unordered time-based number on CockroachDB: the application makes the id"},
	"serial4":     {"serial", "is an unordered time-based number on CockroachDB: the application makes the id"},
	"serial8":     {"serial", "is an unordered time-based number on CockroachDB: the application makes the id"},
	"bigserial":   {"serial", "is an unordered time-based number on CockroachDB: the application makes the id"},
	"smallserial": {"serial", "is an unordered time-based number on CockroachDB: the application makes the id"},
	"json":        {"json", "has no operators on CockroachDB: write JSONB"},
	"collate":     {"collate", "differs between the engines: compare a lower-cased copy in a second column"},
	"cidr":        {"cidr", "does not exist on CockroachDB: INET, and NUMERIC(39,0) columns for ranges"},
	"deferrable":  {"deferrable", "does not exist on CockroachDB: order the writes"},
	"exclude":     {"exclude", "does not exist on CockroachDB: guard overlap by a parent row and UNIQUE"},
	"xmin":        {"system-column", "does not exist on CockroachDB: keep a version column"},
	"ctid":        {"system-column", "does not exist on CockroachDB: use the primary key"},
}

// tokens looks at the bare words of a statement: names in quotes and the insides of strings are not words.
func (c *checker) tokens(sql string) {
	for at := 0; at < len(sql); {
		if end := skipped(sql, at); end > at {
			at = end
			continue
		}
		if !isWord(sql[at]) {
			at++
			continue
		}
		end := at
		for end < len(sql) && (isWord(sql[end]) || sql[end] == '$') {
			end++
		}
		word := strings.ToLower(sql[at:end])
		if finding, forbidden := forbiddenWords[word]; forbidden {
			c.add(finding.Rule, "%s: %s", strings.ToUpper(word), finding.Reason)
		}
		at = end
	}
}

// forbiddenColumn says whether a name may not be a column: it would need quotes on one of the engines, or always.
func forbiddenColumn(name string) bool {
	lower := strings.ToLower(name)
	if postgresKeywords[lower] || lower != name {
		return true
	}
	// U is the only class of words that CockroachDB accepts unquoted in every position.
	category, keyword := lexbase.KeywordsCategories[lower]
	return keyword && category != "U"
}

// postgresKeywords are the words of PostgreSQL 17 that are reserved, or may not name a function or type. Other
// keywords (name, key, type, version ...) are harmless column names on both engines.
var postgresKeywords = wordSet(`
	all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast
	char character check coalesce collate collation column concurrently constraint create cross current_catalog
	current_date current_role current_schema current_time current_timestamp current_user dec decimal default
	deferrable desc distinct do else end except exists extract false family fetch float for foreign freeze from full
	grant greatest group grouping having ilike in initially inner inout int integer intersect interval into is isnull
	join lateral leading least left like limit localtime localtimestamp merge_action national natural nchar none
	normalize not notnull null nullif numeric offset on only or order out outer overlaps overlay placing position
	precision primary real references returning right row select session_user setof similar smallint some substring
	symmetric system_user table tablesample then time timestamp to trailing treat trim true union unique user using
	values varchar variadic verbose when where window with`)

func wordSet(text string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(text) {
		set[word] = true
	}
	return set
}
