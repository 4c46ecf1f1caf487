package federation

import (
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/metal-stack/security"

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/lab/clock"
)

// clocked are the plants with a clock of their own, by the address of their API.
var clocked sync.Map

// onItsClock is what signs calls to a plant.
type onItsClock struct {
	clock *clock.Clock
	keys  map[string]string
}

// signedByItsClock lets the clients of this process sign calls to the plant by the plant's clock, as those that live where it lives:
// the Go client of the plants asks the machine for the time and nobody else.
func (s *side) signedByItsClock() {
	if s.clock == nil {
		return
	}
	keys := s.plant.Status.API.HMAC
	clocked.Store(kit.Must(url.Parse(s.plant.Status.API.URL)).Host, onItsClock{s.clock, map[string]string{
		"Metal-View": keys.View, "Metal-Edit": keys.Edit, "Metal-Admin": keys.Admin,
	}})
	signAnew()
}

var signAnew = sync.OnceFunc(func() {
	transport := http.DefaultTransport.(*http.Transport)
	transport.RegisterProtocol("http", signer{transport.Clone()})
})

// signer signs again what goes to a plant with a clock of its own, and leaves the rest to others.
type signer struct{ through http.RoundTripper }

func (s signer) RoundTrip(request *http.Request) (*http.Response, error) {
	found, known := clocked.Load(request.URL.Host)
	kind, _, signed := strings.Cut(request.Header.Get(security.AuthzHeaderKey), " ")
	if !known || !signed {
		return nil, http.ErrSkipAltProtocol
	}
	by := found.(onItsClock)
	again := request.Clone(request.Context())
	auth := security.NewHMACAuth(kind, []byte(by.keys[kind]))
	for name, value := range auth.AuthHeaders(request.Method, by.clock.Now()) {
		again.Header.Set(name, value)
	}
	return s.through.RoundTrip(again)
}
