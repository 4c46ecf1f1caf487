package compat

import (
	"slices"
	"testing"

	"github.com/metal-stack/metal-go/api/client/filesystemlayout"
	"github.com/metal-stack/metal-go/api/models"
)

var layoutStories = []story{
	{"a filesystem layout is created, tried, matched, changed and deleted", layoutLife},
}

func layoutRequest(id, device, size, os string) *models.V1FilesystemLayoutCreateRequest {
	return &models.V1FilesystemLayoutCreateRequest{
		ID: ptr(id), Name: "made by a test", Description: "one disk",
		Constraints: &models.V1FilesystemLayoutConstraints{Sizes: []string{size}, Images: map[string]string{os: ">= 2.0.0"}},
		Disks: []*models.V1Disk{{
			Device: ptr(device), Wipeonreinstall: ptr(true),
			Partitions: []*models.V1DiskPartition{
				{Number: ptr(int64(1)), Size: ptr(int64(500)), Gpttype: ptr("ef00"), Label: "efi"},
				{Number: ptr(int64(2)), Size: ptr(int64(0)), Gpttype: ptr("8300"), Label: "root"},
			},
		}},
		Filesystems: []*models.V1Filesystem{
			{Device: ptr(device + "1"), Format: ptr("vfat"), Path: "/boot/efi", Createoptions: []string{"-F", "32"}},
			{Device: ptr(device + "2"), Format: ptr("ext4"), Path: "/", Label: "root", Mountoptions: []string{"noatime"}},
			{Device: ptr("tmpfs"), Format: ptr("tmpfs"), Path: "/tmp"},
		},
	}
}

