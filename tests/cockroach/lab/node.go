package lab

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"metalplant.invalid/cockroach/wire"
)

// StartLimit is more than any start takes on a loaded machine.
const StartLimit = 2 * time.Minute

// Node is one that can be started, stopped and killed again and again.
type Node struct {
	Binary    string
	Authority *Authority
	Store     string
	SQL, HTTP string
	process   *exec.Cmd
	// Closed when the process is gone; failed is how.
	ended  chan struct{}
	failed error
	log    output
}

type output struct {
	mutex sync.Mutex
	bytes bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if o.bytes.Len() > 1<<20 {
		o.bytes.Reset()
	}
	return o.bytes.Write(b)
}

func (o *output) String() string {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return o.bytes.String()
}

// New is a node below a folder, with certificates and two free ports; it does not run yet.
func New(binary, folder string) (*Node, error) {
	authority, err := NewAuthority(filepath.Join(folder, "certificates"))
	if err != nil {
		return nil, err
	}
	if err := errors.Join(authority.IssueNode(), authority.IssueRoot()); err != nil {
		return nil, err
	}
	n := &Node{Binary: binary, Authority: authority, Store: filepath.Join(folder, "store")}
	if n.SQL, err = freeAddress(); err != nil {
		return nil, err
	}
	n.HTTP, err = freeAddress()
	return n, err
}

func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer listener.Close()
	return listener.Addr().String(), nil
}

// Arguments of a start: those of the container's entry program.
func (n *Node) Arguments() []string {
	return []string{"start-single-node", "--certs-dir=" + n.Authority.Folder, "--store=" + n.Store, "--listen-addr=" + n.SQL, "--advertise-addr=" + n.SQL,
		"--http-addr=" + n.HTTP, "--unencrypted-localhost-http", "--cache=128MiB", "--max-sql-memory=128MiB", "--logtostderr=WARNING"}
}

// Start runs it and waits until it is ready.
func (n *Node) Start() error {
	n.process = exec.Command(n.Binary, n.Arguments()...)
	n.process.Env = append(os.Environ(), "COCKROACH_SKIP_ENABLING_DIAGNOSTIC_REPORTING=true")
	n.process.Stdout, n.process.Stderr = &n.log, &n.log
	n.process.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := n.process.Start(); err != nil {
		return err
	}
	ended, process := make(chan struct{}), n.process
	go func() {
		n.failed = process.Wait()
		close(ended)
	}()
	n.ended = ended
	for deadline := time.Now().Add(StartLimit); time.Now().Before(deadline); {
		if n.Ready() {
			return nil
		}
		select {
		case <-ended:
			return fmt.Errorf("it ended while it started (%s)\n%s", process.ProcessState, n.log.String())
		case <-time.After(50 * time.Millisecond):
		}
	}
	n.Kill()
	return fmt.Errorf("it is not ready after %s\n%s", StartLimit, n.log.String())
}

// Ready asks /health?ready=1.
func (n *Node) Ready() bool {
	client := http.Client{Timeout: 3 * time.Second}
	answer, err := client.Get("http://" + n.HTTP + "/health?ready=1")
	if err != nil {
		return false
	}
	answer.Body.Close()
	return answer.StatusCode == http.StatusOK
}

// Kill is a power cut of the process.
func (n *Node) Kill() {
	_ = n.process.Process.Kill()
	<-n.ended
}

// Signal sends one without waiting.
func (n *Node) Signal(signal os.Signal) error { return n.process.Process.Signal(signal) }

// Wait is the exit of a node that was told to stop.
func (n *Node) Wait(limit time.Duration) error {
	select {
	case <-n.ended:
		return n.failed
	case <-time.After(limit):
		n.Kill()
		return fmt.Errorf("it does not stop within %s", limit)
	}
}

// Stop drains it.
func (n *Node) Stop() error {
	if err := n.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return n.Wait(time.Minute)
}

// Log is what it said.
func (n *Node) Log() string { return n.log.String() }

// Session opens one as root.
func (n *Node) Session(database string) (*wire.Conn, error) {
	secure, err := n.Authority.TLS("root")
	if err != nil {
		return nil, err
	}
	return wire.Dial(wire.Options{Address: n.SQL, User: "root", Database: database, TLS: secure, Limit: 10 * time.Second})
}

// Ask is one statement as root.
func (n *Node) Ask(database, sql string) ([][]string, error) {
	session, err := n.Session(database)
	if err != nil {
		return nil, err
	}
	defer session.Close()
	return session.Query(sql, 30*time.Second)
}

// URL is COCKROACH_URL of the Java suites.
func (n *Node) URL() string {
	f := n.Authority.Folder
	return fmt.Sprintf("jdbc:postgresql://%s/defaultdb?sslmode=verify-full&sslrootcert=%s/ca.crt&sslcert=%s/client.root.crt&sslkey=%s/client.root.pk8", n.SQL, f, f, f)
}
