package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
)

// system is what was installed: it says so, and answers whoever types at its console.
func system() error {
	from, size, err := installed()
	if err != nil {
		return err
	}
	if err := from.Close(); err != nil {
		return err
	}
	fmt.Printf("system: UP from %d bytes on the disk\n", size)
	typed := bufio.NewScanner(os.Stdin)
	for fmt.Print("lab login: "); typed.Scan(); fmt.Print("lab login: ") {
		fmt.Printf("system: HEARD %s\n", strings.TrimSpace(typed.Text()))
	}
	return typed.Err()
}
