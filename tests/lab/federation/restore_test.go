package federation

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metal-stack/metal-go/api/client/image"
	"github.com/metal-stack/metal-go/api/client/machine"
	"github.com/metal-stack/metal-go/api/client/network"
	"github.com/metal-stack/metal-go/api/models"

	"metalplant.invalid/compat/kit"
)

// racked is how many servers run on while alpha is put back.
const racked = 4

// restoration is what the stories of a restored plant stand on.
type restoration struct {
	rack *rack
	// kept was allocated before the backup, lost after it; both run their systems.
	kept, lost string
	// backup is the folder of alpha's database as it was, began the moment from which no server may notice anything.
	backup string
	began  time.Time
}

// reconciled is what `plantctl reconcile` prints.
type reconciled struct {
	Plant struct {
		Life, Unconfirmed            int64
		Why                          string
		NewcomersHeld, AddressesHeld bool
	}
	Accepted int64
	Machines []struct {
		ID, State, Belief, Seen, Advice string
		Contradicts                     bool
	}
}

// restored plays what happens to plants of which something is put back to an older state.
func restored(t *testing.T) {
	st := open(t, seat{partition: "alpha"}, seat{partition: "beta"})
	r := &restoration{backup: filepath.Join(t.TempDir(), "postgres"), rack: ownRack(t, st.side("alpha"), racked)}
	with := func(tell func(*testing.T, *restoration, *side, *side)) func(*testing.T, *stage) {
		return func(t *testing.T, st *stage) { tell(t, r, st.side("alpha"), st.side("beta")) }
	}
	st.tell(t, []story{
		{"two plants are one, and a machine of one runs its system", with(beforeBackup)},
		{"after the backup another machine and more addresses are given", with(afterBackup)},
		{"a database that was put back is noticed, and no server notices anything", with(putBack)},
		{"what was seen confirms all machines but the one that the database forgot", with(confirmedByThemselves)},
		{"addresses of the restored plant come from fresh blocks, and none is given twice", with(freshAddresses)},
		{"reconcile leaves the machine that somebody has, and then all works again", with(reconcileAll)},
		{"a dump that is put back seconds after it was made is noticed, and no address is given twice", with(dumpedAndRestored)},
		{"a plant whose whole folder was put back learns it from the other one, and its voter begins anew", with(allPutBack)},
	})
}

func beforeBackup(t *testing.T, r *restoration, alpha, beta *side) {
	alpha.stage.join(t, alpha, beta)
	alpha.stage.share(t)
	alpha.settles(t)
	r.kept = alpha.runs(t, r.rack, "kept")
	for _, s := range []*side{alpha, beta} {
		taken(t, s, kit.Must(s.acquire("shared")))
	}
}

// settles waits until every server of the plant waits, and notes what a machine of it is made of.
func (s *side) settles(t *testing.T) {
	t.Helper()
	kit.Eventually(t, patience, "all servers of "+s.name()+" wait", func() (bool, string) {
		now, err := listed(s.edit, s.seat.partition)
		waiting := 0
		for _, m := range now.machines {
			if log := m.Events.Log; len(log) > 0 && kit.At(log[0].Event) == "Waiting" {
				waiting++
			}
		}
		return err == nil && waiting == racked, fmt.Sprintf("%d of %d, %v", waiting, len(now.machines), err)
	})
	private := kit.Must(s.edit.Network().AllocateNetwork(network.NewAllocateNetworkParams().WithBody(&models.V1NetworkAllocateRequest{
		Name: "private", Partitionid: s.seat.partition, Projectid: s.project,
	}), nil)).Payload
	s.private = kit.At(private.ID)
	s.size = kit.Must(listed(s.edit, s.seat.partition)).machines[0].Size.ID
	s.image = kit.At(kit.Must(s.edit.Image().FindImages(image.NewFindImagesParams().WithBody(
		&models.V1ImageFindRequest{Features: []string{"machine"}}), nil)).Payload[0].ID)
}

