package compat

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"

	"github.com/metal-stack/metal-go/api/client/ip"
	"github.com/metal-stack/metal-go/api/client/network"
	"github.com/metal-stack/metal-go/api/models"
)

var networkStories = []story{
	{"an external network is created, found, changed and deleted", externalNetwork},
	{"a private super network gives children to projects", superNetwork},
	{"a network that cannot be is refused with the reason", networkRefusals},
	{"the networks that a plant brings along are the ones that an allocation needs", seededNetworks},
}

func (w *world) findNetworks(filter models.V1NetworkFindRequest) []string {
	found := must(w.view.Network().FindNetworks(network.NewFindNetworksParams().WithBody(&filter), nil)).Payload
	return ids(found, func(n *models.V1NetworkResponse) *string { return n.ID })
}

func (w *world) network(id string) *models.V1NetworkResponse {
	return must(w.view.Network().FindNetwork(network.NewFindNetworkParams().WithID(id), nil)).Payload
}

func (w *world) updateNetwork(request *models.V1NetworkUpdateRequest, force bool) (*models.V1NetworkResponse, error) {
	params := network.NewUpdateNetworkParams().WithBody(request)
	if force {
		params = params.WithForce(ptr(true))
	}
	answer, err := w.admin.Network().UpdateNetwork(params, nil)
	if err != nil {
		return nil, err
	}
	return answer.Payload, nil
}

func externalNetwork(t *testing.T, w *world) {
	v4, v6 := w.prefixes.ipv4(), w.prefixes.ipv6()
	request := w.externalRequest(narrow(v4, 24), narrow(v6, 64))
	request.Destinationprefixes = []string{"0.0.0.0/0", "::/0"}
	request.Nat = ptr(true)
	request.Labels = map[string]string{"compat": w.run, "network.metal-stack.io/default": ""}
	request.Projectid = w.project(t)
	made := w.createNetwork(t, request)
	id := at(made.ID)

	run(t, "the answer tells what was made", func(t *testing.T) {
		equal(t, "id", id, at(request.ID))
		equal(t, "networktype", at(made.Networktype), "external")
		equal(t, "nattype", at(made.Nattype), "ipv4-masq")
		equal(t, "vrf", made.Vrf, request.Vrf)
		equal(t, "nat", at(made.Nat), true)
		check(t, sameSet(made.Prefixes, request.Prefixes), "prefixes: %v", made.Prefixes)
		check(t, sameSet(made.Destinationprefixes, request.Destinationprefixes), "destinations: %v", made.Destinationprefixes)
		equal(t, "labels", fmt.Sprint(made.Labels), fmt.Sprint(request.Labels))
		// network and broadcast address of IPv4, the network address of IPv6
		equal(t, "available IPv4 addresses", at(made.Consumption.IPV4.AvailableIps), 256)
		equal(t, "used IPv4 addresses", at(made.Consumption.IPV4.UsedIps), 2)
		equal(t, "available IPv6 addresses are capped", at(made.Consumption.IPV6.AvailableIps), 1<<31-1)
		equal(t, "used IPv6 addresses", at(made.Consumption.IPV6.UsedIps), 1)
		equal(t, "legacy usage", at(made.Usage.AvailableIps), 256)
	})
	run(t, "it is found by every filter", func(t *testing.T) {
		for what, filter := range map[string]models.V1NetworkFindRequest{
			"id":                  {ID: id},
			"name":                {ID: id, Name: request.Name},
			"project":             {ID: id, Projectid: request.Projectid},
			"prefixes":            {Prefixes: []string{request.Prefixes[0]}},
			"all prefixes":        {Prefixes: request.Prefixes},
			"destinationprefixes": {ID: id, Destinationprefixes: []string{"0.0.0.0/0"}},
			"nat":                 {ID: id, Nat: true},
			"vrf":                 {ID: id, Vrf: request.Vrf},
			"labels":              {Labels: request.Labels},
			"one label":           {Labels: map[string]string{"compat": w.run}, ID: id},
			"IPv4":                {ID: id, Addressfamily: "IPv4"},
			"IPv6":                {ID: id, Addressfamily: "IPv6"},
		} {
			found := w.findNetworks(filter)
			check(t, slices.Equal(found, []string{id}), "by %s: %v", what, found)
		}
		for what, filter := range map[string]models.V1NetworkFindRequest{
			"another name":      {ID: id, Name: "compat-none"},
			"another project":   {ID: id, Projectid: nowhere},
			"one more prefix":   {ID: id, Prefixes: append(slices.Clone(request.Prefixes), "192.0.2.0/24")},
			"another partition": {ID: id, Partitionid: w.status.Partition},
			"a super network":   {ID: id, Privatesuper: true},
			"an underlay":       {ID: id, Underlay: true},
			"a parent":          {ID: id, Parentnetworkid: nowhere},
			"another label":     {ID: id, Labels: map[string]string{"compat": "none"}},
			"another vrf":       {ID: id, Vrf: 131072},
		} {
			found := w.findNetworks(filter)
			check(t, len(found) == 0, "by %s: %v", what, found)
		}
		listed := must(w.view.Network().ListNetworks(network.NewListNetworksParams(), nil)).Payload
		check(t, slices.Contains(ids(listed, func(n *models.V1NetworkResponse) *string { return n.ID }), id), "the list lacks it")
	})
	run(t, "creating it again is a typed conflict, before anything else is wrong", func(t *testing.T) {
		_, err := w.admin.Network().CreateNetwork(network.NewCreateNetworkParams().WithBody(request), nil)
		refused[*network.CreateNetworkConflict](t, err, 409)
	})
	run(t, "its VRF is taken, unless both share it", func(t *testing.T) {
		other := w.externalRequest(narrow(w.prefixes.ipv4(), 24))
		other.Vrf = request.Vrf
		_, err := w.admin.Network().CreateNetwork(network.NewCreateNetworkParams().WithBody(other), nil)
		refused[*network.CreateNetworkConflict](t, err, 409)
		other.Vrfshared = true
		equal(t, "vrf", w.createNetwork(t, other).Vrf, request.Vrf)
	})
	run(t, "it is changed where it says so and nowhere else", func(t *testing.T) { networkUpdate(t, w, id, v4) })
	run(t, "it is not deleted while an address is in use", func(t *testing.T) {
		taken := must(w.edit.IP().AllocateIP(ip.NewAllocateIPParams().WithBody(&models.V1IPAllocateRequest{
			Networkid: ptr(id), Projectid: ptr(request.Projectid), Type: ptr("ephemeral"),
		}), nil)).Payload
		_, err := w.admin.Network().DeleteNetwork(network.NewDeleteNetworkParams().WithID(id), nil)
		refused[*network.DeleteNetworkDefault](t, err, 422)
		must(w.edit.IP().FreeIP(ip.NewFreeIPParams().WithID(at(taken.Ipaddress)), nil))
	})
}

