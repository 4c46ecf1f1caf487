package compat

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	metalgo "github.com/metal-stack/metal-go"
	"github.com/metal-stack/metal-go/api/client/image"
	"github.com/metal-stack/metal-go/api/client/machine"
	"github.com/metal-stack/metal-go/api/client/network"
	"github.com/metal-stack/metal-go/api/client/partition"
	"github.com/metal-stack/metal-go/api/client/project"
	"github.com/metal-stack/metal-go/api/client/user"
	"github.com/metal-stack/metal-go/api/models"

	"metalplant.invalid/compat/internal/apidoc"
	"metalplant.invalid/compat/internal/contract"
	"metalplant.invalid/compat/plant"
)

const (
	// nowhere is a uuid that no plant holds.
	nowhere = "00000000-0000-4000-8000-00000000dead"

	waiting    = "Waiting"
	phonedHome = "Phoned Home"

	// lifeStep bounds one step in the life of a simulated machine.
	lifeStep = 90 * time.Second
)

// world is a plant with the clients that drive it, and the things in it that every plant has from its start.
type world struct {
	status   plant.Status
	recorder *contract.Recorder
	// document is what the plant says of its own API.
	document apidoc.Document
	commands *listener

	view, edit, admin metalgo.Client

	// run is different in every run, and part of every name that a test gives.
	run       string
	partition *models.V1PartitionResponse
	tenant    string
	prefixes  prefixes
	counter   atomic.Int64
}

func openWorld(status plant.Status) (*world, error) {
	base, err := url.Parse(status.API.URL)
	if err != nil {
		return nil, err
	}
	document, err := fetchDocument(status.API.URL)
	if err != nil {
		return nil, err
	}
	w := &world{
		status:   status,
		document: document,
		recorder: contract.NewRecorder(http.DefaultTransport, base.Path, document),
		run:      fmt.Sprintf("%06x", rand.N(1<<24)),
	}
	// The client takes the default transport when it is made; this is the one place where the witness can stand
	// without changing the client.
	http.DefaultTransport = w.recorder
	for _, c := range []struct {
		client    *metalgo.Client
		key, role string
	}{
		{&w.view, status.API.HMAC.View, "Metal-View"},
		{&w.edit, status.API.HMAC.Edit, "Metal-Edit"},
		{&w.admin, status.API.HMAC.Admin, "Metal-Admin"},
	} {
		if *c.client, err = metalgo.NewClient(status.API.URL, metalgo.HMACAuth(c.key, c.role)); err != nil {
			return nil, err
		}
	}
	if err := w.look(); err != nil {
		return nil, err
	}
	w.commands, err = listen(status)
	return w, err
}

func fetchDocument(url string) (apidoc.Document, error) {
	response, err := http.Get(strings.TrimSuffix(url, "/") + "/apidocs.json")
	if err != nil {
		return apidoc.Document{}, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, 16<<20))
	if err != nil {
		return apidoc.Document{}, err
	}
	return apidoc.Parse(text)
}

func (w *world) close() { w.commands.stop() }

// look reads what the plant brought along.
func (w *world) look() error {
	found, err := w.view.Partition().FindPartition(partition.NewFindPartitionParams().WithID(w.status.Partition), nil)
	if err != nil {
		return err
	}
	w.partition = found.Payload
	me, err := w.view.User().GetMe(user.NewGetMeParams(), nil)
	if err != nil {
		return err
	}
	w.tenant = at(me.Payload.Tenant)
	known, err := w.view.Network().ListNetworks(network.NewListNetworksParams(), nil)
	if err != nil {
		return err
	}
	w.prefixes, err = unusedPrefixes(known.Payload)
	return err
}

// name is a name that nothing else in the plant has.
func (w *world) name(what string) string {
	return fmt.Sprintf("compat-%s-%s-%d", w.run, what, w.counter.Add(1))
}

// prefixes hands out address space that no network of the plant covers: a part of one random /16 and one random /48.
type prefixes struct {
	v4, v6 netip.Prefix
	next   *atomic.Int64
}

func unusedPrefixes(known []*models.V1NetworkResponse) (prefixes, error) {
	var taken []netip.Prefix
	for _, n := range known {
		for _, text := range n.Prefixes {
			prefix, err := netip.ParsePrefix(text)
			if err != nil {
				return prefixes{}, err
			}
			taken = append(taken, prefix)
		}
	}
	free := func(candidate netip.Prefix) bool {
		return !slices.ContainsFunc(taken, candidate.Overlaps)
	}
	for range 1000 {
		// 10.64.0.0/10 and fd6d::/16 by our choice, to stay away from what people usually take
		v4 := netip.PrefixFrom(netip.AddrFrom4([4]byte{10, byte(64 + rand.N(64)), 0, 0}), 16)
		v6 := netip.PrefixFrom(netip.AddrFrom16([16]byte{0xfd, 0x6d, byte(rand.N(256)), byte(rand.N(256)), byte(rand.N(256)), byte(rand.N(256))}), 48)
		if free(v4) && free(v6) {
			return prefixes{v4, v6, new(atomic.Int64)}, nil
		}
	}
	return prefixes{}, fmt.Errorf("no free prefix beside %d networks", len(known))
}

