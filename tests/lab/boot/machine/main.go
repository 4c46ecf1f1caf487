// Command machine is all that runs on a server of the lab that booted from the network: the first process of an initrd. It asks for an
// address, fetches its credentials, and speaks the boot protocol until there is nothing left to say but that the new system phoned home.
// What it does is on the console, a line each that begins with "machine: "; the tests wait for those.
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"

	v1 "github.com/metal-stack/metal-api/pkg/api/v1"
	"github.com/metal-stack/security"
	"golang.org/x/sys/unix"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/status"
)

const card = "eth0"

// certs is what the boot server gives to one machine.
type certs struct {
	Address   string `json:"address"`
	API       string `json:"metal_api_url"`
	CA        string `json:"ca_cert"`
	Cert      string `json:"cert"`
	Key       string `json:"key"`
	HMAC      string `json:"hmac"`
	Partition string `json:"partition"`
}

func main() {
	if os.Getpid() != 1 {
		// Beside others in a namespace of its own, without a kernel of its own.
		if err := arrive(os.Args[1:]); err != nil {
			say("FAILED: %v", err)
			os.Exit(1)
		}
		return
	}
	if err := run(); err != nil {
		say("FAILED: %v", err)
	}
	// A first process that ends is a panic of the kernel.
	unix.Sync()
	_ = unix.Reboot(unix.LINUX_REBOOT_CMD_POWER_OFF)
	select {}
}

func say(format string, words ...any) { fmt.Printf("machine: "+format+"\n", words...) }

func run() error {
	for _, mount := range [][3]string{{"proc", "/proc", "proc"}, {"sys", "/sys", "sysfs"}, {"dev", "/dev", "devtmpfs"}} {
		_ = os.MkdirAll(mount[1], 0o755)
		if err := unix.Mount(mount[0], mount[1], mount[2], 0, ""); err != nil && !errors.Is(err, unix.EBUSY) {
			return fmt.Errorf("mounting %s: %w", mount[1], err)
		}
	}
	if err := loadModules(); err != nil {
		return err
	}
	words, err := commandLine()
	if err != nil {
		return err
	}
	if words["system"] != "" {
		return system()
	}
	mac, err := address(card)
	if err != nil {
		return err
	}
	uuid, err := os.ReadFile("/sys/class/dmi/id/product_uuid")
	if err != nil {
		return err
	}
	m := &machine{mac: mac, id: strings.ToLower(strings.TrimSpace(string(uuid))), hostile: words["hostile"], images: words["images"],
		controller: controller(words["bmc"])}
	say("STARTED as %s", m.id)
	if err := wipe(); err != nil {
		return err
	}
	if err := m.credentials(words["PIXIE_API_URL"]); err != nil {
		return err
	}
	return m.live()
}

