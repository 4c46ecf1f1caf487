// A stand-in for CockroachDB's program, for tests where the real one cannot be had: it takes the same arguments, environment, certificates
// and signals, answers /health, and speaks PostgreSQL's protocol in front of a PostgreSQL of its own, with the version() of CockroachDB.
// It refuses what the real one would refuse, so that whoever starts it is tested. It proves nothing about CockroachDB's SQL.
package main

import (
	"fmt"
	"os"
	"runtime"
)

// Set by the build, for tests of upgrades.
var version = "v23.1.28"

func main() {
	// What the kernel kills with this process hangs on the thread that started it.
	runtime.LockOSThread()
	if len(os.Args) < 2 {
		fail("a command is needed: start-single-node, sql or version")
	}
	var err error
	switch os.Args[1] {
	case "version":
		fmt.Printf("Build Tag:        %s\nBuild Type:       stand-in\n", version)
	case "start-single-node":
		err = start(os.Args[2:])
	case "sql":
		err = runSQL(os.Args[2:])
	default:
		err = fmt.Errorf("unknown command %q for \"cockroach\"", os.Args[1])
	}
	if err != nil {
		fail("%v", err)
	}
}

func fail(format string, arguments ...any) {
	fmt.Fprintf(os.Stderr, "ERROR: "+format+"\n", arguments...)
	os.Exit(1)
}

func say(format string, arguments ...any) {
	fmt.Fprintf(os.Stderr, "cockroach stand-in: "+format+"\n", arguments...)
}
