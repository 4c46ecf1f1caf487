// Package issuer runs a real OpenID Connect provider on loopback: zitadel's certified one, with its storage in memory. People log in with a
// name and a password and get an ID token by the code flow, as metalctl does; only the browser is played.
package issuer

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

const (
	// Client is the id of the client that tokens are made for.
	Client = "metalctl"
	// OtherClient is one that a plant knows nothing of.
	OtherClient = "somebody-else"

	secret   = "no-secret"
	password = "no-password"
	callback = "http://127.0.0.1:1/callback"
)

// Issuer is a running provider. Its users are called as in the map that it was started with.
type Issuer struct {
	// URL is its name in tokens, too.
	URL string

	roles    map[string][]string
	lock     sync.Mutex
	keys     []*key
	address  string
	handler  http.Handler
	listener *http.Server
}

// Start begins a provider whose users have these roles.
func Start(roles map[string][]string) (*Issuer, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	i := &Issuer{URL: "http://" + listener.Addr().String(), roles: roles, address: listener.Addr().String()}
	i.Rotate()
	clients := map[string]*storage.Client{}
	for _, id := range []string{Client, OtherClient} {
		clients[id] = storage.WebClient(id, secret, callback)
	}
	kept := &people{Storage: storage.NewStorageWithClients(i, clients), issuer: i}
	i.handler = exampleop.SetupServer(i.URL, kept, nil, false, op.WithAllowInsecure())
	i.serve(listener)
	return i, nil
}

func (i *Issuer) serve(listener net.Listener) {
	i.listener = &http.Server{Handler: i.handler, ReadHeaderTimeout: time.Minute}
	go func() { _ = i.listener.Serve(listener) }()
}

// Stop makes it unreachable.
func (i *Issuer) Stop() { _ = i.listener.Close() }

// Again makes it reachable where it was.
func (i *Issuer) Again() error {
	listener, err := net.Listen("tcp", i.address)
	if err != nil {
		return err
	}
	i.serve(listener)
	return nil
}

// Rotate signs with a new key from now on; the one before stays in the key set.
func (i *Issuer) Rotate() {
	made, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	i.lock.Lock()
	defer i.lock.Unlock()
	i.keys = append(i.keys, &key{id: fmt.Sprintf("key-%d", len(i.keys)+1), private: made})
	i.keys = i.keys[max(0, len(i.keys)-2):]
}

// Login is what a person does in a browser; it gives the ID token.
func (i *Issuer) Login(ctx context.Context, user, client string) (string, error) {
	ask := &http.Client{Transport: &http.Transport{}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	at := i.URL + "/auth?" + url.Values{"client_id": {client}, "redirect_uri": {callback}, "response_type": {"code"},
		"scope": {"openid profile email groups"}, "state": {"s"}}.Encode()
	for range 6 {
		next, err := i.step(ctx, ask, at, user)
		if err != nil {
			return "", err
		}
		if strings.HasPrefix(next, callback) {
			returned, err := url.Parse(next)
			if err != nil {
				return "", err
			}
			return i.exchange(ctx, ask, client, returned.Query().Get("code"))
		}
		at = next
	}
	return "", errors.New("the login goes round in circles")
}

// step asks for one page, fills in its form if it is the login, and gives where the browser is sent next.
func (i *Issuer) step(ctx context.Context, ask *http.Client, at, user string) (string, error) {
	page, err := url.Parse(at)
	if err != nil {
		return "", err
	}
	method, form := http.MethodGet, url.Values{}
	if strings.HasPrefix(page.Path, "/login/") {
		method = http.MethodPost
		form = url.Values{"username": {user}, "password": {password}, "id": {page.Query().Get("authRequestID")}}
	}
	request, err := http.NewRequestWithContext(ctx, method, at, strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := ask.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	next, err := response.Location()
	if err != nil {
		return "", fmt.Errorf("%s %s: %s: %w", method, at, response.Status, err)
	}
	return next.String(), nil
}

func (i *Issuer) exchange(ctx context.Context, ask *http.Client, client, code string) (string, error) {
	form := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {callback}}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, i.URL+"/oauth/token", strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.SetBasicAuth(client, secret)
	response, err := ask.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	var told struct {
		IDToken string `json:"id_token"`
	}
	if err := json.NewDecoder(response.Body).Decode(&told); err != nil {
		return "", err
	}
	if told.IDToken == "" {
		return "", fmt.Errorf("no ID token: %s", response.Status)
	}
	return told.IDToken, nil
}

// GetUserByID is for the provider's storage.
func (i *Issuer) GetUserByID(id string) *storage.User {
	if _, known := i.roles[id]; !known {
		return nil
	}
	return &storage.User{ID: id, Username: id, Password: password, Email: id + "@example.org", EmailVerified: true}
}

// GetUserByUsername is for the provider's storage.
func (i *Issuer) GetUserByUsername(name string) *storage.User { return i.GetUserByID(name) }

// ExampleClientID is for the provider's storage.
func (i *Issuer) ExampleClientID() string { return "service" }

// people is the provider's storage with keys that change, and claims of our own.
type people struct {
	*storage.Storage
	issuer *Issuer
}

func (p *people) SigningKey(context.Context) (op.SigningKey, error) {
	p.issuer.lock.Lock()
	defer p.issuer.lock.Unlock()
	return p.issuer.keys[len(p.issuer.keys)-1], nil
}

func (p *people) KeySet(context.Context) ([]op.Key, error) {
	p.issuer.lock.Lock()
	defer p.issuer.lock.Unlock()
	var all []op.Key
	for _, k := range p.issuer.keys {
		all = append(all, public{k})
	}
	return all, nil
}

func (p *people) SetUserinfoFromScopes(context.Context, *oidc.UserInfo, string, string, []string) error {
	return nil
}

func (p *people) SetUserinfoFromRequest(_ context.Context, info *oidc.UserInfo, request op.IDTokenRequest, _ []string) error {
	user := request.GetSubject()
	info.Subject = user
	info.Email, info.Name, info.PreferredUsername = user+"@example.org", "The "+user, user
	info.AppendClaims("roles", slices.Clone(p.issuer.roles[user]))
	return nil
}

type key struct {
	id      string
	private *rsa.PrivateKey
}

func (k *key) SignatureAlgorithm() jose.SignatureAlgorithm { return jose.RS256 }
func (k *key) Key() any                                    { return k.private }
func (k *key) ID() string                                  { return k.id }

type public struct{ key *key }

func (p public) ID() string                         { return p.key.id }
func (p public) Algorithm() jose.SignatureAlgorithm { return jose.RS256 }
func (p public) Use() string                        { return "sig" }
func (p public) Key() any                           { return &p.key.private.PublicKey }