func networkUpdate(t *testing.T, w *world, id string, v4 netip.Prefix) {
	before := w.network(id)
	changed := must(w.updateNetwork(&models.V1NetworkUpdateRequest{ID: ptr(id), Description: "changed"}, false))
	equal(t, "description", changed.Description, "changed")
	equal(t, "name", changed.Name, before.Name)
	check(t, sameSet(changed.Prefixes, before.Prefixes), "prefixes changed: %v", changed.Prefixes)
	equal(t, "labels", fmt.Sprint(changed.Labels), fmt.Sprint(before.Labels))
	check(t, changed.Changed.String() > before.Changed.String(), "changed did not move: %s", changed.Changed)

	second := netip.PrefixFrom(v4.Addr(), 24).Addr().As4()
	second[2]++
	more := netip.PrefixFrom(netip.AddrFrom4(second), 24).String()
	changed = must(w.updateNetwork(&models.V1NetworkUpdateRequest{ID: ptr(id), Prefixes: append(slices.Clone(before.Prefixes), more)}, false))
	check(t, slices.Contains(changed.Prefixes, more), "the new prefix is missing: %v", changed.Prefixes)
	equal(t, "available IPv4 addresses", at(w.network(id).Consumption.IPV4.AvailableIps), 512)
	changed = must(w.updateNetwork(&models.V1NetworkUpdateRequest{ID: ptr(id), Prefixes: before.Prefixes}, false))
	check(t, sameSet(changed.Prefixes, before.Prefixes), "prefixes: %v", changed.Prefixes)

	must(w.updateNetwork(&models.V1NetworkUpdateRequest{ID: ptr(id), Shared: true}, false))
	equal(t, "shared", w.network(id).Shared, true)
	changed = must(w.updateNetwork(&models.V1NetworkUpdateRequest{ID: ptr(id), Labels: map[string]string{"a": "b"}}, false))
	equal(t, "labels", fmt.Sprint(changed.Labels), "map[a:b]")

	_, err := w.updateNetwork(&models.V1NetworkUpdateRequest{ID: ptr(nowhere)}, false)
	refused[*network.UpdateNetworkDefault](t, err, 404)
	_, err = w.edit.Network().UpdateNetwork(network.NewUpdateNetworkParams().WithBody(&models.V1NetworkUpdateRequest{ID: ptr(id)}), nil)
	refused[*network.UpdateNetworkDefault](t, err, 403)
}

