package federation

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	metalgo "github.com/metal-stack/metal-go"
	"github.com/metal-stack/metal-go/api/client/partition"

	"metalplant.invalid/compat/kit"
)

// keys are what `plantctl federation keys` prints.
type keys struct {
	Number            int64
	View, Edit, Admin string
}

func (s *side) keys(t *testing.T, atLeast int64) keys {
	t.Helper()
	var last keys
	kit.Eventually(t, patience, fmt.Sprintf("%s has keys %d of the federation", s.name(), atLeast), func() (bool, string) {
		now, err := ctl[keys](s, "federation", "keys")
		if err != nil {
			return false, err.Error()
		}
		last = now
		return now.Number >= atLeast, fmt.Sprint(now.Number)
	})
	return last
}

// bundle is what a client has to trust, as this plant says it.
func (s *side) bundle() []byte { return kit.Must(s.plant.Ctl("federation", "trust")) }

// making guards the moment in which a client takes over the transport of all others.
var making sync.Mutex

// trusting is the unmodified client at this plant's router, with a key; it trusts these authorities and nobody else.
func (s *side) trusting(bundle []byte, key, kind string) metalgo.Client {
	making.Lock()
	defer making.Unlock()
	usual := http.DefaultTransport
	defer func() { http.DefaultTransport = usual }()
	transport := usual.(*http.Transport).Clone()
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(bundle)
	transport.TLSClientConfig = &tls.Config{RootCAs: roots}
	http.DefaultTransport = transport
	return kit.Must(metalgo.NewClient(s.plant.Status.Router.URL, metalgo.HMACAuth(key, kind)))
}

// partitions are how many a client sees; an error is why it sees none.
func partitions(client metalgo.Client) (int, error) {
	all, err := client.Partition().ListPartitions(partition.NewListPartitionsParams(), nil)
	if err != nil {
		return 0, err
	}
	return len(all.Payload), nil
}

// oneSetOfKeys is the story of a client that has one key and one bundle for both plants.
func oneSetOfKeys(t *testing.T, alpha, beta *side) {
	both := alpha.keys(t, 1)
	kit.Equal(t, "keys of the federation in beta", beta.keys(t, both.Number), both)
	bundle := alpha.bundle()
	kit.Equal(t, "members in the bundle of beta", len(beta.bundle()), len(bundle))
	for _, s := range []*side{alpha, beta} {
		for kind, key := range map[string]string{"Metal-View": both.View, "Metal-Edit": both.Edit, "Metal-Admin": both.Admin} {
			seen := kit.Must(partitions(s.trusting(bundle, key, kind)))
			kit.Equal(t, "partitions seen at the router of "+s.name()+" with "+kind, seen, 2)
		}
		_, err := partitions(s.trusting(bundle, both.View, "Metal-Edit"))
		kit.Equal(t, "answer to a key under another name", code(err), http.StatusForbidden)
		_, err = partitions(kit.Must(metalgo.NewClient(s.plant.Status.API.URL, metalgo.HMACAuth(both.Edit, "Metal-Edit"))))
		kit.Equal(t, "answer of the plant's own door to a key of the federation", code(err), http.StatusForbidden)
	}
	_, err := beta.trusting(alpha.bundleOf(t, "alpha"), both.View, "Metal-View").Partition().ListPartitions(partition.NewListPartitionsParams(), nil)
	kit.Check(t, err != nil && code(err) == 0, "a client that trusts alpha alone talks to beta: %v", err)
	_, err = alpha.trusting(bundle, both.Admin, "Metal-Admin").Partition().DeletePartition(partition.NewDeletePartitionParams().WithID("alpha"), nil)
	status, why := refused(err)
	kit.Check(t, status == http.StatusForbidden && strings.Contains(why, "role"), "the federation's admin is one where the plant allows edit: %v", err)
	alpha.stage.before = both
}

// bundleOf is the authority of one member.
func (s *side) bundleOf(t *testing.T, label string) []byte {
	t.Helper()
	trust := kit.Must(ctl[struct {
		Authorities []struct{ Label, Certificate string }
	}](s, "federation", "trust"))
	for _, each := range trust.Authorities {
		if each.Label == label {
			return []byte(each.Certificate)
		}
	}
	t.Fatalf("the authority of %s is not in %+v", label, trust)
	return nil
}

// oldKeysEnded is what became of the keys when beta was put out: alpha has new ones, and takes those that beta knows no more.
func oldKeysEnded(t *testing.T, alpha *side) {
	old := alpha.stage.before
	now := alpha.keys(t, old.Number+1)
	kit.Check(t, now.View != old.View && now.Edit != old.Edit && now.Admin != old.Admin, "a key is one that beta knows")
	bundle := alpha.bundle()
	kit.Equal(t, "partitions seen with a new key", kit.Must(partitions(alpha.trusting(bundle, now.Edit, "Metal-Edit"))), 1)
	_, err := partitions(alpha.trusting(bundle, old.Edit, "Metal-Edit"))
	kit.Equal(t, "answer to a key that a plant knows which was put out", code(err), http.StatusForbidden)
}
