package federation

import (
	"encoding/json"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	metalgo "github.com/metal-stack/metal-go"
	"github.com/metal-stack/metal-go/api/client/ip"
	"github.com/metal-stack/metal-go/api/client/network"
	"github.com/metal-stack/metal-go/api/client/project"
	"github.com/metal-stack/metal-go/api/client/user"
	"github.com/metal-stack/metal-go/api/models"

	"metalplant.invalid/compat/internal/kit"
	"metalplant.invalid/compat/internal/plant"
)

// patience is how long a state may take that a quiet machine reaches in seconds.
const patience = 3 * time.Minute

// side is one of the plants and the clients that drive it.
type side struct {
	plant       *plant.Own
	options     []string
	edit, admin metalgo.Client
	project     string
	// recoveryWords are shown once, with the first invite.
	recoveryWords string
	// What a machine of it needs, known once the router has been used.
	private, image string
	size           *string

	// place is nil on loopback.
	place *place
	base  int
}

// Simulated servers: as few as can show whose they are.
const (
	alphaMachines = 1
	betaMachines  = 2
)

// open starts a plant with its servers.
func open(partition string, world *wan) (*side, error) {
	s, err := housed(world)
	if err != nil {
		return nil, err
	}
	s.options = append(s.options, "--rack", fmt.Sprint(map[string]int{"alpha": alphaMachines, "beta": betaMachines}[partition]), "--partition", partition, "--port-base", fmt.Sprint(s.base))
	if s.plant, err = plant.StartWith("federation.hold-down=PT2S\n", s.options...); err != nil {
		return nil, err
	}
	return s, s.connect()
}

// housed finds room for a plant: a namespace in the world, or ports on loopback.
func housed(world *wan) (*side, error) {
	if world == nil {
		base, err := plant.FreePorts()
		return &side{base: base}, err
	}
	place, err := world.join()
	if err != nil {
		return nil, err
	}
	// Each in its own namespace, so all are free; different ones, because the port of an API or a router tells the clients where to dial.
	s := &side{place: place, base: 12_000 + 12*len(world.namespaces), options: []string{"--netns", place.namespace}}
	for _, port := range []int{s.base, s.base + 10} {
		apis.Store(fmt.Sprintf("127.0.0.1:%d", port), place.namespace)
	}
	return s, nil
}

func (s *side) connect() error {
	keys := s.plant.Status.API.HMAC
	var err error
	if s.edit, err = metalgo.NewClient(s.plant.Status.API.URL, metalgo.HMACAuth(keys.Edit, "Metal-Edit")); err != nil {
		return err
	}
	if s.admin, err = metalgo.NewClient(s.plant.Status.API.URL, metalgo.HMACAuth(keys.Admin, "Metal-Admin")); err != nil {
		return err
	}
	me, err := s.edit.User().GetMe(user.NewGetMeParams(), nil)
	if err != nil || s.project != "" {
		return err
	}
	made, err := s.admin.Project().CreateProject(project.NewCreateProjectParams().WithBody(&models.V1ProjectCreateRequest{
		Name: "federation", TenantID: kit.At(me.Payload.Tenant), Meta: &models.V1Meta{},
	}), nil)
	if err != nil {
		return err
	}
	s.project = made.Payload.Meta.ID
	return nil
}

// federation is what `plantctl federation status` prints, as far as the stories look at it.
type federation struct {
	Phase      string
	Federation string
	Head       int64
	Epoch      int64
	CanWrite   bool
	NoTunnel   string
	Router     string
	Members    []member
	Pools      []pool
	Joins      []join
}

type member struct {
	ID, Label, Status string
	Self, Voter       bool
	Tunnel            *struct {
		Up                   bool
		LastHandshakeSeconds *int
		LossPercent          *int
	}
}

// member is the one of that label, or an empty one.
func (f federation) member(label string) member {
	for _, m := range f.Members {
		if m.Label == label {
			return m
		}
	}
	return member{}
}