func (w *world) superRequest(partition string, prefixes ...string) *models.V1NetworkCreateRequest {
	request := w.externalRequest(prefixes...)
	request.Vrf = 0
	request.Privatesuper = ptr(true)
	request.Partitionid = partition
	request.Defaultchildprefixlength = map[string]int64{}
	for _, text := range prefixes {
		if netip.MustParsePrefix(text).Addr().Is4() {
			request.Defaultchildprefixlength["IPv4"] = 24
		} else {
			request.Defaultchildprefixlength["IPv6"] = 64
		}
	}
	return request
}

func superNetwork(t *testing.T, w *world) {
	partition := at(w.createPartition(t).ID)
	v4, v6 := w.prefixes.ipv4(), w.prefixes.ipv6()
	request := w.superRequest(partition, v4.String(), v6.String())
	parent := w.createNetwork(t, request)
	projectID := w.project(t)
	equal(t, "networktype of the parent", at(parent.Networktype), "super")
	equal(t, "children of IPv4", parent.Defaultchildprefixlength["IPv4"], 24)
	equal(t, "children of IPv6", parent.Defaultchildprefixlength["IPv6"], 64)

	run(t, "a partition has one", func(t *testing.T) {
		second := w.superRequest(partition, w.prefixes.ipv4().String())
		_, err := w.admin.Network().CreateNetwork(network.NewCreateNetworkParams().WithBody(second), nil)
		refused[*network.CreateNetworkDefault](t, err, 400)
	})
	ask := func(change func(*models.V1NetworkAllocateRequest)) (*models.V1NetworkResponse, error) {
		wanted := &models.V1NetworkAllocateRequest{Name: w.name("child"), Partitionid: partition, Projectid: projectID}
		change(wanted)
		answer, err := w.edit.Network().AllocateNetwork(network.NewAllocateNetworkParams().WithBody(wanted), nil)
		if err != nil {
			return nil, err
		}
		return answer.Payload, nil
	}
	child := must(ask(func(r *models.V1NetworkAllocateRequest) { r.Labels = map[string]string{"compat": w.run} }))
	id := at(child.ID)

	run(t, "a child is cut from it", func(t *testing.T) {
		equal(t, "parent", child.Parentnetworkid, at(parent.ID))
		equal(t, "networktype", at(child.Networktype), "child")
		equal(t, "project", child.Projectid, projectID)
		equal(t, "partition", child.Partitionid, partition)
		equal(t, "label", child.Labels["compat"], w.run)
		equal(t, "private super", at(child.Privatesuper), false)
		check(t, child.Vrf > 0 && child.Vrf <= 131072, "vrf %d", child.Vrf)
		equal(t, "prefixes", len(child.Prefixes), 2)
		for _, text := range child.Prefixes {
			prefix := netip.MustParsePrefix(text)
			bits := 24
			within := v4
			if prefix.Addr().Is6() {
				bits, within = 64, v6
			}
			check(t, prefix.Bits() == bits && within.Contains(prefix.Addr()), "%s is no /%d of %s", prefix, bits, within)
		}
		equal(t, "used prefixes of the parent", at(w.network(at(parent.ID)).Consumption.IPV4.UsedPrefixes), 1)
	})
	run(t, "it is found by its parent, and the parent by its kind", func(t *testing.T) {
		check(t, slices.Equal(w.findNetworks(models.V1NetworkFindRequest{Parentnetworkid: at(parent.ID)}), []string{id}), "by parent")
		check(t, slices.Equal(w.findNetworks(models.V1NetworkFindRequest{Projectid: projectID}), []string{id}), "by project")
		check(t, slices.Equal(w.findNetworks(models.V1NetworkFindRequest{Partitionid: partition, Privatesuper: true}), []string{at(parent.ID)}), "by kind")
	})
	run(t, "one family, another length and sharing are to be had", func(t *testing.T) {
		small := must(ask(func(r *models.V1NetworkAllocateRequest) {
			r.Addressfamily, r.Length, r.Shared = "IPv4", map[string]int64{"IPv4": 26}, true
			r.Destinationprefixes = []string{"10.0.0.0/8"}
		}))
		equal(t, "prefixes", len(small.Prefixes), 1)
		equal(t, "bits", netip.MustParsePrefix(small.Prefixes[0]).Bits(), 26)
		equal(t, "networktype", at(small.Networktype), "child-shared")
		equal(t, "shared", small.Shared, true)
		check(t, small.Vrf != child.Vrf, "both have VRF %d", child.Vrf)
		_, err := w.updateNetwork(&models.V1NetworkUpdateRequest{ID: small.ID, Shared: false}, false)
		must0(err) // a Go client cannot send false, so this changes nothing
		equal(t, "shared", w.network(at(small.ID)).Shared, true)
		// By itself the client finds no encoder for the "any type" that the API document lets this operation consume.
		freed := must(w.edit.Network().FreeNetworkDeprecated(network.NewFreeNetworkDeprecatedParams().WithID(at(small.ID)), nil,
			network.WithContentTypeApplicationJSON)).Payload
		equal(t, "freed", at(freed.ID), at(small.ID))
	})
	run(t, "announceable prefixes are taken away by force only", func(t *testing.T) {
		more := w.prefixes.ipv4().String()
		changed := must(w.updateNetwork(&models.V1NetworkUpdateRequest{ID: parent.ID, AdditionalAnnouncableCIDRs: []string{more}}, false))
		check(t, slices.Equal(changed.AdditionalAnnouncableCIDRs, []string{more}), "%v", changed.AdditionalAnnouncableCIDRs)
		_, err := w.updateNetwork(&models.V1NetworkUpdateRequest{ID: parent.ID}, false)
		refused[*network.UpdateNetworkDefault](t, err, 400)
		changed = must(w.updateNetwork(&models.V1NetworkUpdateRequest{ID: parent.ID}, true))
		equal(t, "announceable prefixes", len(changed.AdditionalAnnouncableCIDRs), 0)
	})
	run(t, "it is not deleted while it has children", func(t *testing.T) {
		_, err := w.admin.Network().DeleteNetwork(network.NewDeleteNetworkParams().WithID(at(parent.ID)), nil)
		refused[*network.DeleteNetworkDefault](t, err, 422)
	})
	run(t, "a child in use is not freed", func(t *testing.T) {
		taken := must(w.edit.IP().AllocateIP(ip.NewAllocateIPParams().WithBody(&models.V1IPAllocateRequest{
			Networkid: ptr(id), Projectid: ptr(projectID), Type: ptr("ephemeral"),
		}), nil)).Payload
		_, err := w.edit.Network().FreeNetwork(network.NewFreeNetworkParams().WithID(id), nil)
		refused[*network.FreeNetworkDefault](t, err, 422)
		must(w.edit.IP().FreeIP(ip.NewFreeIPParams().WithID(at(taken.Ipaddress)), nil))
	})
	run(t, "it ends when no room is left", func(t *testing.T) {
		_, err := ask(func(r *models.V1NetworkAllocateRequest) {
			r.Addressfamily, r.Length = "IPv4", map[string]int64{"IPv4": int64(v4.Bits())}
		})
		refused[*network.AllocateNetworkDefault](t, err, 422)
	})
	run(t, "a child that cannot be is refused", func(t *testing.T) {
		for what, wrong := range map[string]struct {
			change func(*models.V1NetworkAllocateRequest)
			status int
		}{
			"no partition":         {func(r *models.V1NetworkAllocateRequest) { r.Partitionid = "" }, 400},
			"no project":           {func(r *models.V1NetworkAllocateRequest) { r.Projectid = "" }, 400},
			"an unknown partition": {func(r *models.V1NetworkAllocateRequest) { r.Partitionid = "compat-none" }, 404},
			"an unknown project":   {func(r *models.V1NetworkAllocateRequest) { r.Projectid = nowhere }, 404},
			"a broken destination": {func(r *models.V1NetworkAllocateRequest) { r.Destinationprefixes = []string{"there"} }, 400},
		} {
			made, err := ask(wrong.change)
			if err == nil {
				must(w.edit.Network().FreeNetwork(network.NewFreeNetworkParams().WithID(at(made.ID)), nil))
				t.Errorf("%s: it was allocated", what)
				continue
			}
			refused[*network.AllocateNetworkDefault](t, err, wrong.status)
		}
	})
	run(t, "what is freed is gone", func(t *testing.T) {
		must(w.edit.Network().FreeNetwork(network.NewFreeNetworkParams().WithID(id), nil))
		_, err := w.view.Network().FindNetwork(network.NewFindNetworkParams().WithID(id), nil)
		refused[*network.FindNetworkDefault](t, err, 404)
		_, err = w.edit.Network().FreeNetwork(network.NewFreeNetworkParams().WithID(id), nil)
		refused[*network.FreeNetworkDefault](t, err, 404)
		equal(t, "used prefixes of the parent", at(w.network(at(parent.ID)).Consumption.IPV4.UsedPrefixes), 0)
	})
}

