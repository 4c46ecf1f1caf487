package compat

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/metal-stack/metal-go/api/client/firewall"
	"github.com/metal-stack/metal-go/api/client/ip"
	"github.com/metal-stack/metal-go/api/client/machine"
	"github.com/metal-stack/metal-go/api/models"
)

var firewallStories = []story{
	{"a firewall lives between its networks and is gone after it was freed", firewallLife},
}

func firewallLife(t *testing.T, w *world) {
	projectID := w.project(t)
	private, internet, underlay := w.privateNetwork(t, projectID), w.internet(t), w.underlay(t)
	static := must(w.edit.IP().AllocateIP(ip.NewAllocateIPParams().WithBody(&models.V1IPAllocateRequest{
		Name: w.name("static"), Networkid: internet.ID, Projectid: ptr(projectID), Type: ptr("static"),
	}), nil)).Payload
	afterwards(t, "ip "+at(static.Ipaddress), func() error {
		_, err := w.edit.IP().FreeIP(ip.NewFreeIPParams().WithID(at(static.Ipaddress)), nil)
		return err
	})
	request := &models.V1FirewallCreateRequest{
		Name:        w.name("firewall"),
		Hostname:    "compat-firewall-" + w.run,
		Imageid:     w.imageFor(t, "firewall").ID,
		Partitionid: ptr(w.status.Partition),
		Projectid:   ptr(projectID),
		Sizeid:      w.free(t).Size.ID,
		SSHPubKeys:  []string{sshKey},
		Tags:        []string{"cluster.metal-stack.io/id=" + w.run},
		Ips:         []string{at(static.Ipaddress)},
		Networks: []*models.V1MachineAllocationNetwork{
			{Networkid: private.ID, Autoacquire: ptr(true)},
			{Networkid: internet.ID, Autoacquire: ptr(false)},
		},
		FirewallRules: &models.V1FirewallRules{
			Egress:  []*models.V1FirewallEgressRule{{Comment: "web", Ports: []int32{443}, Protocol: "TCP", To: []string{"0.0.0.0/0"}}},
			Ingress: []*models.V1FirewallIngressRule{{Ports: []int32{22}, From: []string{"10.0.0.0/8"}, To: []string{"10.1.0.0/16"}}},
		},
	}
	var f *models.V1FirewallResponse

	run(t, "rules that cannot be are refused", func(t *testing.T) { firewallRefusals(t, w, request) })
	run(t, "it is allocated", func(t *testing.T) {
		f = must(w.edit.Firewall().AllocateFirewall(firewall.NewAllocateFirewallParams().WithBody(request), nil)).Payload
		isFirewallAsAsked(t, f, request, private, internet, underlay)
	})
	if f == nil {
		return
	}
	id := at(f.ID)
	w.freeAfterwards(t, id)

	run(t, "it phones home with its ports in the default VRF", func(t *testing.T) {
		w.reaches(t, id, phonedHome)
		addresses := networkOf(f, "underlay").Ips
		want := []string{fmt.Sprint(private.Vrf), fmt.Sprint(internet.Vrf)}
		for _, nic := range w.ports(t, id) {
			equal(t, "vrf of "+at(nic.Name), nic.Vrf, "default")
			if nic.Filter == nil {
				t.Fatalf("%s has no filter", at(nic.Name))
			}
			check(t, sameSet(nic.Filter.Vnis, want), "vnis: expected %v, got %v", want, nic.Filter.Vnis)
			check(t, slices.Equal(nic.Filter.Cidrs, []string{addresses[0] + "/32"}), "cidrs: expected %v/32, got %v", addresses, nic.Filter.Cidrs)
		}
	})
	run(t, "it was given a key to the VPN of its project", func(t *testing.T) { inVPN(t, w, f) })
	run(t, "it is found as a firewall", func(t *testing.T) {
		equal(t, "id", at(must(w.view.Firewall().FindFirewall(firewall.NewFindFirewallParams().WithID(id), nil)).Payload.ID), id)
		for what, filter := range map[string]*models.V1FirewallFindRequest{
			"name, project and tag": {AllocationName: request.Name, AllocationProject: projectID, Tags: request.Tags},
			"its address":           {NetworkIps: request.Ips},
			"a role it has not":     {ID: id, AllocationRole: "machine"},
		} {
			found := must(w.view.Firewall().FindFirewalls(firewall.NewFindFirewallsParams().WithBody(filter), nil)).Payload
			check(t, len(found) == 1 && at(found[0].ID) == id, "by %s: %d firewalls", what, len(found))
		}
		listed := must(w.view.Firewall().ListFirewalls(firewall.NewListFirewallsParams(), nil)).Payload
		check(t, slices.Contains(ids(listed, func(l *models.V1FirewallResponse) *string { return l.ID }), id), "the list lacks it")
		for _, l := range listed {
			check(t, l.Allocation != nil && at(l.Allocation.Role) == "firewall", "%s is listed and no firewall", at(l.ID))
		}
	})
	run(t, "after it was freed no firewall of that id is found", func(t *testing.T) {
		must(w.edit.Machine().FreeMachine(machine.NewFreeMachineParams().WithID(id), nil))
		_, err := w.view.Firewall().FindFirewall(firewall.NewFindFirewallParams().WithID(id), nil)
		refused[*firewall.FindFirewallDefault](t, err, 404)
		_, err = w.view.Firewall().FindFirewall(firewall.NewFindFirewallParams().WithID(nowhere), nil)
		refused[*firewall.FindFirewallDefault](t, err, 404)
		found := must(w.view.Firewall().FindFirewalls(firewall.NewFindFirewallsParams().WithBody(
			&models.V1FirewallFindRequest{ID: id}), nil)).Payload
		equal(t, "firewalls", len(found), 0)
	})
	run(t, "its static address stays with the project and has no machine any more", func(t *testing.T) {
		eventually(t, commandMax, "the address is released", func() (bool, string) {
			kept := must(w.view.IP().FindIP(ip.NewFindIPParams().WithID(at(static.Ipaddress)), nil)).Payload
			return len(kept.Tags) == 0 && at(kept.Type) == "static", fmt.Sprint(kept.Tags)
		})
	})
	run(t, "it waits again", func(t *testing.T) { w.reaches(t, id, waiting) })
}