type pool struct {
	ID                 string
	Mine, Free, Others int64
}

func (f federation) pool(id string) *pool {
	for i := range f.Pools {
		if f.Pools[i].ID == id {
			return &f.Pools[i]
		}
	}
	return nil
}

type join struct {
	JoinID, Role, State, Peer, Fingerprint, Why string
	CheckWords                                  []string
	Accepted                                    bool
	Plan                                        *struct {
		Hash  string
		Items []struct{ Kind, Severity, Text string }
	}
}

type invite struct {
	JoinID, Code, Address, Fingerprint string
	RecoveryWords                      []string
}

// ctl runs plantctl and reads the JSON that it prints.
func ctl[T any](s *side, arguments ...string) (T, error) {
	var answer T
	printed, err := s.plant.Ctl(append(arguments, "--output", "json")...)
	if err != nil {
		return answer, err
	}
	return answer, json.Unmarshal(printed, &answer)
}

func (s *side) view() federation { return kit.Must(ctl[federation](s, "federation", "status")) }

func (s *side) invite() invite {
	made := kit.Must(ctl[invite](s, "federation", "invite", "--no-wait"))
	if made.RecoveryWords != nil {
		s.recoveryWords = strings.Join(made.RecoveryWords, " ") + "\n"
	}
	return made
}

// recover runs a command that asks for the recovery words.
func (s *side) recover(arguments ...string) error {
	_, err := s.plant.CtlTold(s.recoveryWords, arguments...)
	return err
}

// sees waits until the plant sees something of the federation.
func (s *side) sees(t *testing.T, what string, seen func(federation) bool) federation {
	t.Helper()
	var last federation
	kit.Eventually(t, patience, s.plant.Status.Partition+" sees "+what, func() (bool, string) {
		now, err := ctl[federation](s, "federation", "status")
		if err != nil {
			return false, err.Error()
		}
		last = now
		return seen(now), fmt.Sprintf("%+v", now)
	})
	return last
}

// joinOf waits until a join is in that state.
func (s *side) joinOf(t *testing.T, id string, what string, reached func(join) bool) join {
	t.Helper()
	var found join
	s.sees(t, what, func(f federation) bool {
		for _, j := range f.Joins {
			if j.JoinID == id {
				found = j
				return reached(j)
			}
		}
		return false
	})
	return found
}

// sharedNetwork makes a network of the plant that has this shared prefix.
func (s *side) sharedNetwork(prefix string) error {
	_, err := s.admin.Network().CreateNetwork(network.NewCreateNetworkParams().WithBody(&models.V1NetworkCreateRequest{
		ID: kit.Ptr("shared"), Name: "shared", Prefixes: []string{prefix}, Destinationprefixes: []string{"0.0.0.0/0"},
		Nat: kit.Ptr(false), Privatesuper: kit.Ptr(false), Underlay: kit.Ptr(false), Vrf: 4242,
	}), nil)
	return err
}

func (s *side) acquire(networkID string) (string, error) {
	made, err := s.edit.IP().AllocateIP(ip.NewAllocateIPParams().WithBody(&models.V1IPAllocateRequest{
		Networkid: kit.Ptr(networkID), Projectid: kit.Ptr(s.project), Type: kit.Ptr("static"),
	}), nil)
	if err != nil {
		return "", err
	}
	return kit.At(made.Payload.Ipaddress), nil
}

func (s *side) release(address string) error {
	_, err := s.edit.IP().FreeIP(ip.NewFreeIPParams().WithID(address), nil)
	return err
}

// hush stops the plant's process until the function that it gives is called: to everybody else it is cut off.
func (s *side) hush(t *testing.T) func() {
	t.Helper()
	pid := s.plant.Status.PID
	kit.Must0(syscall.Kill(pid, syscall.SIGSTOP))
	speak := func() { _ = syscall.Kill(pid, syscall.SIGCONT) }
	t.Cleanup(speak)
	return speak
}
