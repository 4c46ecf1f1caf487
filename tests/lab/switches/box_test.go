package switches

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os/exec"
	"sort"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/lab/wan"
)

// box is a switch: a network namespace with a management port.
type box struct {
	s         *stage
	namespace string
	mac       net.HardwareAddr
}

type options map[byte][]byte

// lease is what a switch was given; without an address nothing was.
type lease struct {
	address string
	options options
}

func (l lease) text(option byte) string { return string(bytes.TrimRight(l.options[option], "\x00")) }

// plug puts a switch on the management network.
func (s *stage) plug(name, mac string) *box {
	s.t.Helper()
	b := &box{s: s, namespace: s.namespace + name, mac: kit.Must(net.ParseMAC(mac))}
	s.ip("netns", "add", b.namespace)
	s.t.Cleanup(func() { _ = exec.Command("ip", "netns", "del", b.namespace).Run() })
	card := "v" + name[:4]
	s.inside("ip", "link", "add", card, "type", "veth", "peer", "name", "eth0", "address", mac, "netns", b.namespace)
	s.inside("ip", "link", "set", card, "master", "mgmt", "up")
	b.in("ip", "link", "set", "lo", "up")
	b.in("ip", "link", "set", "eth0", "up")
	return b
}

func (b *box) in(words ...string) {
	b.s.t.Helper()
	b.s.ip(append([]string{"netns", "exec", b.namespace}, words...)...)
}

// lease asks for an address and takes the one that is given.
func (b *box) lease(sent options) lease {
	b.s.t.Helper()
	offer, err := b.exchange(sent, 1, nil, nil)
	if err != nil {
		return lease{}
	}
	given, err := b.exchange(sent, 3, net.ParseIP(offer.address).To4(), offer.options[54])
	kit.Must0(err)
	b.in("ip", "addr", "replace", given.address+"/24", "dev", "eth0")
	return given
}

func (b *box) exchange(sent options, kind byte, wanted, server []byte) (lease, error) {
	var got lease
	err := wan.Within(b.namespace, func() error {
		config := net.ListenConfig{Control: func(_, _ string, raw syscall.RawConn) error {
			var set error
			if err := raw.Control(func(handle uintptr) {
				set = unix.SetsockoptString(int(handle), unix.SOL_SOCKET, unix.SO_BINDTODEVICE, "eth0")
			}); err != nil {
				return err
			}
			return set
		}}
		socket, err := config.ListenPacket(context.Background(), "udp4", "0.0.0.0:68")
		if err != nil {
			return err
		}
		defer socket.Close()
		xid := rand.Uint32()
		if _, err := socket.WriteTo(b.packet(sent, kind, xid, wanted, server), &net.UDPAddr{IP: net.IPv4bcast, Port: 67}); err != nil {
			return err
		}
		_ = socket.SetReadDeadline(time.Now().Add(3 * time.Second))
		for buffer := make([]byte, 1500); ; {
			n, _, err := socket.ReadFrom(buffer)
			if err != nil {
				return err
			}
			if n > 240 && binary.BigEndian.Uint32(buffer[4:]) == xid {
				got = lease{address: net.IP(buffer[16:20]).String(), options: parsed(buffer[240:n])}
				if got.options[53][0] == kind+1+kind/3 {
					return nil
				}
			}
		}
	})
	return got, err
}

// packet is a DISCOVER (1) or a REQUEST (3).
func (b *box) packet(sent options, kind byte, xid uint32, wanted, server []byte) []byte {
	out := make([]byte, 240)
	copy(out, []byte{1, 1, 6, 0})
	binary.BigEndian.PutUint32(out[4:], xid)
	copy(out[28:], b.mac)
	binary.BigEndian.PutUint32(out[236:], 0x63825363)
	out = append(out, 53, 1, kind)
	if wanted != nil {
		out = append(append(append(append(out, 50, 4), wanted...), 54, 4), server...)
	}
	numbers := make([]int, 0, len(sent))
	for number := range sent {
		numbers = append(numbers, int(number))
	}
	sort.Ints(numbers)
	for _, number := range numbers {
		content := sent[byte(number)]
		out = append(append(out, byte(number), byte(len(content))), content...)
	}
	return append(out, 255)
}

func parsed(bytes []byte) options {
	found := options{53: {0}}
	for at := 0; at < len(bytes) && bytes[at] != 255; {
		if bytes[at] == 0 {
			at++
			continue
		}
		if at+1 >= len(bytes) || at+2+int(bytes[at+1]) > len(bytes) {
			break
		}
		found[bytes[at]] = append([]byte(nil), bytes[at+2:at+2+int(bytes[at+1])]...)
		at += 2 + int(bytes[at+1])
	}
	return found
}

type answer struct {
	status int
	header http.Header
	body   []byte
}

func (b *box) client() *http.Client {
	return &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DisableKeepAlives: true, DisableCompression: true,
		DialContext: func(ctx context.Context, _, address string) (net.Conn, error) {
			return wan.DialIn(ctx, b.namespace, address)
		}}}
}

func (b *box) get(url string, headers map[string]string) answer {
	b.s.t.Helper()
	request := kit.Must(http.NewRequest(http.MethodGet, url, nil))
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	got := kit.Must(b.client().Do(request))
	defer got.Body.Close()
	return answer{got.StatusCode, got.Header, kit.Must(io.ReadAll(got.Body))}
}

func (b *box) post(body string) int {
	b.s.t.Helper()
	got, err := b.client().Post("http://172.16.0.1:4280/switch/report", "application/json", bytes.NewBufferString(body))
	if err != nil {
		// It was cut off, which is no for an answer too.
		return http.StatusRequestEntityTooLarge
	}
	defer got.Body.Close()
	return got.StatusCode
}

// ztp carries a plan out as SONiC does, section after section in the order of their names, and gives what was fetched by where it would
// lie; plugins by the name of their section.
func (b *box) ztp(url string) map[string]string {
	b.s.t.Helper()
	var plan struct {
		ZTP map[string]struct {
			Plugin *struct{ URL string }
			Files  []struct {
				URL struct{ Source, Destination string }
			}
			URL    struct{ Source, Destination string }
			Clear  bool `json:"clear-config"`
			Reboot bool `json:"reboot-on-success"`
		}
	}
	fetched := b.get(url, sonicHeaders())
	kit.Equal(b.s.t, "its plan", fetched.status, http.StatusOK)
	kit.Must0(json.Unmarshal(fetched.body, &plan))
	names := make([]string, 0, len(plan.ZTP))
	for name := range plan.ZTP {
		names = append(names, name)
	}
	sort.Strings(names)
	found := map[string]string{}
	fetch := func(from, to string) {
		if local, is := bytes.CutPrefix([]byte(from), []byte("file://")); is {
			if found[string(local)] == "" {
				kit.Throw(fmt.Errorf("%s was not fetched before it is run", local), 2)
			}
			return
		}
		got := b.get(from, sonicHeaders())
		kit.Equal(b.s.t, from, got.status, http.StatusOK)
		found[to] = string(got.body)
	}
	for _, name := range names {
		section := plan.ZTP[name]
		switch {
		case section.Plugin != nil:
			fetch(section.Plugin.URL, name)
		case len(section.Files) > 0:
			for _, each := range section.Files {
				fetch(each.URL.Source, each.URL.Destination)
			}
		default:
			kit.Check(b.s.t, section.Clear && section.Reboot, "%s begins anew with its configuration", name)
			fetch(section.URL.Source, section.URL.Destination)
		}
	}
	return found
}
