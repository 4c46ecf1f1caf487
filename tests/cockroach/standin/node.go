package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// How long sessions may finish what they are in when the node drains.
const queryWait = 10 * time.Second

// A node that runs.
type node struct {
	options      options
	certificates *certificates
	state        *state
	postgres     *postgres
	draining     atomic.Bool
	mutex        sync.Mutex
	sessions     map[*session]struct{}
}

func start(arguments []string) error {
	o, err := parseStart(arguments)
	if err != nil {
		return err
	}
	n := &node{options: o, sessions: map[*session]struct{}{}}
	if n.certificates, err = openCertificates(o.certificates); err != nil {
		return err
	}
	if n.state, err = openStore(o.store); err != nil {
		return err
	}
	sql, err := net.Listen("tcp", o.listen)
	if err != nil {
		return err
	}
	web, err := net.Listen("tcp", o.http)
	if err != nil {
		return err
	}
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
	if n.postgres, err = startPostgres(o.store); err != nil {
		return err
	}
	if err := n.firstDatabase(); err != nil {
		return err
	}
	go n.serveHTTP(web)
	go n.serveSQL(sql)
	say("node %s is ready on %s, http %s", version, sql.Addr(), web.Addr())
	return n.untilStopped(signals, sql)
}

func (n *node) firstDatabase() error {
	statement, err := n.rewrite("CREATE DATABASE IF NOT EXISTS defaultdb")
	if err == nil {
		_, err = n.postgres.ask(statement)
	}
	return err
}

func (n *node) untilStopped(signals chan os.Signal, sql net.Listener) error {
	for {
		select {
		case err := <-n.postgres.ended:
			return fmt.Errorf("the PostgreSQL behind it ended: %v", err)
		case got := <-signals:
			if got != syscall.SIGHUP {
				return n.drain(sql)
			}
			if err := n.certificates.reload(); err != nil {
				say("certificates are not reloaded, those in use stay: %v", err)
			} else {
				say("certificates reloaded")
			}
		}
	}
}

// drain tells load balancers first, lets transactions end, and stops.
func (n *node) drain(sql net.Listener) error {
	say("draining")
	n.draining.Store(true)
	deadline := time.Now().Add(queryWait)
	for n.closeIdle() > 0 && time.Now().Before(deadline) {
		time.Sleep(20 * time.Millisecond)
	}
	sql.Close()
	err := n.postgres.stop()
	say("drained and stopped")
	return err
}

// closeIdle ends sessions that are in no transaction and counts the others.
func (n *node) closeIdle() int {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	busy := 0
	for s := range n.sessions {
		if s.idle.Load() {
			s.shutDown()
		} else {
			busy++
		}
	}
	return busy
}

func (n *node) serveHTTP(listener net.Listener) {
	mux := http.NewServeMux()
	mux.HandleFunc("/health", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Has("ready") && !n.ready() {
			http.Error(w, `{"error": "node is not ready"}`, http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "{}")
	})
	server := &http.Server{Handler: mux, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second, TLSConfig: n.certificates.server()}
	var err error
	if n.options.plainHTTP {
		err = server.Serve(listener)
	} else {
		err = server.ServeTLS(listener, "", "")
	}
	say("http ended: %v", err)
}

func (n *node) ready() bool {
	if n.draining.Load() {
		return false
	}
	_, err := n.postgres.ask("SELECT 1")
	return err == nil
}