// runs allocates any machine of the plant and waits until its system runs. Behind a start the wait streams come back one by one.
func (s *side) runs(t *testing.T, r *rack, name string) (id string) {
	t.Helper()
	kit.Eventually(t, patience, s.name()+" has a machine to give", func() (bool, string) {
		made, err := s.edit.Machine().AllocateMachine(machine.NewAllocateMachineParams().WithBody(
			s.request(name, s.image, s.private, s.size)), nil)
		if err == nil {
			id = kit.At(made.Payload.ID)
		}
		return err == nil, fmt.Sprint(err)
	})
	r.reaches(t, id, "phoned-home")
	kit.Eventually(t, patience, "the leaf ports of machine "+id+" are in its network", func() (bool, string) {
		networks, err := s.leafNetworks(id)
		return err == nil && len(networks) > 0 && !slices.Contains(networks, ""), fmt.Sprint(networks, err)
	})
	return id
}

// leafNetworks are the VRFs of a machine's leaf ports as the leaves have reported them, "" where one has reported none of a tenant.
func (s *side) leafNetworks(machineID string) (networks []string, err error) {
	var leaves []struct {
		Connections []struct {
			MachineID string `json:"machine_id"`
			Nic       struct {
				BGP struct{ VrfName string } `json:"bgp_port_state"`
			}
		}
	}
	err = s.call("view", http.MethodGet, "/v1/switch", nil, &leaves)
	for _, leaf := range leaves {
		for _, connection := range leaf.Connections {
			if connection.MachineID == machineID {
				network := connection.Nic.BGP.VrfName
				if !strings.HasPrefix(network, "vrf") {
					network = ""
				}
				networks = append(networks, network)
			}
		}
	}
	return networks, err
}

func afterBackup(t *testing.T, r *restoration, alpha, _ *side) {
	kit.Must0(alpha.plant.Halt())
	kit.Must0(exec.Command("cp", "-a", filepath.Join(alpha.plant.Data, "postgres"), r.backup).Run())
	alpha.again()
	r.lost = alpha.runs(t, r.rack, "lost")
	for range 4 {
		taken(t, alpha, kit.Must(alpha.acquire("shared")))
	}
}

func putBack(t *testing.T, r *restoration, alpha, _ *side) {
	kit.Must0(alpha.plant.Halt())
	there := filepath.Join(alpha.plant.Data, "postgres")
	kit.Must0(exec.Command("rm", "-rf", there).Run())
	kit.Must0(exec.Command("cp", "-a", r.backup, there).Run())
	r.began = time.Now()
	alpha.again()

	found := kit.Must(ctl[reconciled](alpha, "reconcile"))
	kit.Check(t, strings.Contains(found.Plant.Why, "older than the host"), "a restore that is noticed as %q", found.Plant.Why)
	kit.Equal(t, "life", found.Plant.Life, 2)
	kit.Check(t, found.Plant.NewcomersHeld && found.Plant.AddressesHeld, "a restored plant holds nothing: %+v", found.Plant)
	_, err := alpha.edit.Machine().FreeMachine(machine.NewFreeMachineParams().WithID(r.lost), nil)
	kit.Equal(t, "answer to freeing a machine that somebody has", code(err), http.StatusServiceUnavailable)
}

func confirmedByThemselves(t *testing.T, r *restoration, alpha, _ *side) {
	kit.Eventually(t, patience, "all machines but one are confirmed", func() (bool, string) {
		var found reconciled
		err := alpha.call("view", http.MethodGet, "/v1/plant/reconcile", nil, &found)
		return err == nil && len(found.Machines) == 1 && found.Machines[0].ID == r.lost && found.Machines[0].Contradicts,
			fmt.Sprintf("%+v %v", found, err)
	})
	untouched(t, r)
}

