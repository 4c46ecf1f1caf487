package compat

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"metalplant.invalid/compat/internal/apidoc"
)

var documentStories = []story{
	{"the plant's own API document tells what the client was generated from, and its own additions", documentTells},
}

// additions are all that the plant's document has beside that of the client.
var additions = []string{
	"POST /v1/machine/ipmi/result",

	// what the agent of a switch is told and tells
	"GET /v1/switch/{id}/fabric",
	"POST /v1/switch/{id}/fabric",

	// machines of one order, over zones
	"DELETE /v1/machine/{id}/free?query allocationuuid",
	"GET /v1/machine/allocate-many",
	"GET /v1/machine/allocate-many/{id}",
	"POST /v1/machine/allocate-many",
	"v1.PartitionResponse.topology",

	// an address that several projects hold, below super networks with namespaces
	"v1.IPUpdateRequest.projectid",

	"v1.FirewallResponse.unconfirmed",
	"v1.MachineIPMIResponse.unconfirmed",
	"v1.MachineRecentProvisioningEvents.last_bmc_command",
	"v1.MachineResponse.unconfirmed",
	"v1.PartitionCreateRequest.zoneid",
	"v1.PartitionResponse.zoneid",
	"v1.PartitionUpdateRequest.zoneid",

	// what metal-core of August 2026 sends and reads
	"v1.SwitchNic.admin_status",
	"v1.SwitchRegisterRequest.room_id",
}

// additionalPaths are those of entities that only plants have.
var additionalPaths = []string{"/v1/region", "/v1/zone", "/v1/federation", "/v1/plant/", "/v1/peering"}

func documentTells(t *testing.T, w *world) {
	folder := must(exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/metal-stack/metal-go").Output())
	theirs := must(apidoc.Parse(must(os.ReadFile(filepath.Join(strings.TrimSpace(string(folder)), "metal-api.json")))))
	check(t, len(theirs.Paths) > 50 && len(theirs.Definitions) > 100, "the client's document has %d paths", len(theirs.Paths))

	missing, added := apidoc.Differences(theirs, w.document)

	for _, difference := range missing {
		t.Error(difference)
	}
	added = slices.DeleteFunc(added, func(name string) bool {
		_, path, isOperation := strings.Cut(name, " ")
		return isOperation && slices.ContainsFunc(additionalPaths, func(prefix string) bool { return strings.HasPrefix(path, prefix) })
	})
	check(t, slices.Equal(added, sortedTexts(additions)), "added: %q instead of %q", added, sortedTexts(additions))
}

func sortedTexts(texts []string) []string { return slices.Sorted(slices.Values(texts)) }
