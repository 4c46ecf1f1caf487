package fabric

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"sort"
	"sync"
	"time"
)

// tag is a large community (RFC 8092).
type tag [3]uint32

// announcement is what a speaker tells: a prefix, and the tags that it forges with it.
type announcement struct {
	prefix netip.Prefix
	tags   []tag
}

// speaker is the BGP of a machine, or of somebody outside: it calls its neighbour, tells it what it shall, and notes what it is told. Over
// link-local addresses it tells both families, with itself as the next hop of either (RFC 8950), and notes nothing; over IPv4 IPv4 alone. A
// connection that ends is made anew.
type speaker struct {
	asn, neighbourASN uint32
	neighbour         netip.Addr
	own               netip.Addr
	dial              func(ctx context.Context, address string) (net.Conn, error)

	mu      sync.Mutex
	told    map[netip.Prefix][]tag
	heard   map[netip.Prefix]bool
	wake    chan struct{}
	up      bool
	lastErr error
}

func newSpeaker(asn uint32, own, neighbour netip.Addr, dial func(context.Context, string) (net.Conn, error)) *speaker {
	return &speaker{asn: asn, own: own, neighbour: neighbour, dial: dial, told: map[netip.Prefix][]tag{}, heard: map[netip.Prefix]bool{},
		wake: make(chan struct{}, 1)}
}

// tell changes what the neighbour is told.
func (s *speaker) tell(all ...announcement) {
	s.mu.Lock()
	s.told = map[netip.Prefix][]tag{}
	for _, each := range all {
		s.told[each.prefix.Masked()] = each.tags
	}
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// knows is what the neighbour has told.
func (s *speaker) knows() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []string
	for prefix := range s.heard {
		all = append(all, prefix.String())
	}
	sort.Strings(all)
	return all
}

func (s *speaker) state() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.up {
		return "up"
	}
	return fmt.Sprint("down: ", s.lastErr)
}

// run talks until the context ends.
func (s *speaker) run(ctx context.Context) {
	for ctx.Err() == nil {
		err := s.session(ctx)
		s.mu.Lock()
		s.up, s.lastErr, s.heard = false, err, map[netip.Prefix]bool{}
		s.mu.Unlock()
		select {
		case <-ctx.Done():
		case <-time.After(500 * time.Millisecond):
		}
	}
}

const (
	bgpOpen, bgpUpdate, bgpNotification, bgpKeepalive = 1, 2, 3, 4
	holdTime                                          = 90
)

func message(kind byte, body []byte) []byte {
	out := make([]byte, 19, 19+len(body))
	for i := range 16 {
		out[i] = 0xff
	}
	binary.BigEndian.PutUint16(out[16:], uint16(19+len(body)))
	out[18] = kind
	return append(out, body...)
}

func (s *speaker) open() []byte {
	body := []byte{4, 0x5b, 0xa0, 0, holdTime}
	// IPv4 unicast, and ASNs of four bytes.
	capabilities := []byte{1, 4, 0, 1, 0, 1, 65, 4}
	capabilities = binary.BigEndian.AppendUint32(capabilities, s.asn)
	if s.own.Is4() {
		body = append(body, s.own.AsSlice()...)
	} else {
		// No address of IPv4 names it: its ASN does.
		body = binary.BigEndian.AppendUint32(body, s.asn)
		// IPv6 unicast, and next hops of IPv6 for IPv4.
		capabilities = append(capabilities, 1, 4, 0, 2, 0, 1, 5, 6, 0, 1, 0, 1, 0, 2)
	}
	body = append(body, byte(len(capabilities)+2), 2, byte(len(capabilities)))
	return message(bgpOpen, append(body, capabilities...))
}

func nlri(prefix netip.Prefix) []byte {
	return append([]byte{byte(prefix.Bits())}, prefix.Addr().AsSlice()[:(prefix.Bits()+7)/8]...)
}

func (s *speaker) withdrawal(prefix netip.Prefix) []byte {
	gone := nlri(prefix)
	if s.own.Is4() {
		body := binary.BigEndian.AppendUint16(nil, uint16(len(gone)))
		return message(bgpUpdate, append(append(body, gone...), 0, 0))
	}
	attributes := append([]byte{0x80, 15, byte(3 + len(gone))}, kind(prefix)...)
	attributes = append(attributes, gone...)
	return message(bgpUpdate, append(binary.BigEndian.AppendUint16([]byte{0, 0}, uint16(len(attributes))), attributes...))
}

// kind is the family of a prefix as BGP names it.
func kind(prefix netip.Prefix) []byte {
	if prefix.Addr().Is4() {
		return []byte{0, 1, 1}
	}
	return []byte{0, 2, 1}
}

