package compat

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metal-stack/metal-go/api/client/size"
	"github.com/metal-stack/metal-go/api/client/tenant"
	"github.com/metal-stack/metal-go/api/client/user"
	"github.com/metal-stack/metal-go/api/models"

	metalgo "github.com/metal-stack/metal-go"

	"metalplant.invalid/compat/internal/issuer"
)

var bearerStories = []story{
	{"tokens of the provider tenant's issuer open what their groups allow", issuedTokens},
	{"a token of the plant itself needs no issuer", ownTokens},
}

// with is a request that is sent with a token.
func with(token string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) }
}

func (w *world) bearer(token string) metalgo.Client {
	return must(metalgo.NewDriver(w.status.API.URL, token, ""))
}

func issuedTokens(t *testing.T, w *world) {
	group := func(role string) string { return strings.ToLower(w.tenant) + "_maas-all-all-" + role }
	real := must(issuer.Start(map[string][]string{
		"viola":  {group("view"), "other_maas-all-all-admin"},
		"edith":  {group("edit")},
		"adam":   {group("admin"), group("view")},
		"nobody": {"other_maas-all-all-admin", "maas-all-all-admin"},
	}))
	defer real.Stop()
	login := func(who, client string) string { return must(real.Login(t.Context(), who, client)) }
	status := func(token string) int { return w.raw(t, nil, http.MethodGet, "/v1/user/me", "", with(token)).status }
	defer w.trusting(t, real.URL)()

	viola := login("viola", issuer.Client)
	eventually(t, time.Minute, "the plant sees its new issuer", func() (bool, string) {
		got := status(viola)
		return got == http.StatusOK, http.StatusText(got)
	})
	run(t, "the client's own driver is who it says", func(t *testing.T) {
		me := must(w.bearer(viola).User().GetMe(user.NewGetMeParams(), nil)).Payload
		equal(t, "mail", at(me.EMail), "viola@example.org")
		equal(t, "name", at(me.Name), "viola")
		equal(t, "tenant", at(me.Tenant), w.tenant)
		check(t, slices.Equal(me.Groups, []string{"maas-all-all-view"}), "groups: %v", me.Groups)
	})
	run(t, "groups of the tenant decide, whatever others say", func(t *testing.T) {
		for who, may := range map[string]struct{ view, admin int }{
			"viola":  {http.StatusOK, http.StatusForbidden},
			"edith":  {http.StatusOK, http.StatusForbidden},
			"adam":   {http.StatusOK, http.StatusNotFound},
			"nobody": {http.StatusForbidden, http.StatusForbidden},
		} {
			token := login(who, issuer.Client)
			equal(t, who+" views", status(token), may.view)
			deleted := w.raw(t, nil, http.MethodDelete, "/v1/size/compat-none", "", with(token))
			equal(t, who+" deletes a size that is not there", deleted.status, may.admin)
		}
		equal(t, "sizes need no role", w.raw(t, nil, http.MethodGet, "/v1/size", "", with(login("nobody", issuer.Client))).status, http.StatusOK)
	})
	run(t, "the door of all plants takes them too", func(t *testing.T) {
		for token, expected := range map[string]int{viola: http.StatusOK, login("nobody", issuer.Client): http.StatusForbidden, viola + "x": http.StatusForbidden} {
			equal(t, "at the router", w.routed(t, "/v1/machine", token), expected)
		}
		me := must(must(metalgo.NewDriver(w.status.Router.URL, viola, "")).User().GetMe(user.NewGetMeParams(), nil)).Payload
		equal(t, "mail", at(me.EMail), "viola@example.org")
	})
	run(t, "tokens for another client, changed and unsigned ones are refused", func(t *testing.T) {
		equal(t, "another client", status(login("adam", issuer.OtherClient)), http.StatusForbidden)
		parts := strings.Split(viola, ".")
		equal(t, "other claims", status(parts[0]+"."+strings.Split(login("adam", issuer.Client), ".")[1]+"."+parts[2]), http.StatusForbidden)
		equal(t, "no signature", status(parts[0]+"."+parts[1]+"."), http.StatusForbidden)
		equal(t, "a huge one", status(strings.Repeat("a", 15_000)), http.StatusForbidden)
	})
	run(t, "a new key counts at once, and the one before it still does", func(t *testing.T) {
		real.Rotate()
		fresh := login("viola", issuer.Client)
		eventually(t, time.Minute, "the new key is seen", func() (bool, string) {
			got := status(fresh)
			return got == http.StatusOK, http.StatusText(got)
		})
		equal(t, "the key before", status(viola), http.StatusOK)
	})
	run(t, "people get in while the issuer is away", func(t *testing.T) {
		fresh := login("edith", issuer.Client)
		real.Stop()
		equal(t, "with a known key", status(fresh), http.StatusOK)
	})
}

