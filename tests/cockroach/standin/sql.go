package main

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"time"

	"metalplant.invalid/cockroach/wire"
)

// runSQL is the shell: statements of --execute or of standard input, as root with its certificate.
func runSQL(arguments []string) error {
	var folder, host, execute, database, format string
	user := "root"
	err := parseFlags(arguments, map[string]*string{
		"certs-dir": &folder, "host": &host, "execute": &execute, "database": &database, "user": &user, "format": &format,
	}, nil)
	if err != nil {
		return err
	}
	if folder == "" {
		return errors.New("no --certs-dir")
	}
	trust, err := openCertificates(folder)
	if err != nil {
		return err
	}
	own, err := loadPair(folder, "client."+user)
	if err != nil {
		return err
	}
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		return err
	}
	session, err := wire.Dial(wire.Options{
		Address: host, User: user, Database: first(database, "defaultdb"), Limit: 10 * time.Second,
		TLS: &tls.Config{RootCAs: trust.current.Load().ca, Certificates: []tls.Certificate{own}, ServerName: name},
	})
	if err != nil {
		return err
	}
	defer session.Close()
	statements, err := statements(execute)
	if err != nil {
		return err
	}
	for _, statement := range statements {
		rows, err := session.Query(statement, 30*time.Second)
		if err != nil {
			return err
		}
		for _, row := range rows {
			fmt.Println(strings.Join(row, "\t"))
		}
	}
	return nil
}

func first(words ...string) string {
	for _, word := range words {
		if word != "" {
			return word
		}
	}
	return ""
}

// statements ends each at a semicolon at the end of a line.
func statements(execute string) ([]string, error) {
	if execute != "" {
		return []string{execute}, nil
	}
	var all []string
	var one strings.Builder
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		one.WriteString(lines.Text() + "\n")
		if strings.HasSuffix(strings.TrimSpace(lines.Text()), ";") {
			all = append(all, one.String())
			one.Reset()
		}
	}
	if rest := strings.TrimSpace(one.String()); rest != "" {
		all = append(all, rest)
	}
	return all, lines.Err()
}