// ipv4 is a /22 that nobody has, and its number within this run.
func (p prefixes) ipv4() netip.Prefix {
	number := p.next.Add(1) - 1
	if number > 63 {
		panic("the tests of one run use up to 64 prefixes")
	}
	address := p.v4.Addr().As4()
	address[2] = byte(number * 4)
	return netip.PrefixFrom(netip.AddrFrom4(address), 22)
}

// ipv6 is a /56 that nobody has.
func (p prefixes) ipv6() netip.Prefix {
	address := p.v6.Addr().As16()
	address[6] = byte(p.next.Add(1))
	return netip.PrefixFrom(netip.AddrFrom16(address), 56)
}

// narrow is the same start with another length.
func narrow(prefix netip.Prefix, bits int) string {
	return netip.PrefixFrom(prefix.Addr(), bits).String()
}

// project makes a project of the plant's tenant that is gone after the test.
func (w *world) project(t *testing.T) string {
	t.Helper()
	made := must(w.admin.Project().CreateProject(project.NewCreateProjectParams().WithBody(&models.V1ProjectCreateRequest{
		Name:     w.name("project"),
		TenantID: w.tenant,
		Meta:     &models.V1Meta{},
	}), nil)).Payload
	id := made.Meta.ID
	afterwards(t, "project "+id, func() error {
		_, err := w.admin.Project().DeleteProject(project.NewDeleteProjectParams().WithID(id), nil)
		return err
	})
	return id
}

// privateNetwork takes a child network for the project that is gone after the test.
func (w *world) privateNetwork(t *testing.T, projectID string) *models.V1NetworkResponse {
	t.Helper()
	made := must(w.edit.Network().AllocateNetwork(network.NewAllocateNetworkParams().WithBody(&models.V1NetworkAllocateRequest{
		Name:        w.name("private"),
		Partitionid: w.status.Partition,
		Projectid:   projectID,
	}), nil)).Payload
	afterwards(t, "network "+at(made.ID), func() error {
		_, err := w.edit.Network().FreeNetwork(network.NewFreeNetworkParams().WithID(at(made.ID)), nil)
		return err
	})
	return made
}

// externalRequest describes an external network; a test changes what it is about.
func (w *world) externalRequest(prefixes ...string) *models.V1NetworkCreateRequest {
	return &models.V1NetworkCreateRequest{
		ID:                  ptr(w.name("external")),
		Name:                "made by a test",
		Prefixes:            prefixes,
		Destinationprefixes: []string{},
		Nat:                 ptr(false),
		Privatesuper:        ptr(false),
		Underlay:            ptr(false),
		Vrf:                 int64(90_000 + rand.N(40_000)),
	}
}

// createNetwork makes a network that is gone after the test.
func (w *world) createNetwork(t *testing.T, request *models.V1NetworkCreateRequest) *models.V1NetworkResponse {
	t.Helper()
	made := must(w.admin.Network().CreateNetwork(network.NewCreateNetworkParams().WithBody(request), nil)).Payload
	w.deleteNetworkAfterwards(t, at(made.ID))
	return made
}

func (w *world) deleteNetworkAfterwards(t *testing.T, id string) {
	t.Helper()
	afterwards(t, "network "+id, func() error {
		_, err := w.admin.Network().DeleteNetwork(network.NewDeleteNetworkParams().WithID(id), nil)
		return err
	})
}

// createPartition makes a partition that boots like the plant's own and is gone after the test.
func (w *world) createPartition(t *testing.T) *models.V1PartitionResponse {
	t.Helper()
	made := must(w.admin.Partition().CreatePartition(partition.NewCreatePartitionParams().WithBody(&models.V1PartitionCreateRequest{
		ID:         ptr(w.name("partition")),
		Bootconfig: w.partition.Bootconfig,
	}), nil)).Payload
	afterwards(t, "partition "+at(made.ID), func() error {
		_, err := w.admin.Partition().DeletePartition(partition.NewDeletePartitionParams().WithID(at(made.ID)), nil)
		return err
	})
	return made
}

