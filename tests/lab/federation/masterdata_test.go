package federation

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	metalgo "github.com/metal-stack/metal-go"
	"github.com/metal-stack/metal-go/api/client/image"
	"github.com/metal-stack/metal-go/api/client/network"
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

// oneSharedNetwork makes a network in alpha that both plants use from then on.
func oneSharedNetwork(t *testing.T, alpha, beta *side) {
	kit.Must0(alpha.sharedNetwork(prefix))
	kit.Equal(t, "VRF of the copy", beta.knowsShared(t).Vrf, int64(4242))
	change := func(client metalgo.Client, text string) error {
		_, err := client.Network().UpdateNetwork(network.NewUpdateNetworkParams().WithBody(&models.V1NetworkUpdateRequest{
			ID: kit.Ptr("shared"), Description: text,
		}), nil)
		return err
	}
	status, text := refused(change(beta.admin, "mine"))
	kit.Check(t, status == http.StatusServiceUnavailable && strings.Contains(text, "alpha"), "a copy is changed: %d %s", status, text)
	through := beta.routed(beta.plant.Status.API.HMAC.Admin, "Metal-Admin")
	kit.Must0(change(through, "of all plants"))
	kit.Equal(t, "description at its home", alpha.knowsShared(t).Description, "of all plants")
	reads(t, beta, "the changed network", func() string { return beta.knowsShared(t).Description }, func(text string) bool { return text == "of all plants" })
	for _, s := range []*side{alpha, beta} {
		times := 0
		for _, each := range kit.Must(s.router().Network().ListNetworks(network.NewListNetworksParams(), nil)).Payload {
			if strings.HasPrefix(kit.At(each.ID), "shared") {
				times++
			}
		}
		kit.Equal(t, "times that the router of "+s.name()+" lists it", times, 1)
	}
}

// projectInBoth makes networks of a project of alpha in beta. Both plants have the same super network, so alpha then gets none.
func projectInBoth(t *testing.T, alpha, beta *side) {
	project := kit.Must(alpha.makeProject("metal-stack"))
	reads(t, beta, "the project of alpha", func() string { return beta.tenantOf(project) }, func(owner string) bool { return owner != "" })
	allocate := func(s *side) (int, string) {
		_, err := s.edit.Network().AllocateNetwork(network.NewAllocateNetworkParams().WithBody(&models.V1NetworkAllocateRequest{
			Name: "spanned", Partitionid: s.seat.partition, Projectid: project,
		}), nil)
		if err == nil {
			return http.StatusCreated, ""
		}
		return refused(err)
	}
	status, text := allocate(beta)
	kit.Check(t, status == http.StatusServiceUnavailable && strings.Contains(text, "alpha") && strings.Contains(text, "asked"),
		"the first network in beta: %d %s", status, text)
	kit.Eventually(t, patience, "beta may have networks of the project", func() (bool, string) {
		status, text := allocate(beta)
		kit.Check(t, status == http.StatusCreated || status == http.StatusServiceUnavailable, "meanwhile: %d %s", status, text)
		return status == http.StatusCreated, text
	})
	kit.Eventually(t, patience, "alpha knows that beta has them", func() (bool, string) {
		status, text := allocate(alpha)
		kit.Check(t, status != http.StatusCreated, "alpha makes a network of what beta has claimed")
		return status == http.StatusUnprocessableEntity && strings.Contains(text, "beta"), fmt.Sprint(status, text)
	})
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
