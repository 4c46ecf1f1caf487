// The command behind ./plant test cockroach: every database suite and a kill lab on one CockroachDB.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"metalplant.invalid/cockroach/lab"
)

func main() {
	binary := flag.String("binary", "", "CockroachDB's `program`; \"stand-in\" for the one of this tree, which proves this command and nothing about CockroachDB")
	rounds := flag.Int("rounds", 20, "kills of the kill lab")
	seed := flag.Uint64("seed", 1, "when they come")
	suites := flag.String("suites", "", "command that runs the database suites with COCKROACH_URL; empty: none")
	keep := flag.String("folder", "", "where the node lives; default: a new folder that is removed")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "Usage: ./plant test cockroach --binary PATH [--rounds N] [--seed N] [--no-suites]")
		fmt.Fprintln(flag.CommandLine.Output(), "Starts one node and runs on it: version, doors, every database suite, certificate reload, drain, kills in the middle of writes.")
		flag.PrintDefaults()
	}
	flag.Parse()
	if *binary == "" {
		fmt.Fprintln(os.Stderr, "cockroach: which one? --binary PATH names the program, --binary stand-in takes the one of this tree")
		os.Exit(2)
	}
	if err := run(*binary, *keep, *rounds, *seed, *suites); err != nil {
		fmt.Fprintf(os.Stderr, "cockroach: %v\n", err)
		os.Exit(1)
	}
}

func run(binary, folder string, rounds int, seed uint64, suites string) error {
	if folder == "" {
		made, err := os.MkdirTemp("", "cockroach")
		if err != nil {
			return err
		}
		defer os.RemoveAll(made)
		folder = made
	}
	real := binary != "stand-in"
	if !real {
		binary = filepath.Join(folder, "stand-in")
		build := exec.Command("go", "build", "-o", binary, "./standin")
		build.Stderr = os.Stderr
		if err := build.Run(); err != nil {
			return fmt.Errorf("the stand-in cannot be built: %w", err)
		}
	}
	node, err := lab.New(binary, folder)
	if err != nil {
		return err
	}
	from := time.Now()
	if err := node.Start(); err != nil {
		return err
	}
	defer node.Kill()
	version, err := lab.CheckVersion(node)
	if err != nil {
		return err
	}
	fmt.Printf("%s, ready after %s\n", version, time.Since(from).Round(time.Millisecond))
	var kills lab.Kills
	steps := []struct {
		name string
		run  func() error
	}{
		{"doors: no TLS, no certificate, another's certificate", func() error { return lab.CheckDoors(node) }},
		{"every database suite", func() error { return runSuites(suites, node.URL()) }},
		{"certificate reload", func() error { return lab.CheckReload(node) }},
		{"drain with a transaction open", func() error { return lab.CheckDrain(node) }},
		{fmt.Sprintf("%d kills in the middle of writes", rounds), func() (err error) {
			kills, err = lab.RunKills(node, rounds, seed, func(form string, words ...any) { fmt.Printf("  "+form+"\n", words...) })
			return err
		}},
	}
	failed := 0
	for _, step := range steps {
		from := time.Now()
		word := "good  "
		if err := step.run(); err != nil {
			word = "FAILED"
			failed++
			fmt.Fprintf(os.Stderr, "cockroach: %s: %v\n", step.name, err)
		}
		fmt.Printf("%s %-55s %s\n", word, step.name, time.Since(from).Round(time.Millisecond))
	}
	fmt.Printf("%d rows acknowledged, %d unknown, slowest return %s\n", kills.Acknowledged, kills.Unknown, kills.Restart.Round(time.Millisecond))
	if !real {
		fmt.Println("This was the stand-in: the command works, CockroachDB itself is not verified.")
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d steps failed", failed, len(steps))
	}
	return nil
}

func runSuites(command, url string) error {
	if command == "" {
		fmt.Println("  left out")
		return nil
	}
	suites := exec.Command("bash", "-c", command)
	suites.Env = append(os.Environ(), "COCKROACH_URL="+url)
	suites.Stdout, suites.Stderr = os.Stdout, os.Stderr
	return suites.Run()
}
