package federation

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/metal-stack/metal-go/api/client/image"
	"github.com/metal-stack/metal-go/api/client/project"
	"github.com/metal-stack/metal-go/api/client/tenant"
	"github.com/metal-stack/metal-go/api/models"

	"metalplant.invalid/compat/kit"
)

func (s *side) tenants() []string {
	var ids []string
	for _, found := range kit.Must(s.edit.Tenant().ListTenants(tenant.NewListTenantsParams(), nil)).Payload {
		ids = append(ids, found.Meta.ID)
	}
	return ids
}

func (s *side) images() []string {
	var ids []string
	for _, found := range kit.Must(s.edit.Image().ListImages(image.NewListImagesParams(), nil)).Payload {
		ids = append(ids, kit.At(found.ID))
	}
	return ids
}

// tenantOf is whose a project is as this plant knows it; empty if it does not know the project.
func (s *side) tenantOf(projectID string) string {
	found, err := s.edit.Project().FindProject(project.NewFindProjectParams().WithID(projectID), nil)
	if err != nil {
		return ""
	}
	return found.Payload.TenantID
}

func (s *side) makeTenant(id, description string) error {
	_, err := s.admin.Tenant().CreateTenant(tenant.NewCreateTenantParams().WithBody(&models.V1TenantCreateRequest{
		Name: id, Description: description, Meta: &models.V1Meta{ID: id},
	}), nil)
	return err
}

func (s *side) makeProject(tenantID string) (string, error) {
	made, err := s.admin.Project().CreateProject(project.NewCreateProjectParams().WithBody(&models.V1ProjectCreateRequest{
		Name: "shared", TenantID: tenantID, Meta: &models.V1Meta{},
	}), nil)
	if err != nil {
		return "", err
	}
	return made.Payload.Meta.ID, nil
}

// reads waits until a question to a plant has this answer.
func reads[T any](t *testing.T, s *side, what string, ask func() T, wanted func(T) bool) {
	t.Helper()
	kit.Eventually(t, patience, s.name()+" reads "+what, func() (bool, string) {
		answer := ask()
		return wanted(answer), fmt.Sprint(answer)
	})
}

func nothingLost(t *testing.T, alpha, beta *side) {
	const seeded = "metal-stack"
	for _, s := range []*side{alpha, beta} {
		for _, theirs := range []string{alpha.project, beta.project} {
			reads(t, s, "the project "+theirs, func() string { return s.tenantOf(theirs) }, func(owner string) bool { return owner == seeded })
		}
		kit.Equal(t, "tenants of "+s.name(), strings.Join(s.tenants(), " "), seeded)
		// Their images have the same ids and lie in different places, so both stay.
		reads(t, s, "the images of both", s.images, func(ids []string) bool {
			bare := 0
			for _, id := range ids {
				if slices.Contains(ids, id+"~beta") || slices.Contains(ids, id+"~alpha") {
					bare++
				}
			}
			return bare == 2 && len(ids) == 4
		})
	}
}

func sharedMasterdata(t *testing.T, alpha, beta *side) {
	kit.Must0(alpha.makeTenant("acme", "made in alpha"))
	made := kit.Must(alpha.makeProject("acme"))
	template := kit.Must(alpha.edit.Image().ListImages(image.NewListImagesParams(), nil)).Payload[0]
	picture := kit.At(kit.Must(alpha.admin.Image().CreateImage(image.NewCreateImageParams().WithBody(&models.V1ImageCreateRequest{
		ID: kit.Ptr("shared-1.0.20260101"), URL: kit.Ptr(template.URL), Features: []string{"machine"},
	}), nil)).Payload.ID)
	reads(t, beta, "the project of the other plant", func() string { return beta.tenantOf(made) }, func(owner string) bool { return owner == "acme" })
	reads(t, beta, "the image of the other plant", beta.images, func(ids []string) bool { return slices.Contains(ids, picture) })
	_, err := beta.admin.Project().DeleteProject(project.NewDeleteProjectParams().WithID(made), nil)
	kit.Check(t, err != nil && strings.Contains(fmt.Sprint(err), "503"), "a copy is removed, or the refusal is another one: %v", err)
	_, text := refused(err)
	kit.Check(t, strings.Contains(text, "alpha") && strings.Contains(text, beta.view().Router), "the refusal says where to send it: %s", text)
	// Any router takes it to its home, and reads stay where they are.
	through := beta.routed(beta.plant.Status.API.HMAC.Admin, "Metal-Admin")
	kit.Must(through.Project().DeleteProject(project.NewDeleteProjectParams().WithID(made), nil))
	kit.Equal(t, "tenant of the project at its home", alpha.tenantOf(made), "")
	_, err = through.Project().DeleteProject(project.NewDeleteProjectParams().WithID(made), nil)
	kit.Check(t, err != nil, "it was deleted twice")
	kit.Must(alpha.admin.Image().DeleteImage(image.NewDeleteImageParams().WithID(picture), nil))
	reads(t, beta, "no more of the project", func() string { return beta.tenantOf(made) }, func(owner string) bool { return owner == "" })
	reads(t, beta, "no more of the image", beta.images, func(ids []string) bool { return !slices.Contains(ids, picture) })
}

func madeWhileCutOff(t *testing.T, alpha, beta *side) {
	speak := alpha.hush(t)
	kit.Must0(beta.makeTenant("island", "made while cut off"))
	made := kit.Must(beta.makeProject("island"))
	onCopy := kit.Must(beta.makeProject("acme"))
	kit.Equal(t, "tenant of the project", beta.tenantOf(made), "island")
	speak()
	reads(t, alpha, "what was made meanwhile", func() string { return alpha.tenantOf(made) }, func(owner string) bool { return owner == "island" })
	reads(t, alpha, "what was made of a copy", func() string { return alpha.tenantOf(onCopy) }, func(owner string) bool { return owner == "acme" })
}
