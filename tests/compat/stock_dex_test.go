package compat

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metal-stack/metal-go/api/client/user"

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/compat/outside"
	"metalplant.invalid/compat/plant"
)

// person is somebody whom a proxy in front of Dex has recognised.
type person struct {
	name   string
	groups []string
}

// browse follows where Dex sends this person, from the address on, until it is led elsewhere.
func (p person) browse(t *testing.T, from string) *url.URL {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{}, Jar: must(cookiejar.New(nil)), Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	at := must(url.Parse(from))
	for range 10 {
		request := must(http.NewRequestWithContext(t.Context(), http.MethodGet, at.String(), nil))
		request.Header.Set("X-Remote-User", p.name)
		request.Header.Set("X-Remote-User-Email", p.name+"@example.org")
		request.Header.Set("X-Remote-Group", strings.Join(p.groups, ","))
		answer := must(client.Do(request))
		_ = answer.Body.Close()
		to, err := answer.Location()
		if err != nil {
			t.Fatalf("%s: %s instead of a redirection", at, answer.Status)
		}
		if to.Host != at.Host {
			return to
		}
		at = to
	}
	t.Fatal("there is no end of redirections")
	return nil
}

// token asks Dex for one, as a program does that was given a code or a password.
func token(t *testing.T, dex *outside.Dex, client string, more url.Values) string {
	t.Helper()
	more.Set("client_id", client)
	more.Set("client_secret", outside.DexSecret)
	answer := must((&http.Client{Transport: &http.Transport{}}).PostForm(dex.URL+"/token", more))
	defer answer.Body.Close()
	var given struct {
		Token string `json:"id_token"`
	}
	must0(json.NewDecoder(answer.Body).Decode(&given))
	if given.Token == "" {
		t.Fatalf("Dex gave no token: %s", answer.Status)
	}
	return given.Token
}

const scopes = "openid groups profile email federated:id"

func (p person) login(t *testing.T, dex *outside.Dex, connector, client string) string {
	t.Helper()
	back := "http://127.0.0.1:9/callback"
	ask := url.Values{"client_id": {client}, "redirect_uri": {back}, "response_type": {"code"}, "scope": {scopes}, "state": {"s"}}
	to := p.browse(t, dex.URL+"/auth/"+connector+"?"+ask.Encode())
	return token(t, dex, client, url.Values{"grant_type": {"authorization_code"}, "code": {to.Query().Get("code")}, "redirect_uri": {back}})
}