// untouched holds the rack's own account against what it was before the restore.
func untouched(t *testing.T, r *restoration) {
	t.Helper()
	for _, id := range []string{r.lost} {
		now := r.rack.reaches(t, id, "phoned-home")
		kit.Check(t, now.System && now.Allocation != "", "the machine that somebody has lost its system: %+v", now)
	}
	for _, command := range r.rack.commandsSince(r.began) {
		kit.Check(t, !strings.Contains(command, r.lost), "a machine that somebody has was sent a command: %s", command)
	}
}

func freshAddresses(t *testing.T, r *restoration, alpha, beta *side) {
	alpha.sees(t, "itself in its new life", func(f federation) bool { return f.CanWrite })
	for range 6 {
		var address string
		kit.Eventually(t, patience, "alpha gets a fresh block", func() (bool, string) {
			var err error
			address, err = alpha.acquire("shared")
			return err == nil, fmt.Sprint(err)
		})
		taken(t, alpha, address)
		taken(t, beta, kit.Must(beta.acquire("shared")))
	}
	_, err := alpha.edit.Network().AllocateNetwork(network.NewAllocateNetworkParams().WithBody(&models.V1NetworkAllocateRequest{
		Name: "too-early", Partitionid: "alpha", Projectid: alpha.project,
	}), nil)
	kit.Equal(t, "answer to a prefix out of an older one", code(err), http.StatusServiceUnavailable)
}

func reconcileAll(t *testing.T, r *restoration, alpha, _ *side) {
	left := kit.Must(ctl[reconciled](alpha, "reconcile", "--all", "--addresses"))
	kit.Equal(t, "machines that are left", len(left.Machines), 1)
	kit.Check(t, left.Machines[0].Contradicts, "a machine that somebody has does not contradict: %+v", left.Machines[0])
	kit.Check(t, !left.Plant.NewcomersHeld && !left.Plant.AddressesHeld, "something is still held: %+v", left.Plant)
	id := alpha.runs(t, r.rack, "again")
	kit.Check(t, id != r.lost && id != r.kept, "machine %s was given twice", id)
	for _, freed := range []string{id, r.kept} {
		kit.Must(alpha.edit.Machine().FreeMachine(machine.NewFreeMachineParams().WithID(freed), nil))
		r.rack.reaches(t, freed, "waiting")
	}
	for range 3 {
		taken(t, alpha, kit.Must(alpha.acquire("shared")))
	}
	untouched(t, r)
}

// dumpedAndRestored makes the youngest copy that there can be, of a plant that runs, and puts it back behind a crash.
func dumpedAndRestored(t *testing.T, _ *restoration, alpha, _ *side) {
	before := kit.Must(ctl[reconciled](alpha, "reconcile")).Plant.Life
	dump := kit.Must(alpha.postgres(nil, "pg_dump", "--format=custom", "--dbname="+alpha.plant.Status.Database.URL))
	marked := alpha.life()
	taken(t, alpha, kit.Must(alpha.acquire("shared")))
	kit.Eventually(t, patience, "a mark behind the change", func() (bool, string) { return alpha.life() != marked, marked })
	alpha.kill()
	kit.Must(alpha.postgres(dump, "pg_restore", "--clean", "--if-exists", "--exit-on-error", "--dbname="+alpha.plant.Status.Database.URL))
	alpha.again()

	found := kit.Must(ctl[reconciled](alpha, "reconcile"))
	kit.Equal(t, "life", found.Plant.Life, before+1)
	kit.Check(t, found.Plant.AddressesHeld, "addresses of an older copy are not held: %+v", found.Plant)
	// Nobody says that all addresses in use are known: the one behind the dump is not.
	alpha.sees(t, "itself in its new life", func(f federation) bool { return f.CanWrite })
	for range 3 {
		kit.Eventually(t, patience, "alpha gets a fresh block", func() (bool, string) {
			address, err := alpha.acquire("shared")
			if err == nil {
				taken(t, alpha, address)
			}
			return err == nil, fmt.Sprint(err)
		})
	}
}

