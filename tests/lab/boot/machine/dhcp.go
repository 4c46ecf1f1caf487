package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"os"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	dhcpTries   = 5
	cookie      = 0x63825363
	optionsFrom = 240
)

// question is what a program on the machine asks a DHCP server.
type question struct {
	card string
	mac  net.HardwareAddr
	// further are options beside the kind of the message, as they stand on the wire.
	further []byte
}

// answer is what the server said.
type answer struct {
	given, server, router []byte
	// next and file say what to boot, to firmware.
	next, file string
}

// address brings the card up, asks for an address as a kernel would, takes it, and gives the card's own.
func address(name string) (mac string, err error) {
	found, err := bringUp(name)
	if err != nil {
		return "", err
	}
	given, err := question{card: name, mac: found.HardwareAddr}.asked()
	if err != nil {
		return "", err
	}
	say("ADDRESS %s from %s", net.IP(given.given), net.IP(given.server))
	if err := assign(name, given.given); err != nil || len(given.router) != 4 {
		return found.HardwareAddr.String(), err
	}
	say("ROUTER %s", net.IP(given.router))
	return found.HardwareAddr.String(), leaveBy(given.router)
}

// bringUp waits until the card is there.
func bringUp(name string) (found *net.Interface, err error) {
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		if found, err = net.InterfaceByName(name); err == nil {
			break
		}
		if time.Now().After(deadline) {
			return nil, err
		}
	}
	return found, errors.Join(flags("lo"), flags(name))
}

// asked asks until an address was given.
func (q question) asked() (given answer, err error) {
	for range dhcpTries {
		var offer answer
		if offer, err = q.exchange(1, nil, nil); err != nil {
			continue
		}
		if given, err = q.exchange(3, offer.given, offer.server); err == nil {
			return given, nil
		}
	}
	return answer{}, fmt.Errorf("no address: %w", err)
}

// exchange asks once and waits two seconds for an answer of its own.
func (q question) exchange(kind byte, wanted, from []byte) (answer, error) {
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
	if err != nil {
		return answer{}, err
	}
	defer unix.Close(socket)
	err = errors.Join(
		unix.SetsockoptInt(socket, unix.SOL_SOCKET, unix.SO_BROADCAST, 1),
		unix.BindToDevice(socket, q.card),
		unix.SetsockoptTimeval(socket, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &unix.Timeval{Sec: 2}),
		unix.Bind(socket, &unix.SockaddrInet4{Port: 68}))
	if err != nil {
		return answer{}, err
	}
	packet := make([]byte, optionsFrom, 400)
	copy(packet, []byte{1, 1, 6, 0})
	xid := uint32(time.Now().UnixNano())
	binary.BigEndian.PutUint32(packet[4:], xid)
	packet[10] = 0x80
	copy(packet[28:], q.mac)
	binary.BigEndian.PutUint32(packet[236:], cookie)
	packet = append(packet, 53, 1, kind)
	if wanted != nil {
		packet = append(append(packet, 50, 4), wanted...)
		packet = append(append(packet, 54, 4), from...)
	}
	packet = append(append(packet, q.further...), 255)
	if err := unix.Sendto(socket, packet, 0, &unix.SockaddrInet4{Port: 67, Addr: [4]byte{255, 255, 255, 255}}); err != nil {
		return answer{}, err
	}
	return received(socket, xid)
}

func received(socket int, xid uint32) (answer, error) {
	packet := make([]byte, 1500)
	for {
		size, _, err := unix.Recvfrom(socket, packet, 0)
		if err != nil {
			return answer{}, err
		}
		if size < optionsFrom || binary.BigEndian.Uint32(packet[4:]) != xid {
			continue
		}
		options := readOptions(packet[optionsFrom:size])
		if got := options[53]; len(got) != 1 || got[0] != 2 && got[0] != 5 || len(options[54]) != 4 {
			return answer{}, errors.New("the server said no")
		}
		found := answer{given: append([]byte{}, packet[16:20]...), server: options[54], router: options[3], next: net.IP(packet[20:24]).String(),
			file: text(packet[108:236])}
		if said := options[67]; len(said) > 0 {
			found.file = text(said)
		}
		return found, nil
	}
}

// text ends at the first NUL.
func text(field []byte) string {
	before, _, _ := bytes.Cut(field, []byte{0})
	return string(before)
}

func readOptions(text []byte) map[byte][]byte {
	options := map[byte][]byte{}
	for len(text) > 1 && text[0] != 255 {
		if text[0] == 0 {
			text = text[1:]
			continue
		}
		end := 2 + int(text[1])
		if end > len(text) {
			break
		}
		options[text[0]] = append([]byte{}, text[2:end]...)
		text = text[end:]
	}
	return options
}

func ioctl(name string, what uint, fill func(*unix.Ifreq) error) error {
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
	if err != nil {
		return err
	}
	defer unix.Close(socket)
	request, err := unix.NewIfreq(name)
	if err != nil {
		return err
	}
	if err := fill(request); err != nil {
		return err
	}
	return os.NewSyscallError(fmt.Sprintf("ioctl %#x", what), unix.IoctlIfreq(socket, what, request))
}

func flags(name string) error {
	return ioctl(name, unix.SIOCSIFFLAGS, func(r *unix.Ifreq) error {
		r.SetUint16(unix.IFF_UP | unix.IFF_RUNNING)
		return nil
	})
}

// rtentry is what the kernel wants of a route: 120 bytes on amd64.
type rtentry struct {
	_                            uint64
	destination, gateway, within unix.RawSockaddrInet4
	flags                        uint16
	_                            [62]byte
}

// leaveBy makes the router the way to everywhere else.
func leaveBy(router []byte) error {
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
	if err != nil {
		return err
	}
	defer unix.Close(socket)
	inet := unix.RawSockaddrInet4{Family: unix.AF_INET}
	route := rtentry{destination: inet, gateway: inet, within: inet, flags: unix.RTF_UP | unix.RTF_GATEWAY}
	copy(route.gateway.Addr[:], router)
	if _, _, failed := unix.Syscall(unix.SYS_IOCTL, uintptr(socket), unix.SIOCADDRT, uintptr(unsafe.Pointer(&route))); failed != 0 {
		return os.NewSyscallError("ioctl SIOCADDRT", failed)
	}
	return nil
}

func assign(name string, given []byte) error {
	return errors.Join(
		ioctl(name, unix.SIOCSIFADDR, func(r *unix.Ifreq) error { return r.SetInet4Addr(given) }),
		ioctl(name, unix.SIOCSIFNETMASK, func(r *unix.Ifreq) error { return r.SetInet4Addr([]byte{255, 255, 255, 0}) }))
}
