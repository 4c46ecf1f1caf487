package main

import (
	"fmt"
	"regexp"
	"strings"
)

const (
	identifier = `([a-z_][a-z0-9_]*)`
	nothing    = "SET plant_stand_in.done = 'yes'"
)

var (
	versionCall = regexp.MustCompile(`(?i)\b(pg_catalog\.)?version\(\)`)
	setSetting  = regexp.MustCompile(`(?is)^\s*SET\s+CLUSTER\s+SETTING\s+([a-z0-9_.]+)\s*(?:=|\bTO\b)\s*'?([^';]*)'?\s*;?\s*$`)
	showSetting = regexp.MustCompile(`(?is)^\s*SHOW\s+CLUSTER\s+SETTING\s+([a-z0-9_.]+)\s*;?\s*$`)
	newDatabase = regexp.MustCompile(`(?is)^\s*CREATE\s+DATABASE\s+IF\s+NOT\s+EXISTS\s+` + identifier + `\s*;?\s*$`)
	newUser     = regexp.MustCompile(`(?is)^\s*CREATE\s+(?:USER|ROLE)\s+IF\s+NOT\s+EXISTS\s+` + identifier + `\s*;?\s*$`)
	grantOnAll  = regexp.MustCompile(`(?is)^\s*GRANT\s+ALL\s+ON\s+DATABASE\s+` + identifier + `\s+TO\s+` + identifier + `\s*;?\s*$`)
	setPassword = regexp.MustCompile(`(?is)^\s*ALTER\s+USER\s+` + identifier + `\s+(?:WITH\s+)?PASSWORD\s`)
	ofPostgres  = regexp.MustCompile(`(?is)^\s*(VACUUM|LISTEN|NOTIFY|LOCK\s+TABLE|CREATE\s+EXTENSION|CREATE\s+DOMAIN)\b`)
)

// rewrite turns what CockroachDB understands into what PostgreSQL does; what only PostgreSQL understands is refused.
func (n *node) rewrite(sql string) (string, error) {
	if ofPostgres.MatchString(sql) {
		return "", fmt.Errorf("at or near %q: syntax error", strings.Fields(sql)[0])
	}
	if m := setSetting.FindStringSubmatch(sql); m != nil {
		return nothing, n.state.set(m[1], strings.TrimSpace(m[2]))
	}
	if m := showSetting.FindStringSubmatch(sql); m != nil {
		return fmt.Sprintf("SELECT '%s' AS \"%s\"", strings.ReplaceAll(n.state.get(m[1]), "'", "''"), m[1]), nil
	}
	if m := newDatabase.FindStringSubmatch(sql); m != nil {
		return n.unless("SELECT 1 FROM pg_database WHERE datname = '"+m[1]+"'", "CREATE DATABASE "+m[1])
	}
	if m := newUser.FindStringSubmatch(sql); m != nil {
		return n.unless("SELECT 1 FROM pg_roles WHERE rolname = '"+m[1]+"'", "CREATE ROLE "+m[1]+" LOGIN")
	}
	if m := grantOnAll.FindStringSubmatch(sql); m != nil {
		// Who has all rights on a database of CockroachDB may make tables in it.
		return fmt.Sprintf("ALTER DATABASE %s OWNER TO %s", m[1], m[2]), nil
	}
	if m := setPassword.FindStringSubmatch(sql); m != nil && m[1] == "root" {
		return "", fmt.Errorf("user root cannot use password authentication")
	}
	return versionCall.ReplaceAllString(sql, fmt.Sprintf("'CockroachDB OSS %s (x86_64-pc-linux-gnu, stand-in)'::text", version)), nil
}

// unless is the statement, or nothing if the question has an answer.
func (n *node) unless(question, statement string) (string, error) {
	found, err := n.postgres.ask(question)
	if err != nil || found != "" {
		return nothing, err
	}
	return statement, nil
}
