package main

import (
	"bytes"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"metalplant.invalid/cockroach/wire"
)

// One client: messages go through, statements are rewritten on their way.
type session struct {
	node   *node
	client net.Conn
	server net.Conn
	// Whether the last answer said that no transaction is open, and nothing was asked since.
	idle  atomic.Bool
	write sync.Mutex
}

func (n *node) serveSQL(listener net.Listener) {
	for {
		raw, err := listener.Accept()
		if err != nil {
			return
		}
		go n.serve(raw)
	}
}

func (n *node) serve(raw net.Conn) {
	defer raw.Close()
	_ = raw.SetDeadline(time.Now().Add(10 * time.Second))
	code, body, err := wire.ReadStartup(raw)
	if err != nil {
		return
	}
	if code == wire.CancelRequest {
		n.cancel(body)
		return
	}
	if code != wire.SSLRequest {
		refuse(raw, "28000", "node is running secure mode, SSL connection required")
		return
	}
	if _, err := raw.Write([]byte{'S'}); err != nil {
		return
	}
	client := tls.Server(raw, n.certificates.server())
	if err := client.Handshake(); err != nil {
		return
	}
	code, body, err = wire.ReadStartup(client)
	if err != nil {
		return
	}
	if code == wire.CancelRequest {
		n.cancel(body)
		return
	}
	if code != wire.Version {
		refuse(client, "0A000", "unknown protocol version")
		return
	}
	if err := n.allowed(client, wire.Parameters(body)["user"]); err != nil {
		refuse(client, "28000", err.Error())
		return
	}
	_ = raw.SetDeadline(time.Time{})
	n.pass(client, body)
}

// allowed: root and whoever shows a certificate has to be who the certificate says; everybody else is asked for a password later.
func (n *node) allowed(client *tls.Conn, user string) error {
	shown := client.ConnectionState().PeerCertificates
	switch {
	case n.draining.Load():
		return errors.New("server is not accepting clients, try another node")
	case len(shown) == 0 && user == "root":
		return errors.New("user root must use certificate authentication")
	case len(shown) > 0 && shown[0].Subject.CommonName != user && shown[0].Subject.CommonName != "node":
		return fmt.Errorf("certificate authentication failed for user %q: it is for %q", user, shown[0].Subject.CommonName)
	}
	return nil
}

func refuse(client net.Conn, state, text string) {
	_, _ = client.Write(wire.Message{Kind: 'E', Body: wire.ErrorBody("FATAL", state, text)}.Bytes())
}

func (n *node) cancel(body []byte) {
	server, err := net.Dial("unix", n.postgres.address())
	if err != nil {
		return
	}
	defer server.Close()
	head := make([]byte, 8)
	binary.BigEndian.PutUint32(head, uint32(8+len(body)))
	binary.BigEndian.PutUint32(head[4:], wire.CancelRequest)
	_, _ = server.Write(append(head, body...))
}

func (n *node) pass(client net.Conn, startup []byte) {
	server, err := net.Dial("unix", n.postgres.address())
	if err != nil {
		refuse(client, "57P03", "node is not ready")
		return
	}
	defer server.Close()
	s := &session{node: n, client: client, server: server}
	n.mutex.Lock()
	n.sessions[s] = struct{}{}
	n.mutex.Unlock()
	defer func() {
		n.mutex.Lock()
		delete(n.sessions, s)
		n.mutex.Unlock()
	}()
	if _, err := server.Write(wire.Startup(wire.Parameters(startup))); err != nil {
		return
	}
	go s.answers()
	s.questions()
}

// answers goes from the server to the client.
func (s *session) answers() {
	defer s.client.Close()
	for {
		m, err := wire.Read(s.server)
		if err != nil {
			return
		}
		if m.Kind == 'Z' && len(m.Body) == 1 {
			s.idle.Store(m.Body[0] == 'I')
		}
		if err := s.toClient(m); err != nil {
			return
		}
	}
}

func (s *session) toClient(m wire.Message) error {
	s.write.Lock()
	defer s.write.Unlock()
	_, err := s.client.Write(m.Bytes())
	return err
}

// questions goes from the client to the server.
func (s *session) questions() {
	for {
		m, err := wire.Read(s.client)
		if err != nil {
			return
		}
		s.idle.Store(false)
		out, refused := s.question(m)
		if refused != nil {
			if err := s.toClient(wire.Message{Kind: 'E', Body: wire.ErrorBody("ERROR", "42601", refused.Error())}); err != nil {
				return
			}
			if err := s.toClient(wire.Message{Kind: 'Z', Body: []byte{'I'}}); err != nil {
				return
			}
			continue
		}
		if _, err := s.server.Write(out.Bytes()); err != nil {
			return
		}
	}
}

// question is the message as PostgreSQL is sent it. Only a simple query can be refused here; a prepared one is given to PostgreSQL, which refuses it too.
func (s *session) question(m wire.Message) (wire.Message, error) {
	switch m.Kind {
	case 'Q':
		sql, err := s.node.rewrite(string(bytes.TrimRight(m.Body, "\x00")))
		return wire.Message{Kind: 'Q', Body: append([]byte(sql), 0)}, err
	case 'P':
		name, rest, _ := bytes.Cut(m.Body, []byte{0})
		text, types, _ := bytes.Cut(rest, []byte{0})
		sql, err := s.node.rewrite(string(text))
		if err != nil {
			sql = "refused " + string(text)
		}
		body := append(append([]byte{}, name...), 0)
		body = append(append(body, sql...), 0)
		return wire.Message{Kind: 'P', Body: append(body, types...)}, nil
	}
	return m, nil
}

// shutDown tells the client why, as the real one does when it drains.
func (s *session) shutDown() {
	_ = s.toClient(wire.Message{Kind: 'E', Body: wire.ErrorBody("FATAL", "57P01", "server is shutting down")})
	s.client.Close()
}
