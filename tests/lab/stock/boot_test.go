package stock

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	v1 "github.com/metal-stack/metal-api/pkg/api/v1"
	"github.com/metal-stack/metal-go/api/client/machine"
	"github.com/metal-stack/metal-go/api/client/partition"
	"github.com/metal-stack/metal-go/api/models"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/compat/plant"
	"metalplant.invalid/lab/wan"
)

const (
	wire     = "10.9.0.1"
	wirePort = "4279"
	// bootsMAC is of a machine that no address of a lease is known of.
	bootsMAC = "02:00:00:00:09:01"
)

// newWire is a cable between the programs and a machine that boots, in a namespace of its own; it gives the machine's.
func (l *lab) newWire(t *testing.T) string {
	t.Helper()
	namespace := fmt.Sprintf("mpstock%d", os.Getpid())
	for _, words := range [][]string{
		{"netns", "add", namespace},
		{"link", "add", "wire0", "type", "veth", "peer", "name", "machine0", "netns", namespace},
		{"addr", "add", wire + "/24", "brd", "+", "dev", "wire0"},
		{"link", "set", "wire0", "up"},
		{"-n", namespace, "link", "set", "lo", "up"},
		{"-n", namespace, "addr", "add", "10.9.0.2/24", "brd", "+", "dev", "machine0"},
		{"-n", namespace, "link", "set", "machine0", "up"},
		{"-n", namespace, "route", "add", "255.255.255.255/32", "dev", "machine0"},
	} {
		if printed, err := exec.Command("ip", words...).CombinedOutput(); err != nil {
			kit.Throw(fmt.Errorf("ip %v: %w: %s", words, err, printed), 1)
		}
	}
	t.Cleanup(func() { _ = exec.Command("ip", "netns", "del", namespace).Run() })
	return namespace
}

// files is where the plant's store serves a file.
func (l *lab) files(name string) string {
	return strings.TrimSuffix(l.plant.Status.Files.URL, "/") + "/" + name
}

// bootFiles puts kernel and initrd into the plant's store, and tells the partition where they are.
func (l *lab) bootFiles() (kernel, initrd []byte) {
	l.t.Helper()
	kernel, initrd = bytes.Repeat([]byte("kernel of the lab "), 40_000), bytes.Repeat([]byte("initrd of the lab "), 20_000)
	for name, content := range map[string][]byte{"kernel": kernel, "initrd": initrd} {
		kit.Must0(os.WriteFile(l.file(name), content, 0o600))
		kind := map[string]string{"kernel": "kernel", "initrd": "boot"}[name]
		kit.Must(l.plant.Ctl("image", "import", l.file(name), "--as", "lab/"+name, "--kind", kind))
	}
	for _, id := range []string{l.own(), oldSite} {
		_, err := l.admin.Partition().UpdatePartition(partition.NewUpdatePartitionParams().WithBody(&models.V1PartitionUpdateRequest{
			ID: kit.Ptr(id), Bootconfig: &models.V1PartitionBootConfiguration{
				Kernelurl: l.files("lab/kernel"), Imageurl: l.files("lab/initrd"), Commandline: "console=ttyS1 quiet lab=yes"}}), nil)
		kit.Must0(err)
	}
	return kernel, initrd
}

func theirBoot(t *testing.T, l *lab) {
	kernel, initrd := l.bootFiles()
	namespace := l.newWire(t)
	status := l.plant.Status
	p := l.start("pixie", nil, filepath.Join(l.programs, "pixie"), "grpc", "--port", wirePort, "--partition", l.own(),
		"--grpc-address", status.GRPC.Address, "--grpc-ca-cert", status.GRPC.CA, "--grpc-cert", status.GRPC.Cert, "--grpc-key", status.GRPC.Key,
		"--metal-api-view-hmac", status.API.HMAC.View, "--metal-api-url", status.API.URL, "--pixie-api-url", "http://"+wire+":"+wirePort)
	listens(t, wire+":"+wirePort, p)
	var dhcp *net.UDPConn
	kit.Must0(wan.Within(namespace, func() (err error) {
		dhcp, err = net.ListenUDP("udp4", &net.UDPAddr{Port: 68})
		return err
	}))
	defer dhcp.Close()

	firmware := kit.Must(asks(dhcp, "", hereID))
	kit.Check(t, firmware.file == bootsMAC+"/0", "firmware is told to load %q", firmware.file)
	kit.Eventually(t, patience, "the plant has noted that the machine boots", func() (bool, string) {
		found := kit.Must(l.edit.Machine().FindMachine(machine.NewFindMachineParams().WithID(hereID), nil)).Payload
		for _, event := range found.Events.Log {
			if kit.At(event.Event) == "PXE Booting" {
				return true, ""
			}
		}
		return false, fmt.Sprintf("%d events", len(found.Events.Log))
	})
	ipxe := kit.Must(asks(dhcp, "pixiecore", hereID))
	at := kit.Must(url.Parse(ipxe.file))
	kit.Equal(t, "where iPXE gets its script", at.Host, wire+":"+wirePort)

	client := &http.Client{Timeout: time.Minute, Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, _, address string) (net.Conn, error) {
		return wan.DialIn(ctx, namespace, address)
	}}}
	get := func(from string) []byte {
		answer := kit.Must(client.Get(from))
		defer answer.Body.Close()
		body := kit.Must(io.ReadAll(answer.Body))
		kit.Check(t, answer.StatusCode == http.StatusOK && answer.ContentLength == int64(len(body)) || strings.Contains(from, "/ipxe") || strings.HasSuffix(from, "/certs"),
			"%s: %s, length %d: %.200s", from, answer.Status, answer.ContentLength, body)
		return body
	}
	script := string(get(ipxe.file))
	loads := map[string]string{}
	for _, line := range strings.Split(script, "\n") {
		words := strings.Fields(line)
		if len(words) == 4 && words[1] == "--name" {
			loads[words[2]] = words[3]
		}
		if strings.HasPrefix(line, "boot kernel") {
			kit.Check(t, strings.Contains(line, "console=ttyS1 quiet lab=yes"), "the command line is not the partition's: %s", line)
		}
	}
	kit.Check(t, bytes.Equal(get(loads["kernel"]), kernel), "the kernel is another one; the script:\n%s", script)
	kit.Check(t, bytes.Equal(get(loads["initrd0"]), initrd), "the initrd is another one; the script:\n%s", script)
	l.page.saw("kernel and initrd out of the plant's store with their lengths")
	l.usesCertificates(t, get("http://"+wire+":"+wirePort+"/certs"))
}

