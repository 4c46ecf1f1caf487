// Package moving takes what one plant has over into another one, as an installation that moves in does. Both speak the API over HTTP; a stock
// metal-api was not at hand.
package moving

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/metal-stack/metal-go/api/client/image"
	"github.com/metal-stack/metal-go/api/client/ip"
	"github.com/metal-stack/metal-go/api/client/network"
	"github.com/metal-stack/metal-go/api/client/project"
	"github.com/metal-stack/metal-go/api/client/tenant"
	"github.com/metal-stack/metal-go/api/models"

	metalgo "github.com/metal-stack/metal-go"

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/compat/plant"
)

const properties = "url-check.enabled=false\n"

// begin starts a plant without machines.
func begin(t *testing.T, partition string) (*plant.Own, metalgo.Client) {
	t.Helper()
	base := kit.Must(plant.FreePorts())
	own := kit.Must(plant.StartWith(properties, "--rack", "0", "--partition", partition, "--port-base", fmt.Sprint(base)))
	t.Cleanup(own.Stop)
	return own, kit.Must(metalgo.NewDriver(own.Status.API.URL, "", own.Status.API.HMAC.Admin))
}

type moved struct {
	Kind      string
	There     int
	Created   []string
	Different []string
	Left      []string
	Failed    []string
}

// take runs plantctl import on the target. That something is refused is an answer, too.
func take(t *testing.T, target, source *plant.Own, more ...string) map[string]moved {
	t.Helper()
	arguments := append([]string{"import", "--data", target.Data, "--from", source.Status.API.URL, "--output", "json"}, more...)
	command := exec.CommandContext(t.Context(), target.Script()+"ctl", arguments...)
	command.Env = append(os.Environ(), "FROM_HMAC="+source.Status.API.HMAC.View)
	var told strings.Builder
	command.Stderr = &told
	printed, err := command.Output()
	var all []moved
	if json.Unmarshal(printed, &all) != nil {
		t.Fatalf("import: %v: %s", err, told.String())
	}
	byKind := map[string]moved{}
	for _, one := range all {
		byKind[one.Kind] = one
	}
	return byKind
}

func TestAnInstallationMovesIn(t *testing.T) {
	kit.Caught(t, func() {
		source, old := begin(t, "old")
		target, fresh := begin(t, "new")
		fill(old)

		planned := take(t, target, source)
		for kind, id := range map[string]string{"tenant": "customer", "project": "shop", "image": "debian-12.0.20260101", "network": "uplink", "ip": "203.0.113.7", "partition": "old"} {
			kit.Check(t, slices.Contains(planned[kind].Created, id), "the plan lacks %s %s: %+v", kind, id, planned[kind])
		}
		_, err := fresh.Tenant().GetTenant(tenant.NewGetTenantParams().WithID("customer"), nil)
		kit.Check(t, err != nil, "a plan changed something")

		first := take(t, target, source, "--apply")
		for kind := range planned {
			for _, line := range first[kind].Failed {
				// Both plants have an internet of their own for tests, with the same prefix.
				kit.Check(t, kind == "network" || kind == "ip", "%s: %s", kind, line)
			}
		}
		made := kit.Must(fresh.Project().FindProject(project.NewFindProjectParams().WithID("shop"), nil)).Payload
		kit.Equal(t, "tenant", made.TenantID, "customer")
		kit.Equal(t, "quota", made.Quotas.Machine.Quota, 7)
		uplink := kit.Must(fresh.Network().FindNetwork(network.NewFindNetworkParams().WithID("uplink"), nil)).Payload
		kit.Check(t, slices.Equal(uplink.Prefixes, []string{"203.0.113.0/24"}), "prefixes %v", uplink.Prefixes)
		address := kit.Must(fresh.IP().FindIP(ip.NewFindIPParams().WithID("203.0.113.7"), nil)).Payload
		kit.Equal(t, "project of the address", kit.At(address.Projectid), "shop")
		kit.Equal(t, "type of the address", kit.At(address.Type), "static")

		again := take(t, target, source, "--apply")
		for kind, one := range again {
			kit.Check(t, len(one.Created) == 0, "%s was created twice: %v", kind, one.Created)
		}
		kit.Check(t, again["project"].There >= 1, "the project is there: %+v", again["project"])
	})
}

func fill(old metalgo.Client) {
	kit.Must(old.Tenant().CreateTenant(tenant.NewCreateTenantParams().WithBody(&models.V1TenantCreateRequest{
		Meta: &models.V1Meta{ID: "customer", Annotations: map[string]string{"a": "b"}}, Name: "Customer"}), nil))
	kit.Must(old.Project().CreateProject(project.NewCreateProjectParams().WithBody(&models.V1ProjectCreateRequest{
		Meta: &models.V1Meta{ID: "shop", Labels: []string{"x"}}, Name: "Shop", TenantID: "customer",
		Quotas: &models.V1QuotaSet{Machine: &models.V1Quota{Quota: 7}}}), nil))
	kit.Must(old.Image().CreateImage(image.NewCreateImageParams().WithBody(&models.V1ImageCreateRequest{
		ID: kit.Ptr("debian-12.0.20260101"), URL: kit.Ptr("http://images.example.org/debian.tar.lz4"), Features: []string{"machine"}}), nil))
	kit.Must(old.Network().CreateNetwork(network.NewCreateNetworkParams().WithBody(&models.V1NetworkCreateRequest{
		ID: kit.Ptr("uplink"), Prefixes: []string{"203.0.113.0/24"}, Destinationprefixes: []string{"0.0.0.0/0"},
		Nat: kit.Ptr(true), Privatesuper: kit.Ptr(false), Underlay: kit.Ptr(false), Vrf: 1234}), nil))
	kit.Must(old.IP().AllocateSpecificIP(ip.NewAllocateSpecificIPParams().WithIP("203.0.113.7").WithBody(&models.V1IPAllocateRequest{
		Networkid: kit.Ptr("uplink"), Projectid: kit.Ptr("shop"), Name: "front", Type: kit.Ptr("static")}), nil))
}
