package compat

import (
	"slices"
	"strings"
	"testing"

	"github.com/metal-stack/metal-go/api/client/project"
	"github.com/metal-stack/metal-go/api/client/tenant"
	"github.com/metal-stack/metal-go/api/models"
)

var masterdataStories = []story{
	{"a tenant is created, found, changed by its version and deleted", tenantLife},
	{"a project is created, found, changed by its version and deleted", projectLife},
}

func (w *world) createTenant(t *testing.T, quotas *models.V1QuotaSet) *models.V1TenantResponse {
	t.Helper()
	made := must(w.admin.Tenant().CreateTenant(tenant.NewCreateTenantParams().WithBody(&models.V1TenantCreateRequest{
		Name: w.name("tenant"), Quotas: quotas,
		Meta: &models.V1Meta{ID: w.name("tenant"), Annotations: map[string]string{"compat": w.run}, Labels: []string{"made-by-a-test"}},
	}), nil)).Payload
	afterwards(t, "tenant "+made.Meta.ID, func() error {
		_, err := w.admin.Tenant().DeleteTenant(tenant.NewDeleteTenantParams().WithID(made.Meta.ID), nil)
		return err
	})
	return made
}

func tenantLife(t *testing.T, w *world) {
	made := w.createTenant(t, nil)
	id := made.Meta.ID
	client := w.admin.Tenant()
	equal(t, "kind", made.Meta.Kind, "Tenant")
	equal(t, "apiversion", made.Meta.Apiversion, "v1")
	equal(t, "version", made.Meta.Version, 0)
	equal(t, "the same by its id", must(w.view.Tenant().GetTenant(tenant.NewGetTenantParams().WithID(id), nil)).Payload.Name, made.Name)
	find := func(filter models.V1TenantFindRequest) []string {
		found := must(w.view.Tenant().FindTenants(tenant.NewFindTenantsParams().WithBody(&filter), nil)).Payload
		return ids(found, func(f *models.V1TenantResponse) *string { return &f.Meta.ID })
	}
	check(t, slices.Equal(find(models.V1TenantFindRequest{ID: id}), []string{id}), "by id")
	check(t, slices.Equal(find(models.V1TenantFindRequest{Name: made.Name}), []string{id}), "by name")
	check(t, slices.Contains(find(models.V1TenantFindRequest{Annotations: map[string]string{"compat": w.run}}), id), "by annotation")
	listed := must(w.view.Tenant().ListTenants(tenant.NewListTenantsParams(), nil)).Payload
	check(t, slices.IsSorted(idsAsSent(listed)), "the list is not sorted by id: %v", idsAsSent(listed))
	check(t, slices.Contains(idsAsSent(listed), id) && slices.Contains(idsAsSent(listed), w.tenant), "the list lacks one")

	for what, meta := range map[string]*models.V1Meta{"another kind": {Kind: "Project"}, "another version": {Apiversion: "v2"}} {
		_, err := client.CreateTenant(tenant.NewCreateTenantParams().WithBody(&models.V1TenantCreateRequest{Meta: meta}), nil)
		check(t, strings.Contains(refused[*tenant.CreateTenantDefault](t, err, 422), "meta."), "%s: %v", what, err)
	}
	update := func(version int64, name string) (*models.V1TenantResponse, error) {
		answer, err := client.UpdateTenant(tenant.NewUpdateTenantParams().WithBody(&models.V1TenantUpdateRequest{
			Name: name, Meta: &models.V1Meta{ID: id, Version: version}}), nil)
		if err != nil {
			return nil, err
		}
		return answer.Payload, nil
	}
	changed := must(update(0, "changed"))
	equal(t, "name", changed.Name, "changed")
	equal(t, "version", changed.Meta.Version, 1)
	_, err := update(0, "changed too late")
	refused[*tenant.UpdateTenantDefault](t, err, 422)
	equal(t, "version", must(update(1, "changed again")).Meta.Version, 2)

	_, err = client.UpdateTenant(tenant.NewUpdateTenantParams().WithBody(&models.V1TenantUpdateRequest{Name: "nobody"}), nil)
	refused[*tenant.UpdateTenantDefault](t, err, 400)
	_, err = client.CreateTenant(tenant.NewCreateTenantParams().WithBody(&models.V1TenantCreateRequest{Meta: &models.V1Meta{ID: id}}), nil)
	refused[*tenant.CreateTenantConflict](t, err, 409)
	_, err = client.GetTenant(tenant.NewGetTenantParams().WithID("compat-none"), nil)
	refused[*tenant.GetTenantDefault](t, err, 404)
}

func idsAsSent(listed []*models.V1TenantResponse) []string {
	var all []string
	for _, l := range listed {
		all = append(all, l.Meta.ID)
	}
	return all
}

