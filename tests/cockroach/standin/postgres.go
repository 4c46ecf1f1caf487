package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"metalplant.invalid/cockroach/wire"
)

const patience = 30 * time.Second

// The PostgreSQL behind the stand-in: on a local socket only, ended by the kernel when the stand-in ends.
type postgres struct {
	programs, data, socket string
	process                *exec.Cmd
	ended                  chan error
}

// programs is a folder with bin/postgres: from the environment, or where ./plant run unpacks it.
func programs() (string, error) {
	folder := os.Getenv("COCKROACH_STAND_IN_POSTGRES")
	if folder == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return "", err
		}
		folder = filepath.Join(cache, "metal-plant", "postgres-17.6.0")
	}
	if _, err := os.Stat(filepath.Join(folder, "bin/postgres")); err != nil {
		return "", fmt.Errorf("the stand-in needs PostgreSQL's programs in COCKROACH_STAND_IN_POSTGRES or %s; ./plant run puts them there: %w", folder, err)
	}
	return folder, nil
}

func startPostgres(store string) (*postgres, error) {
	folder, err := programs()
	if err != nil {
		return nil, err
	}
	// Not in the store: the path of a socket has at most 107 bytes.
	socket, err := os.MkdirTemp("", "crdb")
	if err != nil {
		return nil, err
	}
	store, err = filepath.Abs(store)
	if err != nil {
		return nil, err
	}
	p := &postgres{programs: folder, data: filepath.Join(store, "postgres"), socket: socket, ended: make(chan error, 1)}
	if _, err := os.Stat(filepath.Join(p.data, "PG_VERSION")); err != nil {
		if err := p.initialise(); err != nil {
			return nil, err
		}
	}
	return p, p.run()
}

// command is a program that sees itself as nobody if this is root, since PostgreSQL does not run as root.
func (p *postgres) command(name string, arguments ...string) *exec.Cmd {
	command := exec.Command(filepath.Join(p.programs, "bin", name), arguments...)
	command.Stdout, command.Stderr = os.Stderr, os.Stderr
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if os.Getuid() == 0 {
		command.SysProcAttr.Cloneflags = syscall.CLONE_NEWUSER
	}
	return command
}

func (p *postgres) initialise() error {
	draft := p.data + ".new"
	if err := os.RemoveAll(draft); err != nil {
		return err
	}
	command := p.command("initdb", "--no-sync", "--pgdata="+draft, "--username=root", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-instructions")
	command.Stdout = nil
	if err := command.Run(); err != nil {
		return fmt.Errorf("initdb: %w", err)
	}
	// root comes with a certificate that the stand-in has checked; everybody else tells PostgreSQL a password.
	if err := os.WriteFile(filepath.Join(draft, "pg_hba.conf"), []byte("local all root trust\nlocal all all scram-sha-256\n"), 0o600); err != nil {
		return err
	}
	return os.Rename(draft, p.data)
}

// run starts it. The one of a killed stand-in may still be ending: its memory has to be gone first.
func (p *postgres) run() error {
	deadline := time.Now().Add(patience)
	for {
		// No fsync: a kill of processes loses nothing that was written, and power is not cut here.
		p.process = p.command("postgres", "-F", "-D", p.data, "-c", "listen_addresses=", "-c", "unix_socket_directories="+p.socket, "-c", "max_connections=300",
			"-c", "default_transaction_isolation=serializable", "-c", "max_pred_locks_per_transaction=512", "-c", "max_pred_locks_per_page=32",
			"-c", "shared_buffers=64MB", "-c", "timezone=UTC", "-c", "log_min_messages=fatal", "-c", "log_min_error_statement=panic")
		if err := p.process.Start(); err != nil {
			return err
		}
		process := p.process
		go func() { p.ended <- process.Wait() }()
		if p.answers(deadline) {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("the PostgreSQL behind it does not start")
		}
	}
}

// answers waits until it does, or ends.
func (p *postgres) answers(deadline time.Time) bool {
	for time.Now().Before(deadline) {
		if session, err := p.root("postgres"); err == nil {
			session.Close()
			return true
		}
		select {
		case <-p.ended:
			return false
		case <-time.After(50 * time.Millisecond):
		}
	}
	return false
}

func (p *postgres) root(database string) (*wire.Conn, error) {
	return wire.Dial(wire.Options{Address: p.address(), User: "root", Database: database, Limit: 5 * time.Second})
}

func (p *postgres) address() string { return filepath.Join(p.socket, ".s.PGSQL.5432") }

// ask is one statement of the stand-in itself, with the first column of its first row.
func (p *postgres) ask(sql string) (string, error) {
	session, err := p.root("postgres")
	if err != nil {
		return "", err
	}
	defer session.Close()
	rows, err := session.Query(sql, patience)
	if err != nil || len(rows) == 0 {
		return "", err
	}
	return rows[0][0], nil
}

// stop ends all sessions and writes everything down.
func (p *postgres) stop() error {
	defer os.RemoveAll(p.socket)
	if err := p.process.Process.Signal(syscall.SIGINT); err != nil {
		return err
	}
	select {
	case err := <-p.ended:
		return err
	case <-time.After(patience):
		return fmt.Errorf("the PostgreSQL behind it does not end")
	}
}
