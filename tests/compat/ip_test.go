package compat

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/metal-stack/metal-go/api/client/ip"
	"github.com/metal-stack/metal-go/api/models"
)

const machineTag = "machine.metal-stack.io/id="

var ipStories = []story{
	{"an address is taken at random, found, changed and given back", randomAddress},
	{"an address is taken by its name", specificAddress},
	{"an exhausted network says so", exhaustedNetwork},
	{"IPv6 addresses live like IPv4 ones", ipv6Addresses},
	{"an address that cannot be is refused with the reason", addressRefusals},
}

func (w *world) takeIP(change func(*models.V1IPAllocateRequest)) (*models.V1IPResponse, error) {
	request := &models.V1IPAllocateRequest{Name: w.name("ip"), Type: ptr("ephemeral")}
	change(request)
	answer, err := w.edit.IP().AllocateIP(ip.NewAllocateIPParams().WithBody(request), nil)
	if err != nil {
		return nil, err
	}
	return answer.Payload, nil
}

func (w *world) takeSpecificIP(address, network, project string) (*models.V1IPResponse, error) {
	answer, err := w.edit.IP().AllocateSpecificIP(ip.NewAllocateSpecificIPParams().WithIP(address).WithBody(
		&models.V1IPAllocateRequest{Networkid: ptr(network), Projectid: ptr(project), Type: ptr("static")}), nil)
	if err != nil {
		return nil, err
	}
	return answer.Payload, nil
}

func (w *world) freeIP(address string) error {
	_, err := w.edit.IP().FreeIP(ip.NewFreeIPParams().WithID(address), nil)
	return err
}

func (w *world) findIPs(filter models.V1IPFindRequest) []string {
	found := must(w.view.IP().FindIPs(ip.NewFindIPsParams().WithBody(&filter), nil)).Payload
	return ids(found, func(i *models.V1IPResponse) *string { return i.Ipaddress })
}

func (w *world) updateIP(request *models.V1IPUpdateRequest) (*models.V1IPResponse, error) {
	answer, err := w.edit.IP().UpdateIP(ip.NewUpdateIPParams().WithBody(request), nil)
	if err != nil {
		return nil, err
	}
	return answer.Payload, nil
}