// imageFor is an image of the plant with that feature, preferably one whose id has a patch version.
func (w *world) imageFor(t *testing.T, feature string) *models.V1ImageResponse {
	t.Helper()
	found := must(w.view.Image().FindImages(image.NewFindImagesParams().WithBody(&models.V1ImageFindRequest{
		Features: []string{feature},
	}), nil)).Payload
	seeded := slices.DeleteFunc(found, func(i *models.V1ImageResponse) bool { return strings.HasPrefix(at(i.ID), "compat") })
	if len(seeded) == 0 {
		t.Fatalf("the plant brought no image with feature %s", feature)
	}
	return seeded[0]
}

// theNetwork is the one network of the plant that the predicate picks, among those not made by a test.
func (w *world) theNetwork(t *testing.T, what string, picked func(*models.V1NetworkResponse) bool) *models.V1NetworkResponse {
	t.Helper()
	for _, n := range must(w.view.Network().ListNetworks(network.NewListNetworksParams(), nil)).Payload {
		if !strings.HasPrefix(at(n.ID), "compat-") && picked(n) {
			return n
		}
	}
	t.Fatalf("the plant brought no %s network", what)
	return nil
}

func (w *world) internet(t *testing.T) *models.V1NetworkResponse {
	return w.theNetwork(t, "internet", func(n *models.V1NetworkResponse) bool {
		return at(n.Networktype) == "external" && len(n.Prefixes) > 0 && slices.Contains(n.Destinationprefixes, "0.0.0.0/0")
	})
}

func (w *world) privateSuper(t *testing.T) *models.V1NetworkResponse {
	return w.theNetwork(t, "private super", func(n *models.V1NetworkResponse) bool {
		return at(n.Privatesuper) && n.Partitionid == w.status.Partition
	})
}

func (w *world) underlay(t *testing.T) *models.V1NetworkResponse {
	return w.theNetwork(t, "underlay", func(n *models.V1NetworkResponse) bool {
		return at(n.Underlay) && n.Partitionid == w.status.Partition
	})
}

// free is a machine of the rack that waits for an allocation.
func (w *world) free(t *testing.T) *models.V1MachineResponse {
	t.Helper()
	var chosen *models.V1MachineResponse
	eventually(t, lifeStep, "a machine of the rack is waiting", func() (bool, string) {
		all := must(w.view.Machine().FindMachines(machine.NewFindMachinesParams().WithBody(&models.V1MachineFindRequest{
			PartitionID: w.status.Partition,
		}), nil)).Payload
		rand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		for _, m := range all {
			if m.Allocation == nil && newest(m.Events) == waiting && at(m.State.Value) == "" && m.Size != nil {
				chosen = m
				return true, ""
			}
		}
		return false, fmt.Sprintf("%d machines, none of them waiting", len(all))
	})
	return chosen
}

// held is a machine that stays free until the test ends: the other stories allocate at the same time, and a reserved machine is nobody's.
func (w *world) held(t *testing.T) string {
	t.Helper()
	var id string
	eventually(t, lifeStep, "a free machine can be held", func() (bool, string) {
		id = at(w.free(t).ID)
		must(w.setState(id, "RESERVED", "held by a test"))
		if w.machine(id).Allocation == nil {
			return true, ""
		}
		must(w.setState(id, "", ""))
		return false, id + " was allocated before it was held"
	})
	t.Cleanup(func() { caught(t, func() { must(w.setState(id, "", "")) }) })
	return id
}

func (w *world) machine(id string) *models.V1MachineResponse {
	return must(w.view.Machine().FindMachine(machine.NewFindMachineParams().WithID(id), nil)).Payload
}

// newest is the name of the last event, or "".
func newest(events *models.V1MachineRecentProvisioningEvents) string {
	if events == nil || len(events.Log) == 0 {
		return ""
	}
	return at(events.Log[0].Event)
}

// reaches waits until the newest event of the machine is the given one.
func (w *world) reaches(t *testing.T, id, event string) *models.V1MachineResponse {
	t.Helper()
	var last *models.V1MachineResponse
	eventually(t, lifeStep, "machine "+id+" reaches "+event, func() (bool, string) {
		last = w.machine(id)
		return newest(last.Events) == event, newest(last.Events)
	})
	return last
}

// freeAfterwards gives the machine back when the test ends, whatever became of it, and waits until it can be used again.
func (w *world) freeAfterwards(t *testing.T, id string) {
	t.Helper()
	t.Cleanup(func() {
		caught(t, func() {
			if w.machine(id).Allocation != nil {
				must(w.edit.Machine().FreeMachine(machine.NewFreeMachineParams().WithID(id), nil))
			}
			w.reaches(t, id, waiting)
		})
	})
}