func networkRefusals(t *testing.T, w *world) {
	prefix := narrow(w.prefixes.ipv4(), 24)
	known := w.createNetwork(t, w.externalRequest(prefix))
	type request = models.V1NetworkCreateRequest
	for what, wrong := range map[string]struct {
		change func(*request)
		status int
	}{
		"no prefix":                             {func(r *request) { r.Prefixes = nil }, 400},
		"a broken prefix":                       {func(r *request) { r.Prefixes = []string{"10.0.0.0"} }, 400},
		"an unknown project":                    {func(r *request) { r.Projectid = nowhere }, 404},
		"an unknown partition":                  {func(r *request) { r.Partitionid = "compat-none" }, 404},
		"a prefix inside of another":            {func(r *request) { r.Prefixes = []string{netip.MustParsePrefix(prefix).Addr().String() + "/26"} }, 422},
		"a prefix around another":               {func(r *request) { r.Prefixes = []string{narrow(w.prefixes.v4, 10)} }, 422},
		"a destination of another family":       {func(r *request) { r.Destinationprefixes = []string{"::/0"} }, 400},
		"child lengths without children":        {func(r *request) { r.Defaultchildprefixlength = map[string]int64{"IPv4": 26} }, 400},
		"announceable prefixes outside a super": {func(r *request) { r.AdditionalAnnouncableCIDRs = []string{"10.0.0.0/8"} }, 400},
		"a VRF beyond the pool":                 {func(r *request) { r.Vrf = 131073 }, 422},
		"a super network without child lengths": {func(r *request) { r.Privatesuper, r.Partitionid = ptr(true), w.status.Partition }, 400},
		"NAT in an underlay":                    {func(r *request) { r.Underlay, r.Nat = ptr(true), ptr(true); r.Partitionid = "compat-none" }, 404},
		"a second underlay":                     {func(r *request) { r.Underlay, r.Partitionid = ptr(true), w.status.Partition }, 422},
	} {
		run(t, what, func(t *testing.T) {
			r := w.externalRequest(narrow(w.prefixes.ipv4(), 24))
			wrong.change(r)
			made, err := w.admin.Network().CreateNetwork(network.NewCreateNetworkParams().WithBody(r), nil)
			if err == nil {
				w.deleteNetworkAfterwards(t, at(made.Payload.ID))
				t.Fatal("it was created")
			}
			refused[*network.CreateNetworkDefault](t, err, wrong.status)
		})
	}
	run(t, "a network that nobody knows", func(t *testing.T) {
		_, err := w.view.Network().FindNetwork(network.NewFindNetworkParams().WithID(nowhere), nil)
		refused[*network.FindNetworkDefault](t, err, 404)
		_, err = w.admin.Network().DeleteNetwork(network.NewDeleteNetworkParams().WithID(nowhere), nil)
		refused[*network.DeleteNetworkDefault](t, err, 404)
	})
	equal(t, "vrf of the network that was there before", w.network(at(known.ID)).Vrf, known.Vrf)
}

func seededNetworks(t *testing.T, w *world) {
	equal(t, "private super", at(w.privateSuper(t).Networktype), "super")
	equal(t, "underlay", at(w.underlay(t).Networktype), "underlay")
	internet := w.internet(t)
	check(t, internet.Vrf > 0, "the internet network has no VRF")
	equal(t, "project of the internet network", internet.Projectid, "")
}