// routed asks the door of all plants.
func (w *world) routed(t *testing.T, path, token string) int {
	t.Helper()
	request := must(http.NewRequestWithContext(t.Context(), http.MethodGet, strings.TrimSuffix(w.status.Router.URL, "/")+path, nil))
	with(token)(request)
	response := must(http.DefaultClient.Do(request))
	defer response.Body.Close()
	return response.StatusCode
}

// trusting tells the plant of an issuer of its provider tenant; what it returns takes that back.
func (w *world) trusting(t *testing.T, url string) func() {
	t.Helper()
	change := func(config *models.V1IAMConfig) {
		now := must(w.view.Tenant().GetTenant(tenant.NewGetTenantParams().WithID(w.tenant), nil)).Payload
		must(w.admin.Tenant().UpdateTenant(tenant.NewUpdateTenantParams().WithContext(context.WithoutCancel(t.Context())).
			WithBody(&models.V1TenantUpdateRequest{Meta: now.Meta, Name: now.Name, Description: now.Description,
				Quotas: now.Quotas, DefaultQuotas: now.DefaultQuotas, IamConfig: config}), nil))
	}
	change(&models.V1IAMConfig{
		IssuerConfig: &models.V1IssuerConfig{URL: url, ClientID: issuer.Client},
		IdmConfig:    &models.V1IDMConfig{IdmType: "ldap"},
	})
	return func() { change(nil) }
}

func ownTokens(t *testing.T, w *world) {
	type token struct{ Token string }
	issue := func(s *signature, body string, change ...func(*http.Request)) (int, token) {
		answer := w.raw(t, s, http.MethodPost, "/v1/plant/token", body, change...)
		if answer.status != http.StatusCreated {
			return answer.status, token{}
		}
		var made token
		must0(json.Unmarshal([]byte(answer.body), &made))
		return answer.status, made
	}
	code, edith := issue(w.as("admin"), `{"name":"edith@example.org","role":"edit","seconds":600}`)
	equal(t, "status", code, http.StatusCreated)
	me := must(w.bearer(edith.Token).User().GetMe(user.NewGetMeParams(), nil)).Payload
	equal(t, "mail", at(me.EMail), "edith@example.org")
	check(t, slices.Equal(me.Groups, []string{"k8s_kaas-edit", "maas-all-all-edit"}), "groups: %v", me.Groups)
	must(w.bearer(edith.Token).Size().ListSizes(size.NewListSizesParams(), nil))
	equal(t, "an admin's work", w.raw(t, nil, http.MethodDelete, "/v1/size/compat-none", "", with(edith.Token)).status, http.StatusForbidden)
	equal(t, "a write twice", w.raw(t, nil, http.MethodPost, "/v1/machine/find", "{}", with(edith.Token)).status, http.StatusOK)
	for what, wrong := range map[string]string{
		"more than its owner": `{"role":"admin"}`, "another role": `{"role":"root"}`, "a day": `{"seconds":86400}`, "a name with a line": `{"name":"a\nb"}`,
	} {
		code, _ := issue(w.as("edit"), wrong)
		check(t, code == http.StatusForbidden || code == http.StatusBadRequest, "%s: %d", what, code)
	}
	code, _ = issue(nil, `{}`, with(edith.Token))
	equal(t, "a token for a token", code, http.StatusForbidden)
}