func projectLife(t *testing.T, w *world) {
	owner := w.createTenant(t, &models.V1QuotaSet{Project: &models.V1Quota{Quota: 1}})
	client := w.admin.Project()
	create := func(request models.V1ProjectCreateRequest) (*models.V1ProjectResponse, error) {
		answer, err := client.CreateProject(project.NewCreateProjectParams().WithBody(&request), nil)
		if err != nil {
			return nil, err
		}
		return answer.Payload, nil
	}
	made := must(create(models.V1ProjectCreateRequest{
		Name: w.name("project"), Description: "made by a test", TenantID: owner.Meta.ID, Meta: &models.V1Meta{},
		Quotas: &models.V1QuotaSet{Machine: &models.V1Quota{Quota: 3}},
	}))
	id := made.Meta.ID
	afterwards(t, "project "+id, func() error {
		_, err := client.DeleteProject(project.NewDeleteProjectParams().WithID(id), nil)
		return err
	})
	check(t, len(id) == 36, "the id is no uuid: %s", id)
	equal(t, "kind", made.Meta.Kind, "Project")

	run(t, "it is found by every filter", func(t *testing.T) {
		for what, filter := range map[string]models.V1ProjectFindRequest{
			"id":          {ID: id},
			"name":        {Name: made.Name},
			"tenant":      {TenantID: owner.Meta.ID},
			"description": {ID: id, Description: "made by a test"},
		} {
			found := must(w.view.Project().FindProjects(project.NewFindProjectsParams().WithBody(&filter), nil)).Payload
			check(t, len(found) == 1 && found[0].Meta.ID == id, "by %s: %d projects", what, len(found))
		}
		listed := must(w.view.Project().ListProjects(project.NewListProjectsParams(), nil)).Payload
		check(t, slices.ContainsFunc(listed, func(p *models.V1ProjectResponse) bool { return p.Meta.ID == id }), "the list lacks it")
		check(t, slices.IsSortedFunc(listed, func(a, b *models.V1ProjectResponse) int {
			return slices.Compare([]string{a.Meta.ID}, []string{b.Meta.ID})
		}), "the list is not sorted by id")
	})
	run(t, "it counts what it holds", func(t *testing.T) {
		w.privateNetwork(t, id)
		found := must(w.view.Project().FindProject(project.NewFindProjectParams().WithID(id), nil)).Payload
		equal(t, "quota of machines", found.Quotas.Machine.Quota, 3)
		equal(t, "used machines", found.Quotas.Machine.Used, 0)
		_, err := client.DeleteProject(project.NewDeleteProjectParams().WithID(id), nil)
		refused[*project.DeleteProjectDefault](t, err, 400)
	})
	run(t, "its tenant's quota is kept", func(t *testing.T) {
		_, err := create(models.V1ProjectCreateRequest{Name: w.name("project"), TenantID: owner.Meta.ID, Meta: &models.V1Meta{}})
		refused[*project.CreateProjectDefault](t, err, 422)
		_, err = w.admin.Tenant().DeleteTenant(tenant.NewDeleteTenantParams().WithID(owner.Meta.ID), nil)
		refused[*tenant.DeleteTenantDefault](t, err, 422)
	})
	run(t, "it is changed by its version", func(t *testing.T) {
		update := func(version int64, tenantID string) (*models.V1ProjectResponse, error) {
			answer, err := client.UpdateProject(project.NewUpdateProjectParams().WithBody(&models.V1ProjectUpdateRequest{
				Name: "changed", TenantID: tenantID, Meta: &models.V1Meta{ID: id, Version: version}}), nil)
			if err != nil {
				return nil, err
			}
			return answer.Payload, nil
		}
		changed := must(update(0, owner.Meta.ID))
		equal(t, "name", changed.Name, "changed")
		equal(t, "description", changed.Description, "")
		equal(t, "version", changed.Meta.Version, 1)
		_, err := update(0, owner.Meta.ID)
		refused[*project.UpdateProjectDefault](t, err, 422)
		_, err = update(1, w.tenant)
		refused[*project.UpdateProjectDefault](t, err, 422)
		_, err = client.UpdateProject(project.NewUpdateProjectParams().WithBody(&models.V1ProjectUpdateRequest{Name: "nobody"}), nil)
		refused[*project.UpdateProjectDefault](t, err, 400)
	})
	run(t, "a project that cannot be is refused", func(t *testing.T) {
		_, err := create(models.V1ProjectCreateRequest{Name: "nobody's", Meta: &models.V1Meta{}})
		refused[*project.CreateProjectDefault](t, err, 400)
		_, err = create(models.V1ProjectCreateRequest{Name: "nobody's", TenantID: "compat-none", Meta: &models.V1Meta{}})
		refused[*project.CreateProjectDefault](t, err, 404)
		_, err = create(models.V1ProjectCreateRequest{Name: "again", TenantID: w.tenant, Meta: &models.V1Meta{ID: id}})
		refused[*project.CreateProjectConflict](t, err, 409)
		_, err = w.view.Project().FindProject(project.NewFindProjectParams().WithID(nowhere), nil)
		refused[*project.FindProjectDefault](t, err, 404)
		_, err = client.UpdateProject(project.NewUpdateProjectParams().WithBody(&models.V1ProjectUpdateRequest{
			Meta: &models.V1Meta{ID: nowhere}}), nil)
		refused[*project.UpdateProjectDefault](t, err, 404)
	})
}
