package compat

import (
	"regexp"
	"slices"
	"testing"

	"github.com/metal-stack/metal-go/api/client/health"
	"github.com/metal-stack/metal-go/api/client/machine"
	"github.com/metal-stack/metal-go/api/client/user"
	"github.com/metal-stack/metal-go/api/client/version"
	"github.com/metal-stack/metal-go/api/models"

	metalgo "github.com/metal-stack/metal-go"
)

var basicStories = []story{
	{"it is healthy, has a version and knows its users", basics},
	{"it lists the issues of its machines", issues},
}

func basics(t *testing.T, w *world) {
	well := must(w.view.Health().Health(health.NewHealthParams(), nil)).Payload
	equal(t, "status", at(well.Status), "healthy") // controllers accept no other word
	for name, service := range well.Services {
		equal(t, "status of "+name, at(service.Status), "healthy")
		one := must(w.view.Health().Health(health.NewHealthParams().WithService(ptr(name)), nil)).Payload
		equal(t, "services when one was asked for", len(one.Services), 1)
	}
	v := must(w.view.Version().Info(version.NewInfoParams(), nil)).Payload
	equal(t, "name", at(v.Name), "metal-api")
	for what, text := range map[string]string{"version": at(v.Version), "revision": at(v.Revision)} {
		check(t, regexp.MustCompile(`^v\d+\.\d+\.\d+`).MatchString(text), "%s %q", what, text)
	}
	check(t, len(at(v.MinClientVersion)) > 1 && at(v.MinClientVersion)[0] == 'v', "min client version %q", at(v.MinClientVersion))

	for role, c := range map[string]struct {
		client metalgo.Client
		groups []string
	}{
		"view":  {w.view, []string{"k8s_kaas-view", "maas-all-all-view"}},
		"edit":  {w.edit, []string{"k8s_kaas-edit", "maas-all-all-edit"}},
		"admin": {w.admin, []string{"k8s_kaas-admin", "maas-all-all-admin"}},
	} {
		me := must(c.client.User().GetMe(user.NewGetMeParams(), nil)).Payload
		equal(t, "mail of "+role, at(me.EMail), "metal-"+role+"@metal-stack.io")
		equal(t, "tenant of "+role, at(me.Tenant), w.tenant)
		check(t, sameSet(me.Groups, c.groups), "groups of %s: %v", role, me.Groups)
	}
}

func issues(t *testing.T, w *world) {
	catalogue := []string{"no-partition", "liveliness-dead", "liveliness-unknown", "liveliness-not-available",
		"failed-machine-reclaim", "crashloop", "last-event-error", "bmc-without-mac", "bmc-without-ip",
		"bmc-info-outdated", "asn-not-unique", "bmc-no-distinct-ip", "no-event-container"}
	var listed []string
	for _, issue := range must(w.view.Machine().ListIssues(machine.NewListIssuesParams(), nil)).Payload {
		listed = append(listed, at(issue.ID))
		check(t, slices.Contains([]string{"minor", "major", "critical"}, at(issue.Severity)), "severity %q", at(issue.Severity))
		check(t, at(issue.Description) != "" && at(issue.RefURL) != "", "%s has no description or no address", at(issue.ID))
	}
	check(t, slices.Equal(listed, catalogue), "the catalogue: %v", listed)

	id := w.reportedMachine(t)
	evaluate := func(request models.V1MachineIssuesRequest) ([]*models.V1MachineIssueResponse, error) {
		answer, err := w.view.Machine().Issues(machine.NewIssuesParams().WithBody(&request), nil)
		if err != nil {
			return nil, err
		}
		return answer.Payload, nil
	}
	found := must(evaluate(models.V1MachineIssuesRequest{ID: id}))
	if len(found) != 1 || at(found[0].Machineid) != id || !slices.Equal(found[0].Issues, []string{"no-event-container"}) {
		t.Errorf("a machine that only its BMC knows: %+v", found)
	}
	equal(t, "when it is left out", len(must(evaluate(models.V1MachineIssuesRequest{ID: id, Omit: []string{"no-event-container"}}))), 0)
	equal(t, "when only another counts", len(must(evaluate(models.V1MachineIssuesRequest{ID: id, Only: []string{"crashloop"}}))), 0)
	equal(t, "when only critical ones count", len(must(evaluate(models.V1MachineIssuesRequest{ID: id, Severity: ptr("critical")}))), 0)
	all := must(evaluate(models.V1MachineIssuesRequest{}))
	check(t, slices.IsSortedFunc(all, func(a, b *models.V1MachineIssueResponse) int {
		return slices.Compare([]string{at(a.Machineid)}, []string{at(b.Machineid)})
	}), "the machines are not sorted")
	for _, wrong := range []models.V1MachineIssuesRequest{{Severity: ptr("bad")}, {Only: []string{"compat-none"}}, {Omit: []string{"compat-none"}}} {
		_, err := evaluate(wrong)
		refused[*machine.IssuesDefault](t, err, 400)
	}
}