// life is what the host keeps of the plant's life.
func (s *side) life() string {
	return string(kit.Must(os.ReadFile(filepath.Join(s.plant.Data, "life", "life"))))
}

// postgresMajor is that of the plants' database; an older client does not read it.
const postgresMajor = 17

// postgres runs a client of PostgreSQL where the plant's database is reached: the machine's own if it is new enough, else that of
// the Debian that tests/lab/kernel makes.
func (s *side) postgres(input []byte, program string, arguments ...string) ([]byte, error) {
	var words []string
	if s.place != nil {
		words = []string{"ip", "netns", "exec", s.place.Namespace}
	}
	if !recent(program) {
		made, err := exec.Command("../kernel/tree.sh").Output()
		if err != nil {
			return nil, fmt.Errorf("%s of PostgreSQL %d is needed, and as root on Debian ./plant lab makes one: %w", program, postgresMajor, err)
		}
		words = append(words, "chroot", filepath.Join(strings.TrimSpace(string(made)), "tree"))
	}
	words = append(append(words, program), arguments...)
	command := exec.Command(words[0], words[1:]...)
	command.Stdin = bytes.NewReader(input)
	var told strings.Builder
	command.Stderr = &told
	printed, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %s", program, err, told.String())
	}
	return printed, nil
}

// recent says whether the machine has such a client that is not older than the plants' database.
func recent(program string) bool {
	printed, err := exec.Command(program, "--version").Output()
	var major int
	if err == nil {
		_, err = fmt.Sscanf(string(printed), program+" (PostgreSQL) %d", &major)
	}
	return err == nil && major >= postgresMajor
}

// allPutBack puts back all that beta has, as from an image of its disk: beta itself finds no difference.
func allPutBack(t *testing.T, _ *restoration, alpha, beta *side) {
	image := filepath.Join(t.TempDir(), "beta")
	kit.Must0(beta.plant.Halt())
	kit.Must0(exec.Command("cp", "-a", beta.plant.Data, image).Run())
	known := alpha.lives()
	beta.again()
	for range 4 {
		taken(t, beta, kit.Must(beta.acquire("shared")))
	}
	// A member notices what is older than the last mark that it was told; one is told at the start, and another half a minute later.
	for range 2 {
		kit.Eventually(t, patience, "alpha is told of a later mark", func() (bool, string) { return alpha.lives() != known, known })
		known = alpha.lives()
	}
	kit.Must0(beta.plant.Halt())
	kit.Must0(exec.Command("rm", "-rf", beta.plant.Data).Run())
	kit.Must0(exec.Command("cp", "-a", image, beta.plant.Data).Run())
	beta.again()

	kit.Eventually(t, patience, "beta is told that it was put back", func() (bool, string) {
		found, err := ctl[reconciled](beta, "reconcile")
		return err == nil && found.Plant.Life == 2 && found.Plant.AddressesHeld, fmt.Sprintf("%+v %v", found, err)
	})
	_, err := beta.acquire("shared")
	kit.Check(t, err != nil, "an address of an old block is given")
	beta.sees(t, "what to type now", func(f federation) bool { return f.alarmed("federation break-glass") })
	kit.Must0(alpha.recover("federation", "break-glass"))
	for _, s := range []*side{alpha, beta} {
		s.sees(t, "two voters again", func(f federation) bool { return f.voters() == 2 && f.CanWrite })
	}
	for range 3 {
		kit.Eventually(t, patience, "beta gets a fresh block", func() (bool, string) {
			address, err := beta.acquire("shared")
			if err == nil {
				taken(t, beta, address)
			}
			return err == nil, fmt.Sprint(err)
		})
	}
}

// lives are the marks of other plants that this one remembers.
func (s *side) lives() string {
	return string(kit.Must(os.ReadFile(filepath.Join(s.plant.Data, "federation", "lives.json"))))
}