// usesCertificates calls the plant with what the installer is given.
func (l *lab) usesCertificates(t *testing.T, text []byte) {
	t.Helper()
	var given struct {
		Address string `json:"address"`
		CA      string `json:"ca_cert"`
		Cert    string `json:"cert"`
		Key     string `json:"key"`
		HMAC    string `json:"hmac"`
	}
	kit.Must0(json.Unmarshal(text, &given))
	for name, content := range map[string]string{"given-ca": given.CA, "given-cert": given.Cert, "given-key": given.Key} {
		kit.Must0(os.WriteFile(l.file(name), []byte(content), 0o600))
	}
	identity := plant.Identity{CA: l.file("given-ca"), Cert: l.file("given-cert"), Key: l.file("given-key")}
	connection := kit.Must(grpc.NewClient(given.Address, grpc.WithTransportCredentials(credentials.NewTLS(kit.Must(identity.TLS())))))
	defer connection.Close()
	ctx, cancel := limited(t)
	defer cancel()
	answer := kit.Must(v1.NewBootServiceClient(connection).Boot(ctx, &v1.BootServiceBootRequest{Mac: bootsMAC, PartitionId: l.own()}))
	kit.Equal(t, "kernel by the given certificate", answer.GetKernel(), l.files("lab/kernel"))
	kit.Equal(t, "key for reading", given.HMAC, l.plant.Status.API.HMAC.View)
	l.page.saw("certificate and key for reading open the plant")
}

// offer is what a boot server says.
type offer struct{ file string }

// asks sends what firmware sends, and hears until somebody offers something. A user class is of iPXE.
func asks(socket *net.UDPConn, class, uuid string) (offer, error) {
	mac := kit.Must(net.ParseMAC(bootsMAC))
	packet := make([]byte, 240)
	copy(packet, []byte{1, 1, 6, 0, 0x4d, 0x50, 0, byte(len(class))})
	packet[10] = 0x80
	copy(packet[28:], mac)
	copy(packet[236:], []byte{0x63, 0x82, 0x53, 0x63})
	option := func(code byte, value []byte) { packet = append(append(packet, code, byte(len(value))), value...) }
	option(53, []byte{1})
	option(60, []byte("PXEClient:Arch:00000:UNDI:002001"))
	option(93, []byte{0, 0})
	option(94, []byte{1, 2, 1})
	if class != "" {
		option(77, []byte(class))
	}
	option(97, append([]byte{0}, smbios(uuid)...))
	packet = append(packet, 255)
	broadcast := &net.UDPAddr{IP: net.IPv4bcast, Port: 67}
	answer := make([]byte, 2000)
	for range 10 {
		if _, err := socket.WriteToUDP(packet, broadcast); err != nil {
			return offer{}, err
		}
		_ = socket.SetReadDeadline(time.Now().Add(3 * time.Second))
		n, _, err := socket.ReadFromUDP(answer)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			continue
		}
		if err != nil {
			return offer{}, err
		}
		if n > 240 && answer[0] == 2 && bytes.Equal(answer[4:8], packet[4:8]) {
			return offer{named(answer[:n])}, nil
		}
	}
	return offer{}, errors.New("nobody offers anything")
}

// named is the file of an offer: in its own field, or in option 67.
func named(answer []byte) string {
	for at := 240; at+1 < len(answer) && answer[at] != 255; {
		if answer[at] == 0 {
			at++
			continue
		}
		end := at + 2 + int(answer[at+1])
		if answer[at] == 67 && end <= len(answer) {
			return strings.TrimRight(string(answer[at+2:end]), "\x00")
		}
		at = end
	}
	name, _, _ := strings.Cut(string(answer[108:236]), "\x00")
	return name
}

// smbios is a UUID as firmware has it: its first three parts from their last byte to their first.
func smbios(uuid string) []byte {
	bytes := kit.Must(hex.DecodeString(strings.ReplaceAll(uuid, "-", "")))
	binary.LittleEndian.PutUint32(bytes, binary.BigEndian.Uint32(bytes))
	binary.LittleEndian.PutUint16(bytes[4:], binary.BigEndian.Uint16(bytes[4:]))
	binary.LittleEndian.PutUint16(bytes[6:], binary.BigEndian.Uint16(bytes[6:]))
	return bytes
}
