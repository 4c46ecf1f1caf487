package boot

import (
	"archive/tar"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	metalgo "github.com/metal-stack/metal-go"
	"github.com/metal-stack/metal-go/api/client/image"
	"github.com/metal-stack/metal-go/api/client/machine"
	"github.com/metal-stack/metal-go/api/models"
	"github.com/pierrec/lz4/v4"

	"metalplant.invalid/compat/kit"
)

const (
	labImage     = "debian-13.0.20261115"
	labImageName = "metal-os/20261115/debian/13.0/img.tar.lz4"
)

var partitionReport = flag.String("partition-report", "", "folder that gets partition-report.md")

// TestPartition is the life of a server in a rack: everything that it meets is the plant's, and the plant has no way out.
func TestPartition(t *testing.T) {
	needs(t, "ipmi_sim", "ipmitool", "ssh")
	kit.Caught(t, func() {
		files := artefacts(t)
		page := &partitionPage{}
		kit.Run(t, "a server is switched on, installed, used, freed and boots again, in a plant that reaches nobody else", func(t *testing.T) {
			s := newStage(t, "p", "", files[0], files[1])
			edit, admin := s.clients()
			rackLife(t, s, edit, admin, files, page)
		})
		if testing.Short() {
			return
		}
		kit.Run(t, "a hundred servers that get power at once all come to wait", func(t *testing.T) {
			s := newStage(t, "q", "", files[0], files[1])
			edit, admin := s.clients()
			s.brings(admin, files)
			s.rack(edit, admin)
			s.boots()
			crowd, took := s.arrive(t, edit, program(t), arrivals)
			page.arrived(crowd, took)
		})
		if *partitionReport != "" && !t.Failed() {
			kit.Must0(page.write(filepath.Join(*partitionReport, "partition-report.md")))
		}
	})
}

// clients call the API of the stage's plant.
func (s *stage) clients() (edit, admin metalgo.Client) {
	s.t.Helper()
	api := s.plant.Status.API
	return kit.Must(metalgo.NewClient(api.URL, metalgo.HMACAuth(api.HMAC.Edit, "Metal-Edit"))),
		kit.Must(metalgo.NewClient(api.URL, metalgo.HMACAuth(api.HMAC.Admin, "Metal-Admin")))
}

func rackLife(t *testing.T, s *stage, edit, admin metalgo.Client, files [2]string, page *partitionPage) {
	store := kit.Must(url.Parse(s.plant.Status.Files.URL))
	s.words = fmt.Sprintf("images=%s bmc=%s:623,%s,%s", store.Host, controllerAddress, controllerUser, controllerPassword)
	s.alone()
	s.brings(admin, files)
	s.rack(edit, admin)
	s.boots()
	b := s.newBoard()
	s.drives()
	s.opens()
	key, public := s.newKey("owner")
	page.began()

	kit.Eventually(t, 2*time.Minute, "the machine is known by its controller", func() (bool, string) {
		answer, err := edit.Machine().FindIPMIMachine(machine.NewFindIPMIMachineParams().WithID(machineID), nil)
		if err != nil {
			return false, err.Error()
		}
		state := kit.At(answer.Payload.Ipmi.Powerstate)
		return state == "OFF" && kit.At(answer.Payload.Ipmi.Address) == controllerAddress+":623", state
	})
	kit.Equal(t, "the machine that nobody switched on", b.pid(), 0)
	page.lap("controller found")

	_, err := admin.Machine().MachineOn(machine.NewMachineOnParams().WithID(machineID).WithBody([]string{}), nil)
	kit.Must0(err)
	b.says(8*time.Minute, "machine: STARTED as "+machineID)
	page.lap("switched on, installer runs")
	b.says(time.Minute, "machine: DISK is empty")
	b.says(2*time.Minute, "machine: WAITS")
	page.lap("registered, waits")

	s.allocate(edit, admin, labImage, public)
	b.says(3*time.Minute, "machine: INSTALLED")
	page.lap("allocated, installed")
	s.isRecorded(b)
	page.lap("its console is recorded for its owner")
	b.says(3*time.Minute, "system: UP from ")
	s.phoneHome()
	s.sees(edit, "PXE Booting", "Preparing", "Registering", "Waiting", "Installing", "Booting New Kernel", "Phoned Home")
	page.lap("its own system runs, phoned home")

	owner := s.readsConsole(t, key, page)
	page.lap("its console used over SSH")

	b.forget()
	_, err = edit.Machine().FreeMachine(machine.NewFreeMachineParams().WithID(machineID), nil)
	kit.Must0(err)
	owner.isShut(time.Minute)
	b.says(8*time.Minute, "machine: WIPED the disk of its last owner")
	b.says(2*time.Minute, "machine: WAITS")
	page.lap("freed, booted from the network, wiped, waits")
	free := kit.Must(edit.Machine().FindMachine(machine.NewFindMachineParams().WithID(machineID), nil)).Payload
	kit.Check(t, free.Allocation == nil, "the freed machine is still given away")
	kit.Check(t, b.told("set boot pxe") > 0, "its boot device was not set")
	page.ended(t)
}

