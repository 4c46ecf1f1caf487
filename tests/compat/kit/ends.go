package kit

import (
	"bytes"
	"net"
	"strings"
	"sync"
	"testing"
)

// Said is what a program that still runs has said so far.
type Said struct {
	lock sync.Mutex
	text strings.Builder
}

func (s *Said) Write(more []byte) (int, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.text.Write(more)
}

func (s *Said) String() string {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.text.String()
}

// SerialPort plays that of a machine at the listener, which it ends with the test: what comes back is what was typed, in capitals. Gives the
// listener's address.
func SerialPort(t *testing.T, listener net.Listener) string {
	t.Helper()
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go shout(connection)
		}
	}()
	return listener.Addr().String()
}

func shout(connection net.Conn) {
	defer connection.Close()
	buffer := make([]byte, 512)
	for {
		n, err := connection.Read(buffer)
		if err != nil {
			return
		}
		_, _ = connection.Write(bytes.ToUpper(buffer[:n]))
	}
}