// loadModules loads the drivers in the order of their names.
func loadModules() error {
	files, _ := filepath.Glob("/modules/*.ko")
	sort.Strings(files)
	for _, file := range files {
		opened, err := os.Open(file)
		if err != nil {
			return err
		}
		err = unix.FinitModule(int(opened.Fd()), "", 0)
		_ = opened.Close()
		if err != nil && !errors.Is(err, unix.EEXIST) {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	return nil
}

func commandLine() (map[string]string, error) {
	text, err := os.ReadFile("/proc/cmdline")
	words := map[string]string{}
	for _, word := range strings.Fields(string(text)) {
		key, value, _ := strings.Cut(word, "=")
		words[key] = value
	}
	return words, err
}

type machine struct {
	id, mac string
	// port is where it hangs at both leaves.
	port int
	// hostile is the id of another machine, which this one tries to speak for; empty for an honest one.
	hostile string
	// images is where images.plant.internal is, as the names of an appliance would say.
	images string
	// image is the URL of what is installed, known once the machine was given away.
	image      string
	controller *v1.MachineIPMI
	certs      certs
	boot       v1.BootServiceClient
	events     v1.EventServiceClient
}

// asked is what is behind the URL. "Not now" is no answer: a server that is told so asks again, as one does that starts anew.
func asked(url string) ([]byte, error) {
	for tries := 1; ; tries++ {
		answer, err := http.Get(url)
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		switch {
		case err != nil:
			return nil, err
		case answer.StatusCode == http.StatusOK:
			return body, nil
		case answer.StatusCode != http.StatusServiceUnavailable || tries == 30:
			return nil, fmt.Errorf("%s: %s: %s", url, answer.Status, body)
		}
		say("not now: %s", url)
		time.Sleep(5 * time.Second)
	}
}

func (m *machine) credentials(url string) error {
	body, err := asked(url)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, &m.certs); err != nil {
		return err
	}
	pair, err := tls.X509KeyPair([]byte(m.certs.Cert), []byte(m.certs.Key))
	if err != nil {
		return err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM([]byte(m.certs.CA))
	connection, err := grpc.NewClient(m.certs.Address, grpc.WithTransportCredentials(
		credentials.NewTLS(&tls.Config{RootCAs: roots, Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12})))
	if err != nil {
		return err
	}
	m.boot, m.events = v1.NewBootServiceClient(connection), v1.NewEventServiceClient(connection)
	say("LEASED for %s of %s", m.mac, m.certs.Partition)
	return nil
}

// live goes from the first event of the installer to the last.
func (m *machine) live() error {
	ctx := context.Background()
	steps := []func(context.Context) error{
		m.event("Preparing"), m.superUser, m.event("Registering"), m.register, m.honest, m.intrude, m.event("Waiting"), m.wait,
		m.document, m.event("Installing"), m.install, m.report, m.event("Booting New Kernel"),
	}
	for _, step := range steps {
		limited, cancel := context.WithTimeout(ctx, 5*time.Minute)
		err := step(limited)
		cancel()
		if err != nil {
			return err
		}
	}
	say("INSTALLED")
	if !hasDisk() {
		return nil
	}
	return startInstalled()
}

// controller is the machine's own BMC, of which a real installer asks the hardware.
func controller(word string) *v1.MachineIPMI {
	found := &v1.MachineIPMI{Address: "198.51.100.7:623", User: "metal", Password: "of a test", Interface: "lanplus", Fru: &v1.MachineFRU{}}
	if parts := strings.Split(word, ","); len(parts) == 3 {
		found.Address, found.User, found.Password = parts[0], parts[1], parts[2]
	}
	return found
}

func (m *machine) event(event string) func(context.Context) error {
	return func(ctx context.Context) error {
		failed, err := m.send(ctx, m.id, event)
		if err == nil && failed {
			err = errors.New("it was not stored")
		}
		if err != nil {
			return fmt.Errorf("event %s: %w", event, err)
		}
		say("EVENT %s", event)
		return nil
	}
}

func (m *machine) send(ctx context.Context, id, event string) (failed bool, err error) {
	answer, err := m.events.Send(ctx, &v1.EventServiceSendRequest{Events: map[string]*v1.MachineProvisioningEvent{
		id: {Event: event, Message: "from the lab"}}})
	return len(answer.GetFailed()) > 0, err
}

func (m *machine) superUser(ctx context.Context) error {
	_, err := m.boot.SuperUserPassword(ctx, &v1.BootServiceSuperUserPasswordRequest{})
	return err
}

func (m *machine) register(ctx context.Context) error {
	_, err := m.boot.Register(ctx, m.registration(m.id))
	if err == nil {
		say("REGISTERED")
	}
	return err
}

func (m *machine) registration(id string) *v1.BootServiceRegisterRequest {
	nic := func(name, mac, leaf string) *v1.MachineNic {
		port := fmt.Sprintf("Ethernet%d", m.port)
		return &v1.MachineNic{Name: name, Mac: mac, Neighbors: []*v1.MachineNic{{Name: port, Identifier: port, Mac: port, Hostname: leaf}}}
	}
	return &v1.BootServiceRegisterRequest{
		Uuid: id, PartitionId: m.certs.Partition, Bios: &v1.MachineBIOS{Version: "1"}, MetalHammerVersion: "lab",
		Ipmi: m.controller,
		Hardware: &v1.MachineHardware{
			Memory: 1 << 34,
			Cpus:   []*v1.MachineCPU{{Model: "of a test", Cores: 2, Threads: 4}},
			Disks:  []*v1.MachineBlockDevice{{Name: "/dev/nvme0n1", Size: 1 << 40}},
			Nics:   []*v1.MachineNic{nic("eth0", m.mac, "lab-leaf01"), nic("eth1", "56"+m.mac[2:], "lab-leaf02")},
		},
	}
}

// honest holds what the own lease opens, and what it does not although it is of the own machine.
func (m *machine) honest(context.Context) error {
	if code, err := m.get("v1/machine/" + m.id); err != nil || code != http.StatusOK {
		return fmt.Errorf("its own document: %d, %v", code, err)
	}
	for _, path := range []string{"v1/machine/" + m.id + "/ipmi", "v1/machine", "v1/user/me"} {
		if code, err := m.get(path); err != nil || code == http.StatusOK {
			return fmt.Errorf("%s: %d, %v", path, code, err)
		}
	}
	return nil
}

// intrude tries to be another machine, in every way that there is.
func (m *machine) intrude(ctx context.Context) error {
	if m.hostile == "" {
		return nil
	}
	if code, err := m.get("v1/machine/" + m.hostile); err != nil || code == http.StatusOK {
		return fmt.Errorf("the document of another machine: %d, %v", code, err)
	}
	if code, err := m.get("v1/machine/" + m.hostile + "/ipmi"); err != nil || code == http.StatusOK {
		return fmt.Errorf("the BMC of another machine: %d, %v", code, err)
	}
	_, err := m.boot.Register(ctx, m.registration(m.hostile))
	if err := refused("registering as another machine", err); err != nil {
		return err
	}
	stream, err := m.boot.Wait(ctx, &v1.BootServiceWaitRequest{MachineId: m.hostile})
	if err == nil {
		_, err = stream.Recv()
	}
	if err := refused("waiting as another machine", err); err != nil {
		return err
	}
	_, err = m.boot.Report(ctx, &v1.BootServiceReportRequest{Uuid: m.hostile, BootInfo: &v1.BootInfo{}, Success: true})
	if err := refused("reporting as another machine", err); err != nil {
		return err
	}
	if failed, err := m.send(ctx, m.hostile, "Machine Reclaim"); err != nil || !failed {
		return fmt.Errorf("an event of another machine: stored %v, %v", !failed, err)
	}
	say("REFUSED everything of %s", m.hostile)
	return nil
}

func refused(what string, err error) error {
	if status.Code(err) != codes.PermissionDenied {
		return fmt.Errorf("%s: %v", what, err)
	}
	return nil
}

func (m *machine) wait(ctx context.Context) error {
	stream, err := m.boot.Wait(ctx, &v1.BootServiceWaitRequest{MachineId: m.id})
	if err != nil {
		return err
	}
	say("WAITS")
	for {
		_, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			say("ALLOCATED")
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// document is the allocation, of which the image is needed.
func (m *machine) document(context.Context) error {
	answer, err := m.ask("v1/machine/" + m.id)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the allocation: %s", answer.Status)
	}
	var document struct {
		Allocation struct {
			Image struct {
				URL string `json:"url"`
			} `json:"image"`
		} `json:"allocation"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&document); err != nil {
		return err
	}
	m.image = document.Allocation.Image.URL
	return nil
}

func (m *machine) install(context.Context) error {
	if !hasDisk() {
		return nil
	}
	say("IMAGE %s", m.image)
	return install(strings.Replace(m.image, "//images.plant.internal/", "//"+m.images+"/", 1))
}

func (m *machine) report(ctx context.Context) error {
	_, err := m.boot.Report(ctx, &v1.BootServiceReportRequest{
		Uuid: m.id, ConsolePassword: "of a test", Success: true,
		BootInfo: &v1.BootInfo{PrimaryDisk: "/dev/nvme0n1", OsPartition: "/dev/nvme0n1p2", Kernel: "k", Initrd: "i"},
	})
	return err
}

// get is the status of an answer of the API.
func (m *machine) get(path string) (int, error) {
	answer, err := m.ask(path)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode, err
}

// ask asks the API as installers do.
func (m *machine) ask(path string) (*http.Response, error) {
	request, err := http.NewRequest(http.MethodGet, strings.TrimSuffix(m.certs.API, "/")+"/"+path, nil)
	if err != nil {
		return nil, err
	}
	signer := security.NewHMACAuth("Metal-View", []byte(m.certs.HMAC))
	signer.AddAuth(request, time.Now(), nil)
	return http.DefaultClient.Do(request)
}
