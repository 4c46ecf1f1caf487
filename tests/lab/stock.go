package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// stock plays programs of metal-stack, in a network namespace: some of their ports and addresses cannot be chosen.
func stock(arguments []string, out io.Writer) int {
	flags := flag.NewFlagSet("lab stock", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	only := flags.String("only", "", "")
	switch err := flags.Parse(arguments); {
	case err == flag.ErrHelp:
		fmt.Fprint(out, usage)
		return 0
	case err != nil || flags.NArg() > 0:
		fmt.Fprintln(os.Stderr, "lab: only --only PROGRAM,... is understood; ./plant lab --help says what there is")
		return 2
	}
	folder, err := filepath.Abs(os.Getenv("STOCK_DIR"))
	if facts, wrong := os.Stat(folder); os.Getenv("STOCK_DIR") == "" || err != nil || wrong != nil || !facts.IsDir() {
		fmt.Fprintln(os.Stderr, "lab: STOCK_DIR has to name a folder with metal-console, metal-bmc or pixie, built of their sources; ./plant lab --help says how")
		return 2
	}
	if os.Geteuid() != 0 {
		fmt.Fprintln(os.Stderr, "lab: lab stock makes a network namespace, which needs root")
		return 2
	}
	if err := os.Setenv("STOCK_DIR", folder); err != nil {
		fmt.Fprintln(os.Stderr, "lab:", err)
		return 1
	}
	program, err := filepath.Abs("target/stock.test")
	if err != nil {
		fmt.Fprintln(os.Stderr, "lab:", err)
		return 1
	}
	// Built out here, where modules can be had.
	if status := gone([]string{"test", "-c", "-o", program, "./stock"}, out); status != 0 {
		return status
	}
	call := []string{"--net", "sh", "-c", `ip link set lo up && exec "$@"`, "sh", program, "-test.v", "-test.timeout", patience, "-test.run", "^TestStock$"}
	if *only != "" {
		call = append(call, "-stock-only", *only)
	} else if docs, err := filepath.Abs("../../docs"); err == nil {
		call = append(call, "-stock-report", docs)
	}
	command := exec.Command("unshare", call...)
	command.Dir = "stock"
	command.Stdout, command.Stderr = out, os.Stderr
	if err := command.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "lab:", err)
		return 1
	}
	return 0
}
