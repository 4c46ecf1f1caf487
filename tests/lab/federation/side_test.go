package federation

import (
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

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/compat/plant"
	"metalplant.invalid/lab/clock"
	"metalplant.invalid/lab/wan"
)

// patience is how long a state may take that a quiet machine reaches in seconds.
const patience = 3 * time.Minute

// holdDown begins the line that says how long a released address is nobody's.
const holdDown = "federation.hold-down="

// Simulated servers: as few as can show whose they are.
const (
	alphaMachines = 1
	betaMachines  = 2
)

// side is one of the plants and the clients that drive it.
type side struct {
	seat        seat
	stage       *stage
	plant       *plant.Own
	options     []string
	edit, admin metalgo.Client
	project     string
	notes       *notebook
	// recoveryWords are shown once, with the first invite.
	recoveryWords string
	// What a machine of it needs, known once the router has been used.
	private, image string
	size           *string

	// place is nil on loopback.
	place *wan.Place
	base  int
	// clock is nil where the plant has that of the machine.
	clock *clock.Clock
}

func (s *side) name() string {
	if s.seat.called != "" {
		return s.seat.called
	}
	return s.seat.partition
}

// start starts it for the first time.
func (s *side) start() (err error) {
	properties := s.seat.properties
	if !strings.Contains(properties, holdDown) {
		properties += holdDown + "PT2S\n"
	}
	s.plant, err = plant.StartIn(s.clock.Environment(), properties, s.options...)
	if err != nil {
		return fmt.Errorf("%s: %w", s.name(), err)
	}
	return s.connect()
}

// kill ends the plant's process at once; what it started goes on, as after a crash.
func (s *side) kill() { kit.Must0(syscall.Kill(s.plant.Status.PID, syscall.SIGKILL)) }

// again starts a plant that was killed or halted.
func (s *side) again() {
	kit.Must0(s.plant.Run())
	kit.Must0(s.connect())
}

func (s *side) connect() error {
	keys := s.plant.Status.API.HMAC
	s.signedByItsClock()
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

// sharedNetwork makes a network without partition that has this shared prefix; all plants of a federation know it.
func (s *side) sharedNetwork(prefix string) error {
	_, err := s.admin.Network().CreateNetwork(network.NewCreateNetworkParams().WithBody(&models.V1NetworkCreateRequest{
		ID: kit.Ptr("shared"), Name: "shared", Prefixes: []string{prefix}, Destinationprefixes: []string{"0.0.0.0/0"},
		Nat: kit.Ptr(false), Privatesuper: kit.Ptr(false), Underlay: kit.Ptr(false), Vrf: 4242,
	}), nil)
	return err
}

// knowsShared waits until a plant has a copy of that network.
func (s *side) knowsShared(t *testing.T) *models.V1NetworkResponse {
	t.Helper()
	var found *models.V1NetworkResponse
	kit.Eventually(t, patience, s.name()+" reads the shared network", func() (bool, string) {
		answer, err := s.edit.Network().FindNetwork(network.NewFindNetworkParams().WithID("shared"), nil)
		if err != nil {
			return false, err.Error()
		}
		found = answer.Payload
		return true, ""
	})
	return found
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