func networkOf(f *models.V1FirewallResponse, kind string) *models.V1MachineNetwork {
	for _, n := range f.Allocation.Networks {
		if at(n.Networktype) == kind {
			return n
		}
	}
	return &models.V1MachineNetwork{}
}

func isFirewallAsAsked(t *testing.T, f *models.V1FirewallResponse, request *models.V1FirewallCreateRequest, private, internet, underlay *models.V1NetworkResponse) {
	t.Helper()
	if f.Allocation == nil {
		t.Fatal("the answer has no allocation")
	}
	equal(t, "role", at(f.Allocation.Role), "firewall")
	equal(t, "networks", len(f.Allocation.Networks), 3)
	equal(t, "private network", at(networkOf(f, "privateprimaryunshared").Networkid), at(private.ID))
	outside := networkOf(f, "external")
	equal(t, "external network", at(outside.Networkid), at(internet.ID))
	check(t, slices.Equal(outside.Ips, request.Ips), "external addresses: expected %v, got %v", request.Ips, outside.Ips)
	below := networkOf(f, "underlay")
	equal(t, "underlay", at(below.Networkid), at(underlay.ID))
	equal(t, "underlay flag", at(below.Underlay), true)
	equal(t, "underlay addresses", len(below.Ips), 1)
	equal(t, "ASN on all networks", at(outside.Asn), at(below.Asn))

	rules := f.Allocation.FirewallRules
	if rules == nil || len(rules.Egress) != 1 || len(rules.Ingress) != 1 {
		t.Fatalf("rules: %+v", rules)
	}
	equal(t, "protocol in capitals", rules.Egress[0].Protocol, "tcp")
	equal(t, "protocol by default", rules.Ingress[0].Protocol, "tcp")
	equal(t, "comment", rules.Egress[0].Comment, "web")
	check(t, slices.Equal(rules.Ingress[0].From, []string{"10.0.0.0/8"}), "from: %v", rules.Ingress[0].From)
}

func firewallRefusals(t *testing.T, w *world, request *models.V1FirewallCreateRequest) {
	egress := func(rule models.V1FirewallEgressRule) *models.V1FirewallRules {
		return &models.V1FirewallRules{Egress: []*models.V1FirewallEgressRule{&rule}}
	}
	for what, rules := range map[string]*models.V1FirewallRules{
		"an unknown protocol":  egress(models.V1FirewallEgressRule{Protocol: "icmp", Ports: []int32{1}, To: []string{"0.0.0.0/0"}}),
		"a port too high":      egress(models.V1FirewallEgressRule{Ports: []int32{65536}, To: []string{"0.0.0.0/0"}}),
		"a broken prefix":      egress(models.V1FirewallEgressRule{Ports: []int32{1}, To: []string{"everywhere"}}),
		"two families":         egress(models.V1FirewallEgressRule{Ports: []int32{1}, To: []string{"0.0.0.0/0", "::/0"}}),
		"a long comment":       egress(models.V1FirewallEgressRule{Comment: strings.Repeat("a", 101), Ports: []int32{1}, To: []string{"0.0.0.0/0"}}),
		"a comment with signs": egress(models.V1FirewallEgressRule{Comment: "a;b", Ports: []int32{1}, To: []string{"0.0.0.0/0"}}),
	} {
		wrong := *request
		wrong.FirewallRules = rules
		made, err := w.edit.Firewall().AllocateFirewall(firewall.NewAllocateFirewallParams().WithBody(&wrong), nil)
		if err == nil {
			w.freeAfterwards(t, at(made.Payload.ID))
			t.Fatalf("%s: it was allocated", what)
		}
		refused[*firewall.AllocateFirewallDefault](t, err, 400)
	}
	wrong := *request
	wrong.Imageid = w.imageFor(t, "machine").ID
	if !slices.Contains(w.imageFor(t, "machine").Features, "firewall") {
		_, err := w.edit.Firewall().AllocateFirewall(firewall.NewAllocateFirewallParams().WithBody(&wrong), nil)
		refused[*firewall.AllocateFirewallDefault](t, err, 400)
	}
}
