package compat

import (
	"fmt"
	"strings"
	"testing"

	"github.com/metal-stack/metal-go/api/client/ip"
	"github.com/metal-stack/metal-go/api/client/network"
	"github.com/metal-stack/metal-go/api/client/project"
	"github.com/metal-stack/metal-go/api/client/tenant"
	"github.com/metal-stack/metal-go/api/models"
)

func metalctlPeople(t *testing.T, w *world, m metalctl) {
	owner := w.name("tenant")
	made := gives[models.V1TenantResponse](t, m, "tenant create --cluster-quota 3 --labels one --annotations a=b",
		"--id", owner, "--name", "Tenant", "--description", "by metalctl")
	afterwards(t, "tenant "+owner, func() error {
		_, err := w.admin.Tenant().DeleteTenant(tenant.NewDeleteTenantParams().WithID(owner), nil)
		return ignoring404(err)
	})
	equal(t, "id", made.Meta.ID, owner)
	m.everyForm(t, "tenant list --id "+owner, owner)
	equal(t, "by annotation", len(m.listed(t, "tenant list --annotations a=b --id "+owner)), 1)
	contains(t, "describe", m.prints(t, "tenant describe", owner), "by metalctl", "a: b", "- one")

	p := gives[models.V1ProjectResponse](t, m, "project create --machine-quota 5 --label one --annotation a=b --description made",
		"--name", w.name("project"), "--tenant", owner)
	id := p.Meta.ID
	afterwards(t, "project "+id, func() error {
		_, err := w.admin.Project().DeleteProject(project.NewDeleteProjectParams().WithID(id), nil)
		return ignoring404(err)
	})
	m.everyForm(t, "project list --tenant "+owner, id)
	contains(t, "quotas", row(t, m.prints(t, "project list -o wide --name", p.Name), id), "∞ / 5 / ∞")
	m.survives(t, "tenant", owner)
	m.survives(t, "project", id)
	edited := decoded[models.V1ProjectResponse](t, m.editing(t, "made", "remade").prints(t, "project edit -o json", id))
	equal(t, "description", edited.Description, "remade")
	check(t, edited.Meta.Version > p.Meta.Version, "the version stayed %d", edited.Meta.Version)
	m.editing(t, "nothing like it", "").refuses(t, []string{"no changes were made"}, "tenant edit", owner)
	m.refuses(t, []string{"project"}, "tenant delete", owner) // it has one
	contains(t, "delete", m.prints(t, "project delete", id), id)
	m.refuses(t, []string{"NotFound"}, "project describe", id)
	contains(t, "delete", m.prints(t, "tenant delete", owner), owner)
	m.refuses(t, []string{"NotFound"}, "tenant describe", owner)
}

// ignoring404 is for what the program itself has removed.
func ignoring404(err error) error {
	if coded, has := err.(interface{ Code() int }); has && coded.Code() == 404 {
		return nil
	}
	return err
}

func metalctlNetworks(t *testing.T, w *world, m metalctl) {
	id, first, second := w.name("net"), w.prefixes.ipv4().String(), w.prefixes.ipv4().String()
	made := gives[models.V1NetworkResponse](t, m, "network create --destination-prefixes 198.51.100.0/24 --nat --labels a=b",
		"--id", id, "--name", "by metalctl", "--partition", w.status.Partition, "--prefixes", first, "--vrf", fmt.Sprint(130_000+w.counter.Add(1)))
	w.forgetNetwork(t, id)
	equal(t, "id", at(made.ID), id)
	equal(t, "nat", at(made.Nat), true)
	m.everyForm(t, "network list --id "+id, id)
	for _, filter := range []string{"--prefixes " + first, "--destination-prefixes 198.51.100.0/24", "--vrf " + fmt.Sprint(made.Vrf), "--nat --partition " + w.status.Partition} {
		check(t, strings.Contains(strings.Join(m.listed(t, "network list "+filter), " "), id), "by %s: it is not there", filter)
	}
	more := gives[models.V1NetworkResponse](t, m, "network update --add-destinationprefixes 203.0.113.0/24 --description more --labels c=d", id, "--add-prefixes", second)
	equal(t, "prefixes", len(more.Prefixes), 2)
	equal(t, "destinations", len(more.Destinationprefixes), 2)
	equal(t, "description", more.Description, "more")
	less := gives[models.V1NetworkResponse](t, m, "network update --remove-destinationprefixes 198.51.100.0/24", id, "--remove-prefixes", first)
	equal(t, "prefixes", strings.Join(less.Prefixes, " "), second)
	equal(t, "destinations", strings.Join(less.Destinationprefixes, " "), "203.0.113.0/24")
	m.survives(t, "network", id)
	m.refuses(t, []string{"error creating entity", "already", "errors occurred"}, "network create -f", w.file(t, m.prints(t, "network describe -o yaml", id)))

	run(t, "of a project", func(t *testing.T) {
		projectID := w.project(t)
		child := gives[models.V1NetworkResponse](t, m, "network allocate --labels a=b --ipv4-prefix-length 24", "--name", w.name("child"),
			"--project", projectID, "--partition", w.status.Partition)
		w.forgetNetwork(t, at(child.ID))
		check(t, len(child.Prefixes) == 1 && strings.HasSuffix(child.Prefixes[0], "/24"), "prefixes: %v", child.Prefixes)
		equal(t, "parent", child.Parentnetworkid, at(w.privateSuper(t).ID))
		table := m.prints(t, "network list --partition", w.status.Partition)
		contains(t, "the tree", row(t, table, at(child.ID)), "─╴"+at(child.ID), projectID)
		m.survives(t, "network", at(child.ID))
		shared := gives[models.V1NetworkResponse](t, m, "network update --shared", at(child.ID))
		equal(t, "shared", shared.Shared, true)

		dmz := gives[models.V1NetworkResponse](t, m, "network allocate --dmz", "--name", w.name("dmz"), "--project", projectID, "--partition", w.status.Partition)
		w.forgetNetwork(t, at(dmz.ID))
		check(t, dmz.Shared && at(dmz.Nat) && strings.Join(dmz.Destinationprefixes, "") == "0.0.0.0/0", "no DMZ: %+v", dmz)
		for _, n := range []*models.V1NetworkResponse{&child, &dmz} {
			contains(t, "free", m.prints(t, "network free", at(n.ID)), at(n.ID))
			m.refuses(t, []string{"NotFound"}, "network describe", at(n.ID))
		}
	})
	contains(t, "delete", m.prints(t, "network delete", id), id)
	m.refuses(t, []string{"NotFound"}, "network describe", id)
}