func stockDex(t *testing.T, w *world) {
	stock(t, "dex")
	if !w.hasOutside() {
		t.Skip("dex was not run: the plant was not told of it when it started")
	}
	dex := plant.Outside.Dex
	tenant, other := dex.Tenants[0], dex.Tenants[1]+"_ldap"
	own, second := tenant+"_ldap", tenant+"_ldap_second"
	equal(t, "tenant of the plant", w.tenant, tenant)
	group := func(role string) string { return tenant + "_maas-all-all-" + role }
	viola, edith, adam := person{"viola", []string{group("view")}}, person{"edith", []string{group("edit"), "x"}}, person{"adam", []string{group("admin")}}
	status := func(method, path, token string) int { return w.raw(t, nil, method, path, "", with(token)).status }
	views := func(token string) int { return status(http.MethodGet, "/v1/machine", token) }

	run(t, "who has a token is who it says", func(t *testing.T) {
		me := must(w.bearer(viola.login(t, dex, own, outside.DexClient)).User().GetMe(user.NewGetMeParams(), nil)).Payload
		equal(t, "mail", at(me.EMail), "viola@example.org")
		equal(t, "name", at(me.Name), "viola")
		equal(t, "tenant", at(me.Tenant), tenant)
		check(t, slices.Equal(me.Groups, []string{"maas-all-all-view"}), "groups: %v", me.Groups)
	})
	run(t, "groups of the tenant decide", func(t *testing.T) {
		for _, each := range []struct {
			person
			connector, client string
			view, admin       int
		}{
			{viola, own, outside.DexClient, 200, 403},
			{edith, own, outside.DexClient, 200, 403},
			{adam, own, outside.DexClient, 200, 404},
			{adam, second, outside.DexClient, 200, 404},
			{person{"nobody", nil}, own, outside.DexClient, 403, 403},
			{person{"stranger", []string{dex.Tenants[1] + "_maas-all-all-admin", "maas-all-all-admin"}}, own, outside.DexClient, 403, 403},
			{adam, other, outside.DexClient, 403, 403},
			{adam, own, "other", 403, 403},
		} {
			token := each.login(t, dex, each.connector, each.client)
			what := fmt.Sprintf("%s of %s for %s", each.name, each.connector, each.client)
			equal(t, what+" views", views(token), each.view)
			equal(t, what+" deletes", status(http.MethodDelete, "/v1/size/compat-none", token), each.admin)
		}
	})
	run(t, "a password of Dex itself is of no tenant", func(t *testing.T) {
		given := token(t, dex, outside.DexClient, url.Values{"grant_type": {"password"}, "scope": {scopes}, "username": {"dora@example.org"}, "password": {outside.DexPassword}})
		equal(t, "she views", views(given), http.StatusForbidden)
	})
	run(t, "the door of all plants takes it", func(t *testing.T) {
		equal(t, "at the router", w.routed(t, "/v1/machine", edith.login(t, dex, own, outside.DexClient)), http.StatusOK)
	})
	run(t, "metalctl logs in and works with it", func(t *testing.T) { metalctlLogin(t, w, dex, edith) })
	run(t, "keys change, and those before still count", func(t *testing.T) {
		first := viola.login(t, dex, own, outside.DexClient)
		equal(t, "at first", views(first), http.StatusOK)
		kid := func(token string) string { return strings.Split(token, ".")[0] }
		var fresh string
		eventually(t, 4*outside.DexKeyLife*time.Second, "Dex signs with another key", func() (bool, string) {
			fresh = viola.login(t, dex, own, outside.DexClient)
			return kid(fresh) != kid(first), kid(first)
		})
		eventually(t, 30*time.Second, "the plant takes it", func() (bool, string) {
			got := views(fresh)
			return got == http.StatusOK, http.StatusText(got)
		})
		equal(t, "the key before", views(first), http.StatusOK)
	})
	run(t, "while Dex is away known keys count, and nobody is called a forger", func(t *testing.T) {
		known := edith.login(t, dex, own, outside.DexClient)
		eventually(t, 30*time.Second, "the plant takes it", func() (bool, string) { return views(known) == http.StatusOK, "not yet" })
		dex.Stop()
		equal(t, "with a known key", views(known), http.StatusOK)
		must0(dex.Start())
		unseen := edith.login(t, dex, own, outside.DexClient)
		dex.Stop()
		eventually(t, 30*time.Second, "the plant has looked in vain", func() (bool, string) {
			got := views(unseen)
			return got == http.StatusServiceUnavailable, http.StatusText(got)
		})
		equal(t, "with a known key", views(known), http.StatusOK)
		must0(dex.Start())
		eventually(t, 30*time.Second, "people get in again", func() (bool, string) {
			got := views(edith.login(t, dex, own, outside.DexClient))
			return got == http.StatusOK, http.StatusText(got)
		})
	})
}

// metalctlLogin logs in as a person does, whose browser is played.
func metalctlLogin(t *testing.T, w *world, dex *outside.Dex, who person) {
	m := w.metalctl(t, "CONFIG=config.yaml")
	must0(os.WriteFile(filepath.Join(m.home, "config.yaml"), fmt.Appendf(nil,
		"current: plant\ncontexts:\n  plant:\n    url: %s\n    issuer_url: %s\n    client_id: %s\n    client_secret: %s\n",
		w.status.API.URL, dex.URL, outside.DexClient, outside.DexSecret), 0o600))
	browser, asked := t.TempDir(), filepath.Join(m.home, "asked")
	must0(os.WriteFile(filepath.Join(browser, "xdg-open"), []byte("#!/bin/sh\nprintf %s \"$1\" > "+asked+".part && mv "+asked+".part "+asked+"\n"), 0o700))
	for i, setting := range m.environment {
		if path, is := strings.CutPrefix(setting, "PATH="); is {
			m.environment[i] = "PATH=" + browser + ":" + path
		}
	}
	program, told := exec.CommandContext(t.Context(), m.path, "login"), &kit.Said{}
	program.Dir, program.Env, program.Stdout, program.Stderr = m.home, m.environment, told, told
	must0(program.Start())
	var page []byte
	eventually(t, 30*time.Second, "it opens a browser", func() (bool, string) {
		page, _ = os.ReadFile(asked)
		return len(page) > 0, told.String()
	})
	ask := who.browse(t, string(page))
	ask.Path += "/" + dex.Tenants[0] + "_ldap" // what a person chooses on Dex's page
	back := who.browse(t, ask.String())
	answer := must((&http.Client{Transport: &http.Transport{}}).Get(back.String()))
	equal(t, "back at the program", answer.StatusCode, http.StatusOK)
	_ = answer.Body.Close()
	if err := program.Wait(); err != nil {
		t.Fatalf("login: %v: %s", err, told.String())
	}
	contains(t, "whoami", m.prints(t, "whoami"), who.name, dex.URL, who.groups[0])
	m.prints(t, "machine list")
	contains(t, "size list", m.prints(t, "size list"), at(w.free(t).Size.ID))
	m.refuses(t, []string{"403", "maas-all-all-admin"}, "size delete compat-none")
}
