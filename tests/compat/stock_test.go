package compat

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var stockStories = []story{
	{"stock metalctl reads the plant", stockMetalctl},
	{"stock metal-core runs against the plant", notRun("metal-core", "it configures the machine that it runs on")},
	{"stock metal-bmc runs against the plant", notRun("metal-bmc", "on its shared channel it would take commands away from the rack")},
}

// stock is the path of a program of metal-stack, or skips the test with the reason why it was not run.
func stock(t *testing.T, program string) string {
	t.Helper()
	folder := os.Getenv("STOCK_DIR")
	if folder == "" {
		t.Skipf("%s was not run: STOCK_DIR is not set", program)
	}
	path := filepath.Join(folder, program)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("%s was not run: %v", program, err)
	}
	return path
}

func notRun(program, reason string) func(*testing.T, *world) {
	return func(t *testing.T, _ *world) {
		stock(t, program)
		t.Skipf("%s was not run: %s; that needs the lab", program, reason)
	}
}

func stockMetalctl(t *testing.T, w *world) {
	path, home := stock(t, "metalctl"), t.TempDir()
	for _, command := range []string{"version", "health", "machine list", "machine issues", "machine ipmi", "firewall list",
		"network list", "network ip list", "switch list", "switch detail", "switch connected-machines", "partition list",
		"partition capacity", "size list", "size reservation list", "size imageconstraint list", "image list",
		"filesystemlayout list", "project list", "tenant list",
	} {
		run(t, command, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
			defer cancel()
			program := exec.CommandContext(ctx, path, strings.Fields(command)...)
			program.Env = append(os.Environ(), "HOME="+home, "METALCTL_API_URL="+w.status.API.URL,
				"METALCTL_HMAC="+w.status.API.HMAC.Admin, "METALCTL_HMAC_AUTH_TYPE=Metal-Admin")
			if printed, err := program.CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, printed)
			}
		})
	}
}
