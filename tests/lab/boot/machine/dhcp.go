package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

const (
	dhcpTries   = 5
	cookie      = 0x63825363
	optionsFrom = 240
)

// address brings the card up, asks for an address as a kernel would, takes it, and gives the card's own.
func address(name string) (mac string, err error) {
	var found *net.Interface
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		if found, err = net.InterfaceByName(name); err == nil {
			break
		}
		if time.Now().After(deadline) {
			return "", err
		}
	}
	for _, each := range []string{"lo", name} {
		if err := flags(each); err != nil {
			return "", err
		}
	}
	for range dhcpTries {
		offer, server, asked := exchange(name, found.HardwareAddr, 1, nil, nil)
		if asked != nil {
			err = asked
			continue
		}
		given, _, asked := exchange(name, found.HardwareAddr, 3, offer, server)
		if asked != nil {
			err = asked
			continue
		}
		say("ADDRESS %s from %s", net.IP(given), net.IP(server))
		return found.HardwareAddr.String(), assign(name, given)
	}
	return "", fmt.Errorf("no address: %w", err)
}

// exchange asks once and waits two seconds for an answer of its own.
func exchange(name string, mac net.HardwareAddr, kind byte, wanted, from []byte) (given, server []byte, err error) {
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
	if err != nil {
		return nil, nil, err
	}
	defer unix.Close(socket)
	err = errors.Join(
		unix.SetsockoptInt(socket, unix.SOL_SOCKET, unix.SO_BROADCAST, 1),
		unix.BindToDevice(socket, name),
		unix.SetsockoptTimeval(socket, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &unix.Timeval{Sec: 2}),
		unix.Bind(socket, &unix.SockaddrInet4{Port: 68}))
	if err != nil {
		return nil, nil, err
	}
	question := make([]byte, optionsFrom, 300)
	copy(question, []byte{1, 1, 6, 0})
	xid := uint32(time.Now().UnixNano())
	binary.BigEndian.PutUint32(question[4:], xid)
	question[10] = 0x80
	copy(question[28:], mac)
	binary.BigEndian.PutUint32(question[236:], cookie)
	question = append(question, 53, 1, kind)
	if wanted != nil {
		question = append(append(question, 50, 4), wanted...)
		question = append(append(question, 54, 4), from...)
	}
	question = append(question, 255)
	if err := unix.Sendto(socket, question, 0, &unix.SockaddrInet4{Port: 67, Addr: [4]byte{255, 255, 255, 255}}); err != nil {
		return nil, nil, err
	}
	answer := make([]byte, 1500)
	for {
		size, _, err := unix.Recvfrom(socket, answer, 0)
		if err != nil {
			return nil, nil, err
		}
		if size < optionsFrom || binary.BigEndian.Uint32(answer[4:]) != xid {
			continue
		}
		options := readOptions(answer[optionsFrom:size])
		if got := options[53]; len(got) == 1 && (got[0] == 2 || got[0] == 5) && len(options[54]) == 4 {
			return append([]byte{}, answer[16:20]...), options[54], nil
		}
		return nil, nil, errors.New("the server said no")
	}
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

func assign(name string, given []byte) error {
	return errors.Join(
		ioctl(name, unix.SIOCSIFADDR, func(r *unix.Ifreq) error { return r.SetInet4Addr(given) }),
		ioctl(name, unix.SIOCSIFNETMASK, func(r *unix.Ifreq) error { return r.SetInet4Addr([]byte{255, 255, 255, 0}) }))
}
