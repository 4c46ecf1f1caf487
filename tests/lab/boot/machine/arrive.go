package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

const (
	tftpBlock = 512
	tftpMax   = 1 << 20
)

// arrive does what a server does from the moment it has power until it waits to be given away, asking for everything over the same protocols
// as firmware, iPXE, kernel and installer: for many servers at once, which nobody could emulate. It begins when its input ends.
func arrive(arguments []string) error {
	options := flag.NewFlagSet("machine", flag.ContinueOnError)
	id := options.String("id", "", "UUID of the machine")
	port := options.Int("port", 0, "where it hangs at its leaves")
	if err := options.Parse(arguments); err != nil {
		return err
	}
	found, err := bringUp(card)
	if err != nil {
		return err
	}
	guid, err := guidOption(*id)
	if err != nil {
		return err
	}
	say("PLUGGED IN")
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		return err
	}
	began := time.Now()
	words, err := fetchAll(found.HardwareAddr, guid)
	if err != nil {
		return err
	}
	if _, err := address(card); err != nil {
		return err
	}
	m := &machine{id: *id, mac: found.HardwareAddr.String(), port: *port, controller: controller("")}
	if err := m.credentials(words["PIXIE_API_URL"]); err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{m.event("Preparing"), m.event("Registering"), m.register, m.event("Waiting")} {
		limited, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
		err := step(limited)
		cancel()
		if err != nil {
			return err
		}
	}
	say("ARRIVED after %.3f s", time.Since(began).Seconds())
	return nil
}

// fetchAll is what firmware and iPXE do; it gives the words of the kernel's command line.
func fetchAll(mac net.HardwareAddr, guid []byte) (map[string]string, error) {
	firmware := question{card: card, mac: mac, further: bytes.Join([][]byte{
		option(60, []byte("PXEClient:Arch:00000:UNDI:002001")), option(93, []byte{0, 0}), option(94, []byte{1, 2, 1}), option(97, guid)}, nil)}
	told, err := firmware.asked()
	if err != nil {
		return nil, fmt.Errorf("firmware: %w", err)
	}
	if err := assign(card, told.given); err != nil {
		return nil, err
	}
	if size, err := tftp(told.next, told.file); err != nil || size < 10_000 {
		return nil, fmt.Errorf("%s of %s by TFTP: %d bytes, %w", told.file, told.next, size, err)
	}
	ipxe := question{card: card, mac: mac, further: bytes.Join([][]byte{
		option(60, []byte("PXEClient:Arch:00000:UNDI:002001")), option(77, []byte("iPXE")), option(93, []byte{0, 0}), option(97, guid)}, nil)}
	if told, err = ipxe.asked(); err != nil {
		return nil, fmt.Errorf("iPXE: %w", err)
	}
	script, err := fetchText(told.file)
	if err != nil {
		return nil, err
	}
	id, err := uuidOf(guid)
	if err != nil {
		return nil, err
	}
	return follow(script, id)
}

var (
	chained = regexp.MustCompile(`(?m)^chain --replace (\S+/_/ipxe\S*)`)
	files   = regexp.MustCompile(`(?m)^(?:.*&& )?(?:kernel|initrd) --name \S+ (\S+)`)
)

// follow does what iPXE does with our scripts, until there is one that boots.
func follow(script, id string) (map[string]string, error) {
	for range 30 {
		next := chained.FindStringSubmatch(script)
		if next == nil {
			break
		}
		if strings.Contains(script, "not now") {
			time.Sleep(time.Second)
		}
		var err error
		if script, err = fetchText(strings.ReplaceAll(next[1], "${uuid}", id)); err != nil {
			return nil, err
		}
	}
	found := files.FindAllStringSubmatch(script, -1)
	_, line, boots := strings.Cut(script, "\nboot kernel")
	if len(found) < 2 || !boots {
		return nil, fmt.Errorf("the script boots nothing: %q", script)
	}
	for _, each := range found {
		if err := fetchFile(each[1]); err != nil {
			return nil, err
		}
	}
	words := map[string]string{}
	for _, word := range strings.Fields(line) {
		key, value, _ := strings.Cut(word, "=")
		words[key] = value
	}
	return words, nil
}

func fetchText(url string) (string, error) {
	answer, err := http.Get(url)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, 1<<16))
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s: %s", url, answer.Status, body)
	}
	return string(body), err
}

func fetchFile(url string) error {
	answer, err := http.Get(url)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	size, err := io.Copy(io.Discard, answer.Body)
	if err == nil && (answer.StatusCode != http.StatusOK || size != answer.ContentLength) {
		err = fmt.Errorf("%s: %s, %d of %d bytes", url, answer.Status, size, answer.ContentLength)
	}
	return err
}

func option(code byte, value []byte) []byte { return append([]byte{code, byte(len(value))}, value...) }

// guidOption is how firmware tells the id of its machine: the first three groups from their last byte to their first.
func guidOption(id string) ([]byte, error) {
	plain, err := hex.DecodeString(strings.ReplaceAll(id, "-", ""))
	if err != nil || len(plain) != 16 {
		return nil, errors.Join(fmt.Errorf("%q is no UUID", id), err)
	}
	turned := append([]byte{0}, plain...)
	binary.LittleEndian.PutUint32(turned[1:], binary.BigEndian.Uint32(plain))
	binary.LittleEndian.PutUint16(turned[5:], binary.BigEndian.Uint16(plain[4:]))
	binary.LittleEndian.PutUint16(turned[7:], binary.BigEndian.Uint16(plain[6:]))
	return turned, nil
}

// uuidOf is the way back, as iPXE writes it.
func uuidOf(guid []byte) (string, error) {
	if len(guid) != 17 {
		return "", errors.New("no GUID")
	}
	g := guid[1:]
	return fmt.Sprintf("%08x-%04x-%04x-%x-%x", binary.LittleEndian.Uint32(g), binary.LittleEndian.Uint16(g[4:]), binary.LittleEndian.Uint16(g[6:]),
		g[8:10], g[10:]), nil
}

// tftp reads a file as firmware without options does, and counts its bytes.
func tftp(server, name string) (size int, err error) {
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
	if err != nil {
		return 0, err
	}
	defer unix.Close(socket)
	if err := unix.SetsockoptTimeval(socket, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &unix.Timeval{Sec: 1}); err != nil {
		return 0, err
	}
	to := &unix.SockaddrInet4{Port: 69, Addr: [4]byte(net.ParseIP(server).To4())}
	sent := append([]byte{0, 1}, name+"\x00octet\x00"...)
	packet := make([]byte, 4+tftpBlock)
	for block, tries := uint16(1), 0; size < tftpMax; {
		if err := unix.Sendto(socket, sent, 0, to); err != nil {
			return size, err
		}
		count, from, err := unix.Recvfrom(socket, packet, 0)
		if err != nil {
			if tries++; tries > 30 {
				return size, err
			}
			continue
		}
		if count < 4 || packet[1] != 3 {
			return size, fmt.Errorf("%q", packet[:count])
		}
		if binary.BigEndian.Uint16(packet[2:]) != block {
			continue
		}
		to = from.(*unix.SockaddrInet4)
		size += count - 4
		tries = 0
		sent = []byte{0, 4, packet[2], packet[3]}
		block++
		if count < len(packet) {
			return size, unix.Sendto(socket, sent, 0, to)
		}
	}
	return size, errors.New("too large")
}
