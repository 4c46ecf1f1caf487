// Package wan is the world between plants that have a network namespace each: every place has a line to every other one, and all
// packets pass through this process, which delays, loses, doubles, reorders and counts them, and cuts lines in one direction or both.
// The kernel need not know how to do that. Start reading at Open; what happens to one packet is in line.go.
//
// As on real lines nothing comes in but what a plant opens to it. What belongs elsewhere: what plants do with such a network.
package wan

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

const (
	// Device is the network interface of each place.
	Device = "wan"
	mtu    = 1500
)

// World is one network of places.
type World struct {
	seed   uint64
	lock   sync.Mutex
	places []*Place
	// inner are places behind a NAT, which is one of places.
	inner []*Place
	lines map[pair]*direction
	onWay queue
	sent  uint64
	bell  chan struct{}
	done  chan struct{}
	pumps sync.WaitGroup
}

// Place is where one plant lives: the name of its namespace, and its address there.
type Place struct {
	Namespace, Address string
	number             byte
	device             *os.File
}

type pair struct{ from, to byte }

// spaces numbers the namespaces of this process.
var spaces atomic.Int64

// Absence says why there can be no such network on this machine; nil if there can.
func Absence() error {
	if os.Geteuid() != 0 {
		return errors.New("it needs root")
	}
	for _, program := range []string{"ip", "wg", "nft", "ping"} {
		if _, err := exec.LookPath(program); err != nil {
			return fmt.Errorf("as root: apt-get install wireguard-tools iproute2 nftables iputils-ping: %w", err)
		}
	}
	if _, err := os.Stat("/dev/net/tun"); err != nil {
		return fmt.Errorf("the kernel's tun device: %w", err)
	}
	return nil
}

var tidy = sync.OnceFunc(removeLeftovers)

// Open makes an empty world. All chance in it comes from the seed.
func Open(seed uint64) (*World, error) {
	if err := Absence(); err != nil {
		return nil, err
	}
	tidy()
	w := &World{seed: seed, lines: map[pair]*direction{}, bell: make(chan struct{}, 1), done: make(chan struct{})}
	w.pumps.Go(w.deliver)
	return w, nil
}

// Join makes a place with a line to all others.
func (w *World) Join() (*Place, error) {
	w.lock.Lock()
	defer w.lock.Unlock()
	number := byte(len(w.places) + 1)
	p := &Place{
		Namespace: fmt.Sprintf("%s%dp%d", namePrefix, os.Getpid(), spaces.Add(1)),
		Address:   fmt.Sprintf("10.78.0.%d", number), number: number,
	}
	if err := addNamespace(p.Namespace); err != nil {
		return nil, err
	}
	w.places = append(w.places, p)
	if err := Within(p.Namespace, p.open); err != nil {
		return nil, err
	}
	for _, step := range [][]string{
		{"-n", p.Namespace, "link", "set", Device, "mtu", fmt.Sprint(mtu), "up"},
		{"-n", p.Namespace, "addr", "add", p.Address + "/24", "dev", Device},
	} {
		if err := runIP(step...); err != nil {
			return nil, err
		}
	}
	w.pumps.Go(func() { w.pump(p) })
	return p, nil
}

// open makes the interface and keeps its other end.
func (p *Place) open() error {
	handle, err := unix.Open("/dev/net/tun", unix.O_RDWR|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
	if err != nil {
		return fmt.Errorf("/dev/net/tun: %w", err)
	}
	request, err := unix.NewIfreq(Device)
	if err != nil {
		return err
	}
	request.SetUint16(unix.IFF_TUN | unix.IFF_NO_PI)
	if err := unix.IoctlIfreq(handle, unix.TUNSETIFF, request); err != nil {
		_ = unix.Close(handle)
		return fmt.Errorf("tun device in %s: %w", p.Namespace, err)
	}
	p.device = os.NewFile(uintptr(handle), "tun of "+p.Namespace)
	return nil
}

// Close removes all places with everything that runs in them.
func (w *World) Close() {
	close(w.done)
	for _, p := range w.places {
		if p.device != nil {
			_ = p.device.Close()
		}
	}
	w.pumps.Wait()
	for _, p := range append(w.inner, w.places...) {
		removeNamespace(p.Namespace)
	}
}

// OneWay changes the line from one place to another.
func (w *World) OneWay(from, to *Place, line Line) {
	w.lock.Lock()
	defer w.lock.Unlock()
	w.direction(from, to).changed(line)
}

// Between changes the lines between two places, in both directions.
func (w *World) Between(a, b *Place, line Line) {
	w.OneWay(a, b, line)
	w.OneWay(b, a, line)
}

// Cut takes a place off the world, or brings it back.
func (w *World) Cut(p *Place, down bool) {
	for _, other := range w.places {
		if other != p {
			w.Between(p, other, Line{Down: down})
		}
	}
}

// Traffic is what went from one place to another since the world was made.
func (w *World) Traffic(from, to *Place) Traffic {
	w.lock.Lock()
	defer w.lock.Unlock()
	return w.direction(from, to).traffic
}

func (w *World) direction(from, to *Place) *direction {
	key := pair{from.number, to.number}
	if w.lines[key] == nil {
		w.lines[key] = newDirection(w.seed, uint64(key.from)<<8|uint64(key.to))
	}
	return w.lines[key]
}

// pump reads what a place sends.
func (w *World) pump(from *Place) {
	packet := make([]byte, 1<<16)
	for {
		size, err := from.device.Read(packet)
		if err != nil {
			return
		}
		w.send(from, packet[:size])
	}
}

// send decides what becomes of a packet. What is neither IPv4 nor for a place of this world goes nowhere.
func (w *World) send(from *Place, packet []byte) {
	if len(packet) < 20 || packet[0]>>4 != 4 || packet[16] != 10 || packet[17] != 78 || packet[18] != 0 {
		return
	}
	w.lock.Lock()
	defer w.lock.Unlock()
	at := int(packet[19]) - 1
	if at < 0 || at >= len(w.places) || w.places[at] == from {
		return
	}
	to, now := w.places[at], time.Now()
	line := w.direction(from, to)
	for _, due := range line.fate(packet, now) {
		line.traffic.Arrived++
		line.traffic.ArrivedBytes += int64(len(packet))
		if !due.After(now) {
			_, _ = to.device.Write(packet)
			continue
		}
		w.sent++
		w.onWay.add(waiting{due, w.sent, to, append([]byte(nil), packet...)})
		w.ring()
	}
}

func (w *World) ring() {
	select {
	case w.bell <- struct{}{}:
	default:
	}
}

// deliver hands over what was on its way.
func (w *World) deliver() {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		w.lock.Lock()
		arrived, next := w.onWay.due(time.Now())
		for _, one := range arrived {
			_, _ = one.to.device.Write(one.bytes)
		}
		w.lock.Unlock()
		timer.Reset(next)
		select {
		case <-w.done:
			return
		case <-w.bell:
		case <-timer.C:
		}
	}
}
