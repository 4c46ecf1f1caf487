package compat

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/metal-stack/metal-go/api/client/filesystemlayout"
	"github.com/metal-stack/metal-go/api/client/image"
	"github.com/metal-stack/metal-go/api/client/partition"
	"github.com/metal-stack/metal-go/api/client/size"
	"github.com/metal-stack/metal-go/api/client/sizeimageconstraint"
	"github.com/metal-stack/metal-go/api/client/switch_operations"
	"github.com/metal-stack/metal-go/api/models"
)

func (w *world) file(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file.yaml")
	must0(os.WriteFile(path, []byte(content), 0o600))
	return path
}

func metalctlSizes(t *testing.T, w *world, m metalctl) {
	id, cores := w.name("size"), fmt.Sprint(3_000_000+w.counter.Add(1))
	made := gives[models.V1SizeResponse](t, m, "size create --type cores --description many", "--id", id, "--name", "by metalctl", "--min", cores, "--max", cores)
	afterwards(t, "size "+id, func() error {
		_, err := w.admin.Size().DeleteSize(size.NewDeleteSizeParams().WithID(id), nil)
		return ignoring404(err)
	})
	equal(t, "id", at(made.ID), id)
	m.everyForm(t, "size list", id)
	contains(t, "the range", row(t, m.prints(t, "size list"), id), cores+" - "+cores)
	m.survives(t, "size", id)
	equal(t, "edited", decoded[models.V1SizeResponse](t, m.editing(t, "many", "very many").prints(t, "size edit -o json", id)).Description, "very many")
	free := w.free(t)
	suggested := decoded[models.V1SizeResponse](t, m.prints(t, "size suggest -o json compat-suggested", "--machine-id", at(free.ID), "--labels", "a=b"))
	check(t, at(suggested.ID) == "compat-suggested" && len(suggested.Constraints) >= 3, "suggested: %+v", suggested)

	run(t, "reservations", func(t *testing.T) {
		projectID := w.project(t)
		reserved := gives[models.V1SizeReservationResponse](t, m, "size reservation create --amount 2 --labels a=b --description two",
			"--size", id, "--project", projectID, "--partitions", w.status.Partition)
		rid := at(reserved.ID)
		check(t, rid != "", "it has no id")
		afterwards(t, "reservation "+rid, func() error {
			_, err := w.edit.Size().DeleteSizeReservation(size.NewDeleteSizeReservationParams().WithID(rid), nil)
			return ignoring404(err)
		})
		m.everyForm(t, "size reservation list --project "+projectID, rid)
		contains(t, "usage", row(t, m.prints(t, "size reservation usage --project", projectID), rid), "0/2")
		m.survives(t, "size reservation", rid)
		equal(t, "amount", at(gives[models.V1SizeReservationResponse](t, m, "size reservation update --amount 3", rid).Amount), 3)
		m.refuses(t, []string{"reservation"}, "size delete", id)
		m.prints(t, "size reservation delete", rid)
		m.refuses(t, []string{"NotFound"}, "size reservation describe", rid)
	})
	run(t, "constraints", func(t *testing.T) {
		document := fmt.Sprintf("id: %s\nname: by metalctl\nconstraints:\n  images:\n    compat-os: \">= 2.0.0\"\n", id)
		m.takes(t, document, "size imageconstraint create -f -")
		afterwards(t, "constraint "+id, func() error {
			_, err := w.admin.Sizeimageconstraint().DeleteSizeImageConstraint(sizeimageconstraint.NewDeleteSizeImageConstraintParams().WithID(id), nil)
			return ignoring404(err)
		})
		m.everyForm(t, "size imageconstraint list", id)
		m.survives(t, "size imageconstraint", id)
		machines := w.imageFor(t, "machine")
		m.prints(t, "size imageconstraint try", "--size", at(free.Size.ID), "--image", at(machines.ID))
		m.prints(t, "size imageconstraint delete", id)
	})
	m.prints(t, "size delete", id)
	m.refuses(t, []string{"NotFound"}, "size describe", id)
}