func layoutLife(t *testing.T, w *world) {
	os, size := "compatfs"+w.run, w.createSize(t)
	image, older := w.createImage(t, os, "2.4.20250101"), w.createImage(t, os, "1.0.20250101")
	id := w.name("layout")
	client := w.admin.Filesystemlayout()
	made := must(client.CreateFilesystemLayout(filesystemlayout.NewCreateFilesystemLayoutParams().WithBody(
		layoutRequest(id, "/dev/compat", size, os)), nil)).Payload
	afterwards(t, "layout "+id, func() error {
		_, err := client.DeleteFilesystemLayout(filesystemlayout.NewDeleteFilesystemLayoutParams().WithID(id), nil)
		return err
	})

	run(t, "it is read as it was written", func(t *testing.T) {
		got := must(w.view.Filesystemlayout().GetFilesystemLayout(filesystemlayout.NewGetFilesystemLayoutParams().WithID(id), nil)).Payload
		for _, layout := range []*models.V1FilesystemLayoutResponse{made, got} {
			equal(t, "filesystems", len(layout.Filesystems), 3)
			equal(t, "partitions", len(layout.Disks[0].Partitions), 2)
			equal(t, "gpt type", at(layout.Disks[0].Partitions[0].Gpttype), "ef00")
			equal(t, "the rest of the disk", at(layout.Disks[0].Partitions[1].Size), 0)
			check(t, slices.Equal(layout.Filesystems[0].Createoptions, []string{"-F", "32"}), "options: %v", layout.Filesystems[0].Createoptions)
			equal(t, "constraint", layout.Constraints.Images[os], ">= 2.0.0")
			equal(t, "arrays", len(layout.Raid)+len(layout.Volumegroups)+len(layout.Logicalvolumes), 0)
		}
		listed := must(w.view.Filesystemlayout().ListFilesystemLayouts(filesystemlayout.NewListFilesystemLayoutsParams(), nil)).Payload
		check(t, slices.Contains(ids(listed, func(l *models.V1FilesystemLayoutResponse) *string { return l.ID }), id), "the list lacks it")
	})
	run(t, "it is chosen for its size and image", func(t *testing.T) {
		try := func(size, image string) (*filesystemlayout.TryFilesystemLayoutOK, error) {
			return client.TryFilesystemLayout(filesystemlayout.NewTryFilesystemLayoutParams().WithBody(
				&models.V1FilesystemLayoutTryRequest{Size: ptr(size), Image: ptr(image)}), nil)
		}
		equal(t, "chosen", at(must(try(size, image)).Payload.ID), id)
		_, err := try(size, older)
		refused[*filesystemlayout.TryFilesystemLayoutDefault](t, err, 422)
		_, err = try("compat-none", image)
		refused[*filesystemlayout.TryFilesystemLayoutDefault](t, err, 422)
	})
	run(t, "it is matched against the disks of a machine", func(t *testing.T) {
		m := w.free(t)
		match := func(layout, machine string) (*filesystemlayout.MatchFilesystemLayoutOK, error) {
			return client.MatchFilesystemLayout(filesystemlayout.NewMatchFilesystemLayoutParams().WithBody(
				&models.V1FilesystemLayoutMatchRequest{Filesystemlayout: ptr(layout), Machine: ptr(machine)}), nil)
		}
		_, err := match(id, at(m.ID))
		refused[*filesystemlayout.MatchFilesystemLayoutDefault](t, err, 422)
		_, err = match("compat-none", at(m.ID))
		refused[*filesystemlayout.MatchFilesystemLayoutDefault](t, err, 404)
		_, err = match(id, nowhere)
		refused[*filesystemlayout.MatchFilesystemLayoutDefault](t, err, 404)
		brought := must(client.TryFilesystemLayout(filesystemlayout.NewTryFilesystemLayoutParams().WithBody(
			&models.V1FilesystemLayoutTryRequest{Size: m.Size.ID, Image: w.imageFor(t, "machine").ID}), nil)).Payload
		equal(t, "matched", at(must(match(at(brought.ID), at(m.ID))).Payload.ID), at(brought.ID))
	})
	run(t, "an update replaces everything", func(t *testing.T) {
		request := layoutRequest(id, "/dev/compat", size, os)
		changed := must(client.UpdateFilesystemLayout(filesystemlayout.NewUpdateFilesystemLayoutParams().WithBody(
			&models.V1FilesystemLayoutUpdateRequest{
				ID: ptr(id), Constraints: request.Constraints, Disks: request.Disks, Filesystems: request.Filesystems[:2],
			}), nil)).Payload
		equal(t, "filesystems", len(changed.Filesystems), 2)
		equal(t, "name", changed.Name, "")
		equal(t, "description", changed.Description, "")
		_, err := client.UpdateFilesystemLayout(filesystemlayout.NewUpdateFilesystemLayoutParams().WithBody(
			&models.V1FilesystemLayoutUpdateRequest{ID: ptr("compat-none"), Constraints: request.Constraints}), nil)
		refused[*filesystemlayout.UpdateFilesystemLayoutDefault](t, err, 404)
	})
	run(t, "creating it again is a typed conflict", func(t *testing.T) {
		_, err := client.CreateFilesystemLayout(filesystemlayout.NewCreateFilesystemLayoutParams().WithBody(
			layoutRequest(id, "/dev/compat", size, os)), nil)
		refused[*filesystemlayout.CreateFilesystemLayoutConflict](t, err, 409)
	})
	run(t, "a layout that cannot be is refused", func(t *testing.T) {
		type request = models.V1FilesystemLayoutCreateRequest
		for what, wrong := range map[string]struct {
			change func(*request)
			status int
		}{
			"no id":                        {func(r *request) { r.ID = ptr("") }, 400},
			"an unknown format":            {func(r *request) { r.Filesystems[0].Format = ptr("zfs") }, 422},
			"an unknown partition type":    {func(r *request) { r.Disks[0].Partitions[0].Gpttype = ptr("0000") }, 422},
			"one partition number twice":   {func(r *request) { r.Disks[0].Partitions[1].Number = ptr(int64(1)) }, 400},
			"the rest of the disk first":   {func(r *request) { r.Disks[0].Partitions[0].Size = ptr(int64(0)) }, 400},
			"a device that is not there":   {func(r *request) { r.Filesystems[0].Device = ptr("/dev/other1") }, 400},
			"an array of missing devices":  {func(r *request) { r.Raid = []*models.V1Raid{raid("1", "/dev/other1")} }, 400},
			"an unknown level":             {func(r *request) { r.Raid = []*models.V1Raid{raid("5", "/dev/compat1")} }, 422},
			"what another layout is for":   {func(r *request) {}, 400},
			"every size":                   {func(r *request) { r.Constraints.Sizes = []string{"*"} }, 400},
			"a version that is none":       {func(r *request) { r.Constraints.Images = map[string]string{"other" + os: ">=2"} }, 400},
			"an option with a blank in it": {func(r *request) { r.Filesystems[0].Createoptions = []string{"-F 32"} }, 400},
		} {
			r := layoutRequest(w.name("layout"), "/dev/compat", size, os)
			if what != "what another layout is for" {
				r.Constraints.Images = map[string]string{"other" + os: ">= 2.0.0"}
			}
			wrong.change(r)
			made, err := client.CreateFilesystemLayout(filesystemlayout.NewCreateFilesystemLayoutParams().WithBody(r), nil)
			if err == nil {
				must(client.DeleteFilesystemLayout(filesystemlayout.NewDeleteFilesystemLayoutParams().WithID(at(made.Payload.ID)), nil))
				t.Errorf("%s: it was created", what)
				continue
			}
			refused[*filesystemlayout.CreateFilesystemLayoutDefault](t, err, wrong.status)
		}
		_, err := w.view.Filesystemlayout().GetFilesystemLayout(filesystemlayout.NewGetFilesystemLayoutParams().WithID("compat-none"), nil)
		refused[*filesystemlayout.GetFilesystemLayoutDefault](t, err, 404)
	})
}

func raid(level string, devices ...string) *models.V1Raid {
	return &models.V1Raid{Arrayname: ptr("/dev/md0"), Level: ptr(level), Devices: devices, Spares: ptr(int32(0))}
}
