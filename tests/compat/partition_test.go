package compat

import (
	"fmt"
	"slices"
	"testing"

	"github.com/metal-stack/metal-go/api/client/partition"
	"github.com/metal-stack/metal-go/api/models"
)

var partitionStories = []story{
	{"a partition is created, found, changed and deleted", partitionLife},
}

func partitionLife(t *testing.T, w *world) {
	made := w.createPartition(t)
	id := at(made.ID)
	client := w.admin.Partition()
	equal(t, "boot configuration", *made.Bootconfig, *w.partition.Bootconfig)
	equal(t, "labels", len(made.Labels), 0)
	listed := must(w.view.Partition().ListPartitions(partition.NewListPartitionsParams(), nil)).Payload
	listedIDs := ids(listed, func(p *models.V1PartitionResponse) *string { return p.ID })
	check(t, slices.Contains(listedIDs, id) && slices.Contains(listedIDs, w.status.Partition), "the list lacks it: %v", listedIDs)

	run(t, "creating it again is a typed conflict", func(t *testing.T) {
		_, err := client.CreatePartition(partition.NewCreatePartitionParams().WithBody(
			&models.V1PartitionCreateRequest{ID: ptr(id), Bootconfig: w.partition.Bootconfig}), nil)
		refused[*partition.CreatePartitionConflict](t, err, 409)
	})
	run(t, "it is changed where it says so and nowhere else", func(t *testing.T) {
		update := func(request models.V1PartitionUpdateRequest) *models.V1PartitionResponse {
			request.ID = ptr(id)
			return must(client.UpdatePartition(partition.NewUpdatePartitionParams().WithBody(&request), nil)).Payload
		}
		changed := update(models.V1PartitionUpdateRequest{
			Description: "changed", Mgmtserviceaddress: "192.0.2.1:3333", Labels: map[string]string{"compat": w.run},
			DNSServers: []*models.V1DNSServer{{IP: ptr("192.0.2.53")}}, NtpServers: []*models.V1NTPServer{{Address: ptr("ntp.example")}},
		})
		equal(t, "description", changed.Description, "changed")
		equal(t, "management", changed.Mgmtserviceaddress, "192.0.2.1:3333")
		equal(t, "boot configuration", *changed.Bootconfig, *made.Bootconfig)
		changed = update(models.V1PartitionUpdateRequest{Name: "named"})
		equal(t, "name", changed.Name, "named")
		equal(t, "labels", fmt.Sprint(changed.Labels), fmt.Sprint(map[string]string{"compat": w.run}))
		check(t, len(changed.DNSServers) == 1 && len(changed.NtpServers) == 1, "null cleared the servers")
		changed = update(models.V1PartitionUpdateRequest{DNSServers: []*models.V1DNSServer{}, NtpServers: []*models.V1NTPServer{}})
		check(t, len(changed.DNSServers) == 0 && len(changed.NtpServers) == 0, "an empty list cleared nothing")
	})
	run(t, "without machines it has no capacity", func(t *testing.T) {
		capacities := must(w.view.Partition().PartitionCapacity(partition.NewPartitionCapacityParams().WithBody(
			&models.V1PartitionCapacityRequest{ID: id}), nil)).Payload
		for _, c := range capacities {
			equal(t, "sizes of "+at(c.ID), len(c.Servers), 0)
		}
		_, err := w.view.Partition().PartitionCapacity(partition.NewPartitionCapacityParams().WithBody(
			&models.V1PartitionCapacityRequest{ID: "compat-none"}), nil)
		refused[*partition.PartitionCapacityDefault](t, err, 400)
	})
	run(t, "a partition that cannot be is refused", func(t *testing.T) {
		dead := &models.V1PartitionBootConfiguration{Imageurl: "http://127.0.0.1:1/initrd", Kernelurl: "http://127.0.0.1:1/kernel"}
		for what, wrong := range map[string]models.V1PartitionCreateRequest{
			"no id":                    {ID: ptr(""), Bootconfig: w.partition.Bootconfig},
			"files that are not there": {ID: ptr(w.name("partition")), Bootconfig: dead},
			"a name for a DNS server": {ID: ptr(w.name("partition")), Bootconfig: w.partition.Bootconfig,
				DNSServers: []*models.V1DNSServer{{IP: ptr("dns.example")}}},
			"four DNS servers": {ID: ptr(w.name("partition")), Bootconfig: w.partition.Bootconfig,
				DNSServers: slices.Repeat([]*models.V1DNSServer{{IP: ptr("192.0.2.53")}}, 4)},
		} {
			_, err := client.CreatePartition(partition.NewCreatePartitionParams().WithBody(&wrong), nil)
			if err == nil {
				must(client.DeletePartition(partition.NewDeletePartitionParams().WithID(at(wrong.ID)), nil))
				t.Errorf("%s: it was created", what)
				continue
			}
			refused[*partition.CreatePartitionDefault](t, err, 400)
		}
		_, err := w.view.Partition().FindPartition(partition.NewFindPartitionParams().WithID("compat-none"), nil)
		refused[*partition.FindPartitionDefault](t, err, 404)
		_, err = client.UpdatePartition(partition.NewUpdatePartitionParams().WithBody(&models.V1PartitionUpdateRequest{ID: ptr("compat-none")}), nil)
		refused[*partition.UpdatePartitionDefault](t, err, 404)
		_, err = client.DeletePartition(partition.NewDeletePartitionParams().WithID("compat-none"), nil)
		refused[*partition.DeletePartitionDefault](t, err, 404)
	})
}