func metalctlImages(t *testing.T, w *world, m metalctl) {
	id := "compat-ctl" + w.run + "-1.0.20250101"
	source := w.imageFor(t, "machine")
	made := gives[models.V1ImageResponse](t, m, "image create --features machine,firewall --description made", "--id", id, "--name", "by metalctl", "--url", source.URL)
	afterwards(t, "image "+id, func() error {
		_, err := w.admin.Image().DeleteImage(image.NewDeleteImageParams().WithID(id), nil)
		return ignoring404(err)
	})
	equal(t, "features", len(made.Features), 2)
	m.everyForm(t, "image list", id)
	m.everyForm(t, "image list --features firewall --show-usage --os compat-ctl"+w.run, id)
	m.survives(t, "image", id)
	equal(t, "edited", decoded[models.V1ImageResponse](t, m.editing(t, "preview", "supported").prints(t, "image edit -o json", id)).Classification, "supported")
	m.refuses(t, []string{"already exists"}, "image create", "--id", id, "--url", source.URL)

	run(t, "filesystem layouts", func(t *testing.T) {
		free := w.free(t)
		tried := decoded[models.V1FilesystemLayoutResponse](t, m.prints(t, "filesystemlayout try -o json", "--size", at(free.Size.ID), "--image", at(source.ID)))
		contains(t, "match", m.prints(t, "filesystemlayout match", "--machine", at(free.ID), "--filesystemlayout", at(tried.ID)), at(tried.ID))
		lid := w.name("layout")
		document := strings.Replace(m.prints(t, "filesystemlayout describe -o yaml", at(tried.ID)), "id: "+at(tried.ID)+"\n", "id: "+lid+"\n", 1)
		// the constraints of the other one would collide
		document = document[:strings.Index(document, "constraints:")] + "constraints:\n  images:\n    compat-ctl: \"*\"\n  sizes:\n  - compat-none\n" + document[strings.Index(document, "description:"):]
		m.takes(t, document, "filesystemlayout apply --skip-security-prompts -f -")
		afterwards(t, "layout "+lid, func() error {
			_, err := w.admin.Filesystemlayout().DeleteFilesystemLayout(filesystemlayout.NewDeleteFilesystemLayoutParams().WithID(lid), nil)
			return ignoring404(err)
		})
		m.everyForm(t, "filesystemlayout list", lid)
		m.survives(t, "filesystemlayout", lid)
		m.prints(t, "filesystemlayout delete", lid)
		m.refuses(t, []string{"NotFound"}, "filesystemlayout describe", lid)
	})
	m.prints(t, "image delete", id)
	m.refuses(t, []string{"NotFound"}, "image describe", id)
}

func metalctlPartitions(t *testing.T, w *world, m metalctl) {
	id, boot := w.name("partition"), w.partition.Bootconfig
	made := gives[models.V1PartitionResponse](t, m, "partition create --description made --mgmtserver 192.0.2.1:3333 --dnsservers 192.0.2.53 --ntpservers ntp.example",
		"--id", id, "--name", "by metalctl", "--cmdline", "console=ttyS0", "--imageurl", boot.Imageurl, "--kernelurl", boot.Kernelurl)
	afterwards(t, "partition "+id, func() error {
		_, err := w.admin.Partition().DeletePartition(partition.NewDeletePartitionParams().WithID(id), nil)
		return ignoring404(err)
	})
	equal(t, "servers", len(made.DNSServers)+len(made.NtpServers), 2)
	m.everyForm(t, "partition list", id)
	m.survives(t, "partition", id)
	equal(t, "edited", decoded[models.V1PartitionResponse](t, m.editing(t, "made", "remade").prints(t, "partition edit -o json", id)).Description, "remade")
	capacity := m.prints(t, "partition capacity -o wide --id", w.status.Partition)
	contains(t, "capacity", capacity, w.status.Partition, at(w.free(t).Size.ID), "Total")
	m.everyForm(t, "partition capacity", w.status.Partition)
	m.refuses(t, []string{"compat-none"}, "partition capacity --id compat-none")
	m.prints(t, "partition delete", id)
	m.refuses(t, []string{"NotFound"}, "partition describe", id)
}