// alone holds that the plant's namespace has no way anywhere but to its own wire.
func (s *stage) alone() {
	s.t.Helper()
	for _, family := range []string{"-4", "-6"} {
		routes := kit.Must(exec.Command("ip", family, "-n", s.namespace, "route", "show", "default").Output())
		kit.Equal(s.t, "default routes", strings.TrimSpace(string(routes)), "")
	}
}

// brings puts all that machines boot and are installed with into the plant's image store, as an operator does.
func (s *stage) brings(admin metalgo.Client, files [2]string) {
	s.t.Helper()
	path := s.file("img.tar.lz4")
	kit.Must0(pack(path, map[string]string{"boot/vmlinuz": files[0], "boot/initrd": files[1]}))
	s.images, s.base = filepath.Join(s.plant.Data, "images"), "http://images.plant.internal/lab"
	kit.Must(s.plant.Ctl("image", "import", path, "--as", labImageName, "--kind", "os"))
	kit.Must(s.plant.Ctl("image", "import", files[0], "--as", "lab/kernel", "--kind", "kernel"))
	kit.Must(s.plant.Ctl("image", "import", files[1], "--as", "lab/initrd", "--kind", "boot"))
	kit.Must(admin.Image().CreateImage(image.NewCreateImageParams().WithBody(&models.V1ImageCreateRequest{
		ID: kit.Ptr(labImage), Name: "lab", URL: kit.Ptr("http://images.plant.internal/" + labImageName), Features: []string{"machine"},
	}), nil))
}

// pack writes an image of these files, with its MD5 beside it.
func pack(path string, files map[string]string) error {
	to, err := os.Create(path)
	if err != nil {
		return err
	}
	defer to.Close()
	sum := md5.New()
	compressed := lz4.NewWriter(io.MultiWriter(to, sum))
	archive := tar.NewWriter(compressed)
	for name, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if err := archive.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(content))}); err != nil {
			return err
		}
		if _, err := archive.Write(content); err != nil {
			return err
		}
	}
	if err := errors.Join(archive.Close(), compressed.Close(), to.Close()); err != nil {
		return err
	}
	return os.WriteFile(path+".md5", []byte(hex.EncodeToString(sum.Sum(nil))+"  "+filepath.Base(path)+"\n"), 0o600)
}

// drives starts what drives controllers, with a lease of the one that there is.
func (s *stage) drives() {
	s.t.Helper()
	lease := fmt.Sprintf("%d %s %s board *\n", time.Now().Add(24*time.Hour).Unix(), controllerMAC, controllerAddress)
	kit.Must0(os.WriteFile(s.file("controllers.leases"), []byte(lease), 0o600))
	s.drivesThose(s.file("controllers.leases"), controllerAddress+"/32")
}

// drivesThose starts it for the controllers that have leases in this file and are in this prefix.
func (s *stage) drivesThose(leases, allowed string) {
	s.t.Helper()
	kit.Must0(os.WriteFile(s.file("controllers.password"), []byte(controllerPassword+"\n"), 0o600))
	s.start(nil, s.plant.Script(), "bmc", "--data", s.plant.Data, "--leases", leases, "--user", controllerUser,
		"--password-file", s.file("controllers.password"), "--allowed", allowed, "--every", "PT5S")
}