func randomAddress(t *testing.T, w *world) {
	prefix := narrow(w.prefixes.ipv4(), 28)
	network, project := at(w.createNetwork(t, w.externalRequest(prefix)).ID), w.project(t)
	taken := must(w.takeIP(func(r *models.V1IPAllocateRequest) {
		r.Networkid, r.Projectid, r.Tags = ptr(network), ptr(project), []string{"z=1", "a=2", "z=1"}
		r.Description = "made by a test"
	}))
	address := at(taken.Ipaddress)
	afterwards(t, "ip "+address, func() error {
		if len(w.findIPs(models.V1IPFindRequest{Ipaddress: address, Networkid: network})) == 0 {
			return nil
		}
		return w.freeIP(address)
	})

	run(t, "it lies in the network and tells its story", func(t *testing.T) {
		check(t, netip.MustParsePrefix(prefix).Contains(netip.MustParseAddr(address)), "%s is not in %s", address, prefix)
		equal(t, "network", at(taken.Networkid), network)
		equal(t, "project", at(taken.Projectid), project)
		equal(t, "type", at(taken.Type), "ephemeral")
		equal(t, "description", taken.Description, "made by a test")
		check(t, slices.Equal(taken.Tags, []string{"a=2", "z=1"}), "the tags are not sorted and unique: %v", taken.Tags)
		check(t, at(taken.Allocationuuid) != "", "it has no allocation uuid")
		equal(t, "the same by its id", at(must(w.view.IP().FindIP(ip.NewFindIPParams().WithID(address), nil)).Payload.Allocationuuid), at(taken.Allocationuuid))
		equal(t, "used addresses", at(w.network(network).Consumption.IPV4.UsedIps), 3)
	})
	run(t, "it is found by every filter", func(t *testing.T) {
		for what, filter := range map[string]models.V1IPFindRequest{
			"address":       {Ipaddress: address},
			"name":          {Name: taken.Name},
			"uuid":          {Allocationuuid: at(taken.Allocationuuid)},
			"network":       {Networkid: network},
			"project":       {Projectid: project},
			"prefix":        {Networkprefix: prefix},
			"one tag":       {Networkid: network, Tags: []string{"z=1"}},
			"both tags":     {Networkid: network, Tags: []string{"z=1", "a=2"}},
			"type":          {Networkid: network, Type: "ephemeral"},
			"addressfamily": {Networkid: network, Addressfamily: "IPv4"},
		} {
			found := w.findIPs(filter)
			check(t, slices.Equal(found, []string{address}), "by %s: %v", what, found)
		}
		for what, filter := range map[string]models.V1IPFindRequest{
			"another tag":     {Networkid: network, Tags: []string{"z=1", "b=1"}},
			"another type":    {Networkid: network, Type: "static"},
			"another family":  {Networkid: network, Addressfamily: "IPv6"},
			"another machine": {Networkid: network, Machineid: nowhere},
			"another project": {Networkid: network, Projectid: nowhere},
		} {
			found := w.findIPs(filter)
			check(t, len(found) == 0, "by %s: %v", what, found)
		}
		listed := must(w.view.IP().ListIPs(ip.NewListIPsParams(), nil)).Payload
		check(t, slices.Contains(ids(listed, func(i *models.V1IPResponse) *string { return i.Ipaddress }), address), "the list lacks it")
	})
	run(t, "it becomes static and stays so", func(t *testing.T) {
		changed := must(w.updateIP(&models.V1IPUpdateRequest{Ipaddress: ptr(address), Type: ptr("static")}))
		equal(t, "type", at(changed.Type), "static")
		equal(t, "name", changed.Name, taken.Name)
		check(t, slices.Equal(changed.Tags, taken.Tags), "the tags changed with the type: %v", changed.Tags)
		_, err := w.updateIP(&models.V1IPUpdateRequest{Ipaddress: ptr(address), Type: ptr("ephemeral")})
		refused[*ip.UpdateIPDefault](t, err, 400)
	})
	run(t, "while a machine holds it nobody frees it", func(t *testing.T) {
		must(w.updateIP(&models.V1IPUpdateRequest{Ipaddress: ptr(address), Tags: []string{machineTag + nowhere}}))
		check(t, slices.Equal(w.findIPs(models.V1IPFindRequest{Machineid: nowhere, Networkid: network}), []string{address}), "it is not found by its machine")
		refused[*ip.FreeIPDefault](t, w.freeIP(address), 400)
		changed := must(w.updateIP(&models.V1IPUpdateRequest{Ipaddress: ptr(address), Tags: []string{}}))
		equal(t, "tags", len(changed.Tags), 0)
	})
	run(t, "it is given back", func(t *testing.T) {
		must0(w.freeIP(address))
		_, err := w.view.IP().FindIP(ip.NewFindIPParams().WithID(address), nil)
		refused[*ip.FindIPDefault](t, err, 404)
		refused[*ip.FreeIPDefault](t, w.freeIP(address), 404)
		equal(t, "used addresses", at(w.network(network).Consumption.IPV4.UsedIps), 2)
	})
}

func specificAddress(t *testing.T, w *world) {
	prefix := netip.MustParsePrefix(narrow(w.prefixes.ipv4(), 28))
	network, project := at(w.createNetwork(t, w.externalRequest(prefix.String())).ID), w.project(t)
	wanted := prefix.Addr().Next().Next().Next().String()
	taken := must(w.takeSpecificIP(wanted, network, project))
	afterwards(t, "ip "+wanted, func() error { return w.freeIP(wanted) })
	equal(t, "address", at(taken.Ipaddress), wanted)
	equal(t, "type", at(taken.Type), "static")

	run(t, "taking it again is a typed conflict", func(t *testing.T) {
		_, err := w.takeSpecificIP(wanted, network, project)
		refused[*ip.AllocateSpecificIPConflict](t, err, 409)
	})
	run(t, "the reserved first and last addresses are not to be had", func(t *testing.T) {
		last := prefix.Addr().As4()
		last[3] |= 15
		for _, reserved := range []string{prefix.Addr().String(), netip.AddrFrom4(last).String()} {
			_, err := w.takeSpecificIP(reserved, network, project)
			refused[*ip.AllocateSpecificIPConflict](t, err, 409)
		}
	})
	run(t, "what lies in no prefix is refused", func(t *testing.T) {
		for _, wrong := range []string{"192.0.2.1", "somewhere", "2001:db8::1"} {
			_, err := w.takeSpecificIP(wrong, network, project)
			refused[*ip.AllocateSpecificIPDefault](t, err, 422)
		}
	})
	run(t, "a family beside an address is a contradiction", func(t *testing.T) {
		_, err := w.edit.IP().AllocateSpecificIP(ip.NewAllocateSpecificIPParams().WithIP(prefix.Addr().Next().String()).WithBody(
			&models.V1IPAllocateRequest{Networkid: ptr(network), Projectid: ptr(project), Type: ptr("static"), Addressfamily: "IPv4"}), nil)
		refused[*ip.AllocateSpecificIPDefault](t, err, 400)
	})
}