func (w *world) forgetNetwork(t *testing.T, id string) {
	afterwards(t, "network "+id, func() error {
		if _, err := w.view.Network().FindNetwork(network.NewFindNetworkParams().WithID(id), nil); err != nil {
			return ignoring404(err)
		}
		if _, err := w.edit.Network().FreeNetwork(network.NewFreeNetworkParams().WithID(id), nil); err == nil {
			return nil
		}
		_, err := w.admin.Network().DeleteNetwork(network.NewDeleteNetworkParams().WithID(id), nil)
		return err
	})
}

func metalctlAddresses(t *testing.T, w *world, m metalctl) {
	projectID := w.project(t)
	private := w.privateNetwork(t, projectID)
	made := gives[models.V1IPResponse](t, m, "network ip create --type static --tags a=b,c --description here", "--name", w.name("ip"),
		"--network", at(private.ID), "--project", projectID)
	address := at(made.Ipaddress)
	afterwards(t, "ip "+address, func() error {
		_, err := w.edit.IP().FreeIP(ip.NewFreeIPParams().WithID(address), nil)
		return ignoring404(err)
	})
	for _, filter := range []string{"--ipaddress " + address, "--project " + projectID, "--network " + at(private.ID), "--type static", "--tags a=b", "--name " + made.Name, "--prefix " + private.Prefixes[0]} {
		table := m.prints(t, "network ip list --project "+projectID+" "+filter)
		contains(t, filter, row(t, table, address), "static")
	}
	m.everyForm(t, "network ip list --project "+projectID, address)

	other := address[:strings.LastIndex(address, ".")] + ".77"
	picked := gives[models.V1IPResponse](t, m, "network ip create", "--ipaddress", other, "--network", at(private.ID), "--project", projectID)
	equal(t, "address", at(picked.Ipaddress), other)
	equal(t, "type", at(picked.Type), "ephemeral")
	m.refuses(t, []string{"already exists"}, "network ip create", "--ipaddress", other, "--network", at(private.ID), "--project", projectID)
	// addresses have no id in what describe prints
	file := m.prints(t, "network ip describe -o yaml", address) + "---\n" +
		strings.Replace(m.prints(t, "network ip describe -o yaml", other), "type: ephemeral", "type: static", 1)
	before := m.described(t, "network ip", address)
	m.takes(t, file, "network ip apply --skip-security-prompts --bulk-output -f -")
	equal(t, "what was applied", fmt.Sprint(m.described(t, "network ip", address)), fmt.Sprint(before))
	equal(t, "type", fmt.Sprint(m.described(t, "network ip", other)["type"]), "static")
	edited := decoded[models.V1IPResponse](t, m.editing(t, "here", "there").prints(t, "network ip edit -o json", address))
	equal(t, "description", edited.Description, "there")
	m.prints(t, "network ip issues")
	m.refuses(t, []string{"400", "there are still"}, "project delete", projectID)
	for _, gone := range []string{address, other} {
		contains(t, "delete", m.prints(t, "network ip delete", gone), gone)
		m.refuses(t, []string{"NotFound"}, "network ip describe", gone)
	}
}