func metalctlSwitches(t *testing.T, w *world, m metalctl) {
	var leaf *models.V1SwitchResponse
	for _, each := range gives[[]*models.V1SwitchResponse](t, m, "switch list --partition "+w.status.Partition) {
		if len(each.Connections) > 0 {
			leaf = each
		}
	}
	if leaf == nil {
		t.Fatal("no switch of the rack has a machine")
	}
	id, port, neighbour := at(leaf.ID), at(leaf.Connections[0].Nic.Name), leaf.Connections[0].MachineID
	m.everyForm(t, "switch list", id)
	contains(t, "wide", row(t, m.prints(t, "switch list -o wide --id", id), id), "operational", leaf.Os.Vendor)
	contains(t, "detail", row(t, m.prints(t, "switch detail --id", id), neighbour), id, "Ethernet")
	for _, form := range []string{"table", "wide", "json"} {
		contains(t, "connected machines", m.prints(t, "switch connected-machines -o "+form+" --id", id), neighbour, port)
	}
	contains(t, "connected machine", m.prints(t, "switch connected-machines --machine-id", neighbour), neighbour)
	contains(t, "describe", m.prints(t, "switch describe", id), "id: "+id)
	contains(t, "port", m.prints(t, "switch port describe", id, "--port", port), "actual:", "desired:", neighbour)
	contains(t, "port down", m.prints(t, "switch port down", id, "--port", port), "actual: DOWN")
	m.refuses(t, []string{"404"}, "switch port up", id, "--port", "Ethernet9999")
	contains(t, "port up", m.prints(t, "switch port up", id, "--port", port), "desired:")
	m.refuses(t, []string{"machine"}, "switch delete", id)

	run(t, "of a rack without machines", func(t *testing.T) {
		place, rack := at(w.createPartition(t).ID), w.name("rack")
		var made []string
		for range 2 {
			request := w.switchRequest(place)
			request.RackID = ptr(rack)
			_, _, err := w.register(request)
			must0(err)
			made = append(made, at(request.ID))
			w.forgetSwitch(t, at(request.ID))
		}
		edited := decoded[models.V1SwitchResponse](t, m.editing(t, "description: made by a test", "description: edited").prints(t, "switch edit -o json", made[0]))
		equal(t, "description", edited.Description, "edited")
		contains(t, "os", edited.Os.Vendor, "SONiC")
		contains(t, "console", m.prints(t, "switch describe", made[0]), "console_command: console "+made[0])
		replaced := decoded[models.V1SwitchResponse](t, m.prints(t, "switch replace -o json", made[0]))
		equal(t, "mode", replaced.Mode, "replace")
		contains(t, "mode", row(t, m.prints(t, "switch list -o wide --id", made[0]), made[0]), "replace")
		migrated := m.prints(t, "switch migrate", made[0], made[1])
		contains(t, "migrate", migrated, made[1])
		m.refuses(t, []string{"unable to connect to console"}, "switch console", made[0])
		for _, gone := range made {
			contains(t, "delete", m.prints(t, "switch delete", gone), gone)
			m.refuses(t, []string{"NotFound"}, "switch describe", gone)
		}
	})
}

func (w *world) forgetSwitch(t *testing.T, id string) {
	afterwards(t, "switch "+id, func() error {
		_, err := w.edit.SwitchOperations().DeleteSwitch(switch_operations.NewDeleteSwitchParams().WithID(id).WithForce(ptr(true)), nil)
		return ignoring404(err)
	})
}