func exhaustedNetwork(t *testing.T, w *world) {
	network, project := at(w.createNetwork(t, w.externalRequest(narrow(w.prefixes.ipv4(), 30))).ID), w.project(t)
	ask := func(r *models.V1IPAllocateRequest) { r.Networkid, r.Projectid = ptr(network), ptr(project) }
	var taken []string
	for range 2 {
		address := at(must(w.takeIP(ask)).Ipaddress)
		taken = append(taken, address)
		afterwards(t, "ip "+address, func() error { return w.freeIP(address) })
	}
	check(t, taken[0] != taken[1], "%s was given twice", taken[0])
	_, err := w.takeIP(ask)
	refused[*ip.AllocateIPDefault](t, err, 500)
}

func ipv6Addresses(t *testing.T, w *world) {
	prefix := w.prefixes.ipv6()
	network, project := at(w.createNetwork(t, w.externalRequest(narrow(prefix, 64))).ID), w.project(t)
	taken := must(w.takeIP(func(r *models.V1IPAllocateRequest) { r.Networkid, r.Projectid = ptr(network), ptr(project) }))
	address := at(taken.Ipaddress)
	freed := false
	afterwards(t, "ip "+address, func() error {
		if freed {
			return nil
		}
		return w.freeIP(address)
	})
	check(t, prefix.Contains(netip.MustParseAddr(address)), "%s is not in %s", address, prefix)
	equal(t, "text", address, netip.MustParseAddr(address).String())
	equal(t, "the same by its id", at(must(w.view.IP().FindIP(ip.NewFindIPParams().WithID(address), nil)).Payload.Ipaddress), address)
	escaped := w.raw(t, w.as("view"), http.MethodGet, "/v1/ip/"+strings.ReplaceAll(address, ":", "%3A"), "")
	equal(t, "status for an escaped address", escaped.status, http.StatusOK)
	check(t, slices.Equal(w.findIPs(models.V1IPFindRequest{Networkid: network, Addressfamily: "IPv6"}), []string{address}), "not found by its family")
	_, err := w.takeIP(func(r *models.V1IPAllocateRequest) {
		r.Networkid, r.Projectid, r.Addressfamily = ptr(network), ptr(project), "IPv4"
	})
	refused[*ip.AllocateIPDefault](t, err, 400)
	must0(w.freeIP(address))
	freed = true
}

func addressRefusals(t *testing.T, w *world) {
	project := w.project(t)
	foreign := at(w.privateNetwork(t, w.project(t)).ID)
	network := at(w.createNetwork(t, w.externalRequest(narrow(w.prefixes.ipv4(), 28))).ID)
	type request = models.V1IPAllocateRequest
	for what, wrong := range map[string]struct {
		change func(*request)
		status int
	}{
		"no network":         {func(r *request) { r.Networkid = nil }, 400},
		"no project":         {func(r *request) { r.Projectid = nil }, 400},
		"an unknown network": {func(r *request) { r.Networkid = ptr(nowhere) }, 404},
		"an unknown project": {func(r *request) { r.Projectid = ptr(nowhere) }, 404},
		"an unknown family":  {func(r *request) { r.Addressfamily = "IPv5" }, 422},
		"a foreign network":  {func(r *request) { r.Networkid = ptr(foreign) }, 422},
	} {
		taken, err := w.takeIP(func(r *request) {
			r.Networkid, r.Projectid = ptr(network), ptr(project)
			wrong.change(r)
		})
		if err == nil {
			must0(w.freeIP(at(taken.Ipaddress)))
			t.Errorf("%s: %s was given", what, at(taken.Ipaddress))
			continue
		}
		refused[*ip.AllocateIPDefault](t, err, wrong.status)
	}
	_, err := w.updateIP(&models.V1IPUpdateRequest{Ipaddress: ptr("192.0.2.254"), Type: ptr("static")})
	refused[*ip.UpdateIPDefault](t, err, 404)
	_, err = w.view.IP().AllocateIP(ip.NewAllocateIPParams().WithBody(&request{Networkid: ptr(network), Projectid: ptr(project), Type: ptr("static")}), nil)
	refused[*ip.AllocateIPDefault](t, err, 403)
}