func (s *speaker) update(prefix netip.Prefix, tags []tag) []byte {
	told := nlri(prefix)
	attributes := []byte{0x40, 1, 1, 0, 0x40, 2, 6, 2, 1}
	attributes = binary.BigEndian.AppendUint32(attributes, s.asn)
	if s.own.Is4() {
		attributes = append(append(attributes, 0x40, 3, 4), s.own.AsSlice()...)
	} else {
		attributes = append(attributes, 0x80, 14, byte(37+len(told)))
		attributes = append(append(attributes, kind(prefix)...), 32)
		attributes = append(append(attributes, s.own.AsSlice()...), s.own.AsSlice()...)
		attributes = append(append(attributes, 0), told...)
		told = nil
	}
	if len(tags) > 0 {
		attributes = append(attributes, 0xc0, 32, byte(12*len(tags)))
		for _, each := range tags {
			for _, part := range each {
				attributes = binary.BigEndian.AppendUint32(attributes, part)
			}
		}
	}
	body := binary.BigEndian.AppendUint16([]byte{0, 0}, uint16(len(attributes)))
	return message(bgpUpdate, append(append(body, attributes...), told...))
}

func (s *speaker) session(ctx context.Context) error {
	dialing, cancel := context.WithTimeout(ctx, 5*time.Second)
	connection, err := s.dial(dialing, netip.AddrPortFrom(s.neighbour, 179).String())
	cancel()
	if err != nil {
		return err
	}
	defer connection.Close()
	defer context.AfterFunc(ctx, func() { _ = connection.Close() })()
	if _, err := connection.Write(s.open()); err != nil {
		return err
	}
	incoming := make(chan error, 1)
	opened := make(chan struct{})
	go func() { incoming <- s.listen(connection, opened) }()
	select {
	case err := <-incoming:
		return err
	case <-opened:
	case <-time.After(20 * time.Second):
		return errors.New("no OPEN came")
	}
	return s.talk(connection, incoming)
}

// talk tells what is to be told, and what changes of it.
func (s *speaker) talk(connection net.Conn, incoming <-chan error) error {
	sent := map[netip.Prefix]bool{}
	for {
		out := message(bgpKeepalive, nil)
		s.mu.Lock()
		s.up = true
		for prefix := range sent {
			if _, still := s.told[prefix]; !still {
				out = append(out, s.withdrawal(prefix)...)
				delete(sent, prefix)
			}
		}
		for prefix, tags := range s.told {
			if !sent[prefix] {
				out = append(out, s.update(prefix, tags)...)
				sent[prefix] = true
			}
		}
		s.mu.Unlock()
		if _, err := connection.Write(out); err != nil {
			return err
		}
		select {
		case err := <-incoming:
			return err
		case <-s.wake:
		// A leaf that hears nothing for some seconds takes a machine for dead.
		case <-time.After(time.Second):
		}
	}
}

func (s *speaker) listen(connection io.Reader, opened chan<- struct{}) error {
	head := make([]byte, 19)
	for {
		if _, err := io.ReadFull(connection, head); err != nil {
			return err
		}
		body := make([]byte, max(0, int(binary.BigEndian.Uint16(head[16:]))-19))
		if _, err := io.ReadFull(connection, body); err != nil {
			return err
		}
		switch head[18] {
		case bgpOpen:
			close(opened)
		case bgpNotification:
			return fmt.Errorf("the neighbour ended it: %v", body)
		case bgpUpdate:
			if err := s.note(body); err != nil {
				return err
			}
		}
	}
}

func (s *speaker) note(body []byte) error {
	gone, rest, err := block(body)
	if err != nil {
		return err
	}
	_, news, err := block(rest)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, prefix := range prefixes(gone) {
		delete(s.heard, prefix)
	}
	for _, prefix := range prefixes(news) {
		s.heard[prefix] = true
	}
	return nil
}

// block is a part with its length before it, and what follows.
func block(of []byte) (part, rest []byte, err error) {
	if len(of) < 2 || len(of) < 2+int(binary.BigEndian.Uint16(of)) {
		return nil, nil, errors.New("an UPDATE that ends too early")
	}
	end := 2 + int(binary.BigEndian.Uint16(of))
	return of[2:end], of[end:], nil
}

func prefixes(of []byte) (found []netip.Prefix) {
	for len(of) > 0 {
		size := (int(of[0]) + 7) / 8
		if len(of) < 1+size || size > 4 {
			break
		}
		var address [4]byte
		copy(address[:], of[1:1+size])
		found = append(found, netip.PrefixFrom(netip.AddrFrom4(address), int(of[0])))
		of = of[1+size:]
	}
	return found
}
