package main

import (
	"crypto/x509"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"metalplant.invalid/cockroach/lab"
)

var binaries = map[string]string{}

func TestMain(m *testing.M) {
	os.Exit(runTests(m))
}

func runTests(m *testing.M) int {
	folder, err := os.MkdirTemp("", "standin")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(folder)
	for _, version := range []string{"v22.1.22", "v22.2.19", "v23.1.28"} {
		binaries[version] = filepath.Join(folder, version)
		build := exec.Command("go", "build", "-ldflags", "-X main.version="+version, "-o", binaries[version], "./standin")
		if output, err := build.CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "%v\n%s", err, output)
			return 1
		}
	}
	return m.Run()
}

func given(t *testing.T) *lab.Node {
	t.Helper()
	node, err := lab.New(binaries["v23.1.28"], t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return node
}

func running(t *testing.T) *lab.Node {
	t.Helper()
	node := given(t)
	start(t, node)
	t.Cleanup(node.Kill)
	return node
}

func start(t *testing.T, node *lab.Node) {
	t.Helper()
	if err := node.Start(); err != nil {
		t.Fatal(err)
	}
}

func good(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestANodeLivesThroughReloadDrainAndKills(t *testing.T) {
	node := running(t)
	version, err := lab.CheckVersion(node)
	good(t, err)
	if !strings.Contains(version, "v23.1.28") {
		t.Errorf("it calls itself %s", version)
	}
	good(t, lab.CheckDoors(node))
	good(t, lab.CheckReload(node))
	good(t, lab.CheckDrain(node))
	kills, err := lab.RunKills(node, 2, 7, t.Logf)
	good(t, err)
	if kills.Acknowledged == 0 {
		t.Error("no row was acknowledged before the kills")
	}
}

func TestAWrongNewCertificateLeavesTheOldOneInUse(t *testing.T) {
	node := running(t)
	before, err := node.Session("defaultdb")
	good(t, err)
	defer before.Close()
	// A certificate that is for servers only.
	good(t, node.Authority.Issue("node", "node", x509.ExtKeyUsageServerAuth))
	good(t, node.Signal(syscall.SIGHUP))
	for deadline := time.Now().Add(10 * time.Second); !strings.Contains(node.Log(), "not reloaded"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("nothing was said about the wrong certificate")
		}
	}
	after, err := node.Session("defaultdb")
	good(t, err)
	defer after.Close()
	if after.Peer.PeerCertificates[0].SerialNumber.Cmp(before.Peer.PeerCertificates[0].SerialNumber) != 0 {
		t.Error("the wrong certificate is in use")
	}
}

func TestWhatTheRealOneRefusesIsRefused(t *testing.T) {
	node := given(t)
	replace := func(from, to string) []string {
		return strings.Split(strings.ReplaceAll(strings.Join(node.Arguments(), "\n"), from, to), "\n")
	}
	for _, c := range []struct {
		name      string
		arguments []string
		says      string
	}{
		{"an unknown flag", append(node.Arguments(), "--join=127.0.0.1:1"), "unknown flag: --join"},
		{"no certificates", replace("--certs-dir="+node.Authority.Folder, "--cache=1GiB"), "no --certs-dir"},
		{"an empty folder of certificates", replace("--certs-dir="+node.Authority.Folder, "--certs-dir="+t.TempDir()), "no CA certificate found"},
		{"a size that is none", replace("128MiB", "much"), "invalid argument \"much\""},
		{"plain HTTP for everybody", replace("--http-addr=127.0.0.1", "--http-addr=0.0.0.0"), "needs an --http-addr on loopback"},
	} {
		t.Run(c.name, func(t *testing.T) { refused(t, node.Binary, c.arguments, c.says) })
	}
	t.Run("a key that others can read", func(t *testing.T) {
		key := filepath.Join(node.Authority.Folder, "node.key")
		good(t, os.Chmod(key, 0o644))
		refused(t, node.Binary, node.Arguments(), "exceeds allowed")
		good(t, os.Chmod(key, 0o600))
	})
	t.Run("a certificate of another name", func(t *testing.T) {
		good(t, node.Authority.Issue("node", "root", x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth))
		refused(t, node.Binary, node.Arguments(), "the common name is \"root\"")
		good(t, node.Authority.IssueNode())
	})
	t.Run("a key of another certificate", func(t *testing.T) {
		bytes, err := os.ReadFile(filepath.Join(node.Authority.Folder, "client.root.key"))
		good(t, err)
		good(t, os.WriteFile(filepath.Join(node.Authority.Folder, "node.key"), bytes, 0o600))
		refused(t, node.Binary, node.Arguments(), "private key does not match")
		good(t, node.Authority.IssueNode())
	})
}

func refused(t *testing.T, binary string, arguments []string, says string) {
	t.Helper()
	output, err := exec.Command(binary, arguments...).CombinedOutput()
	if err == nil || !strings.Contains(string(output), says) {
		t.Errorf("it ends with %v and says %s", err, output)
	}
}

func TestUpgradesGoOneMajorAtATimeAndBackOnlyUntilTheyAreFinal(t *testing.T) {
	node := given(t)
	node.Binary = binaries["v22.1.22"]
	start(t, node)
	ask(t, node, "CREATE TABLE kept (id BIGINT NOT NULL, CONSTRAINT kept_pk PRIMARY KEY (id))")
	ask(t, node, "INSERT INTO kept (id) VALUES (1)")
	ask(t, node, "SET CLUSTER SETTING cluster.preserve_downgrade_option = '22.1'")
	good(t, node.Stop())

	node.Binary = binaries["v23.1.28"]
	refused(t, node.Binary, node.Arguments(), "upgrade one major at a time")

	node.Binary = binaries["v22.2.19"]
	start(t, node)
	if got := ask(t, node, "SHOW CLUSTER SETTING version"); got != "22.1" {
		t.Errorf("a preserved upgrade is final: %s", got)
	}
	good(t, node.Stop())
	node.Binary = binaries["v22.1.22"]
	start(t, node)
	good(t, node.Stop())

	node.Binary = binaries["v22.2.19"]
	start(t, node)
	ask(t, node, "SET CLUSTER SETTING cluster.preserve_downgrade_option = ''")
	good(t, node.Stop())
	refused(t, binaries["v22.1.22"], node.Arguments(), "cannot go back")

	node.Binary = binaries["v23.1.28"]
	start(t, node)
	t.Cleanup(node.Kill)
	if got := ask(t, node, "SELECT count(*) FROM kept"); got != "1" {
		t.Errorf("%s rows are left", got)
	}
}

func ask(t *testing.T, node *lab.Node, sql string) string {
	t.Helper()
	rows, err := node.Ask("defaultdb", sql)
	good(t, err)
	if len(rows) == 0 {
		return ""
	}
	return rows[0][0]
}

func TestTwoNodesNeverShareAStore(t *testing.T) {
	node := running(t)
	refused(t, node.Binary, node.Arguments(), "in use by another node")
}

func TestANodeThatWasToldNotToCallHomeDoesNot(t *testing.T) {
	node := running(t)
	if got := ask(t, node, "SHOW CLUSTER SETTING diagnostics.reporting.enabled"); got != "false" {
		t.Errorf("diagnostics.reporting.enabled is %q", got)
	}
}
