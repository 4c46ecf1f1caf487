// Package wire speaks as much of PostgreSQL's protocol 3.0 as a test of a database needs: TLS with a certificate, simple queries, texts.
package wire

import (
	"crypto/tls"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

const (
	// Version of the protocol, in a startup message.
	Version = 196608
	// SSLRequest asks whether the server speaks TLS.
	SSLRequest = 80877103
	// CancelRequest asks to end a query of another connection.
	CancelRequest = 80877102
	// MaxMessage is more than any message of these tests has.
	MaxMessage = 64 << 20
)

// Message is one of the protocol: its kind, and what is behind the length.
type Message struct {
	Kind byte
	Body []byte
}

// Read takes the next message; both sides send the same form after the startup.
func Read(r io.Reader) (Message, error) {
	var head [5]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return Message{}, err
	}
	size := int(binary.BigEndian.Uint32(head[1:])) - 4
	if size < 0 || size > MaxMessage {
		return Message{}, fmt.Errorf("a message of %d bytes", size)
	}
	body := make([]byte, size)
	_, err := io.ReadFull(r, body)
	return Message{head[0], body}, err
}

// Bytes is the message as it is sent.
func (m Message) Bytes() []byte {
	out := make([]byte, 5+len(m.Body))
	out[0] = m.Kind
	binary.BigEndian.PutUint32(out[1:], uint32(len(m.Body)+4))
	copy(out[5:], m.Body)
	return out
}

// ReadStartup takes the first message of a client, which has no kind.
func ReadStartup(r io.Reader) (code uint32, body []byte, err error) {
	var head [8]byte
	if _, err = io.ReadFull(r, head[:]); err != nil {
		return 0, nil, err
	}
	size := int(binary.BigEndian.Uint32(head[:4])) - 8
	if size < 0 || size > 10_000 {
		return 0, nil, fmt.Errorf("a startup message of %d bytes", size)
	}
	body = make([]byte, size)
	_, err = io.ReadFull(r, body)
	return binary.BigEndian.Uint32(head[4:]), body, err
}

// Startup is the first message with these parameters.
func Startup(parameters map[string]string) []byte {
	var body []byte
	for key, value := range parameters {
		body = append(append(append(append(body, key...), 0), value...), 0)
	}
	body = append(body, 0)
	out := make([]byte, 8, 8+len(body))
	binary.BigEndian.PutUint32(out, uint32(8+len(body)))
	binary.BigEndian.PutUint32(out[4:], Version)
	return append(out, body...)
}

// Parameters of a startup message.
func Parameters(body []byte) map[string]string {
	words := strings.Split(string(body), "\x00")
	out := map[string]string{}
	for i := 0; i+1 < len(words) && words[i] != ""; i += 2 {
		out[words[i]] = words[i+1]
	}
	return out
}

// Error is what a server answered.
type Error struct {
	State, Text string
}

func (e *Error) Error() string { return e.Text + " (" + e.State + ")" }

// ErrorBody is an answer of severity ERROR or FATAL.
func ErrorBody(severity, state, text string) []byte {
	return []byte("S" + severity + "\x00V" + severity + "\x00C" + state + "\x00M" + text + "\x00\x00")
}

func parseError(body []byte) *Error {
	e := &Error{}
	for _, field := range strings.Split(string(body), "\x00") {
		if field == "" {
			continue
		}
		switch field[0] {
		case 'C':
			e.State = field[1:]
		case 'M':
			e.Text = field[1:]
		}
	}
	return e
}

// Conn is a session.
type Conn struct {
	net net.Conn
	// Peer is the server's certificate, if the session is over TLS.
	Peer *tls.ConnectionState
}

// Options of a session.
type Options struct {
	Address, User, Database string
	// TLS with which the server is asked for; none on a local socket.
	TLS *tls.Config
	// Limit of the connecting and of each query.
	Limit time.Duration
}

// Dial opens a session; a path is a local socket.
func Dial(o Options) (*Conn, error) {
	network := "tcp"
	if strings.HasPrefix(o.Address, "/") {
		network = "unix"
	}
	raw, err := net.DialTimeout(network, o.Address, o.Limit)
	if err != nil {
		return nil, err
	}
	_ = raw.SetDeadline(time.Now().Add(o.Limit))
	c := &Conn{net: raw}
	if err := c.open(o); err != nil {
		raw.Close()
		return nil, err
	}
	return c, nil
}

func (c *Conn) open(o Options) error {
	if o.TLS != nil {
		request := make([]byte, 8)
		binary.BigEndian.PutUint32(request, 8)
		binary.BigEndian.PutUint32(request[4:], SSLRequest)
		if _, err := c.net.Write(request); err != nil {
			return err
		}
		var answer [1]byte
		if _, err := io.ReadFull(c.net, answer[:]); err != nil {
			return err
		}
		if answer[0] != 'S' {
			return errors.New("the server speaks no TLS")
		}
		secure := tls.Client(c.net, o.TLS)
		if err := secure.Handshake(); err != nil {
			return err
		}
		state := secure.ConnectionState()
		c.net, c.Peer = secure, &state
	}
	if _, err := c.net.Write(Startup(map[string]string{"user": o.User, "database": o.Database})); err != nil {
		return err
	}
	for {
		m, err := Read(c.net)
		switch {
		case err != nil:
			return err
		case m.Kind == 'E':
			return parseError(m.Body)
		case m.Kind == 'R' && binary.BigEndian.Uint32(m.Body) != 0:
			return errors.New("the server wants a password")
		case m.Kind == 'Z':
			return nil
		}
	}
}

// Query runs one statement and returns its rows as texts; NULL is the empty text.
func (c *Conn) Query(sql string, limit time.Duration) ([][]string, error) {
	_ = c.net.SetDeadline(time.Now().Add(limit))
	if _, err := c.net.Write(Message{'Q', append([]byte(sql), 0)}.Bytes()); err != nil {
		return nil, err
	}
	var rows [][]string
	var failed error
	for {
		m, err := Read(c.net)
		if err != nil {
			if failed != nil {
				return nil, failed
			}
			return nil, err
		}
		switch m.Kind {
		case 'D':
			row, err := parseRow(m.Body)
			if err != nil {
				return nil, err
			}
			rows = append(rows, row)
		case 'E':
			failed = parseError(m.Body)
		case 'Z':
			return rows, failed
		}
	}
}

func parseRow(body []byte) ([]string, error) {
	if len(body) < 2 {
		return nil, errors.New("a row without columns")
	}
	count := int(binary.BigEndian.Uint16(body))
	at := 2
	row := make([]string, 0, count)
	for range count {
		if len(body) < at+4 {
			return nil, errors.New("a row that ends early")
		}
		size := int(int32(binary.BigEndian.Uint32(body[at:])))
		at += 4
		if size < 0 {
			row = append(row, "")
			continue
		}
		if len(body) < at+size {
			return nil, errors.New("a row that ends early")
		}
		row = append(row, string(body[at:at+size]))
		at += size
	}
	return row, nil
}

// Close ends the session.
func (c *Conn) Close() {
	_, _ = c.net.Write(Message{'X', nil}.Bytes())
	_ = c.net.Close()
}
