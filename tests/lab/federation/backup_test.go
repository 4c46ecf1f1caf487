package federation

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/metal-stack/metal-go/api/client/machine"

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/lab/wan"
)

// kept is what `plantctl backup create` prints for a place.
type kept []struct {
	Made struct {
		Name       string
		Rows       int
		TookMillis int64
	}
	Failure string
}

// tried is what `plantctl backup drill` prints for a place.
type tried []struct {
	Name       string
	Rows, Read int
	TookMillis int64
	Wrong      []string
}

// backedUp plays a plant that is lost and comes back on other hardware from one file and the recovery words.
func backedUp(t *testing.T) {
	st := open(t, seat{partition: "alpha"})
	r := &restoration{backup: t.TempDir(), rack: ownRack(t, st.side("alpha"), racked)}
	words := ""
	with := func(tell func(*testing.T, *restoration, *side, *string)) func(*testing.T, *stage) {
		return func(t *testing.T, st *stage) { tell(t, r, st.side("alpha"), &words) }
	}
	st.tell(t, []story{
		{"a backup is made while a machine runs, and a drill finds it good", with(drilled)},
		{"a folder made from the file and the words is a plant that knows it was restored", with(fromOneFile)},
		{"a machine that was given away behind the backup keeps its disk when it boots from the network", with(rebooted)},
		{"behind reconcile the plant gives away all but that machine", with(reconciledAgain)},
	})
}

func drilled(t *testing.T, r *restoration, alpha *side, words *string) {
	alpha.settles(t)
	r.kept = alpha.runs(t, r.rack, "kept")

	fresh := kit.Must(ctl[struct{ Words []string }](alpha, "recovery", "renew", "--yes"))
	kit.Equal(t, "recovery words", len(fresh.Words), 17)
	*words = strings.Join(fresh.Words, " ") + "\n"
	made := kit.Must(ctl[kept](alpha, "backup", "create", "--to", "disk:"+r.backup))
	kit.Check(t, made[0].Failure == "" && made[0].Made.Rows > 50, "no backup: %+v", made)
	found := kit.Must(ctl[tried](alpha, "backup", "drill", "--to", "disk:"+r.backup))
	kit.Check(t, len(found[0].Wrong) == 0 && found[0].Read > racked, "a drill that finds %+v", found)
	t.Logf("backup of %d rows in %d ms, drill in %d ms", made[0].Made.Rows, made[0].Made.TookMillis, found[0].TookMillis)
	r.backup = filepath.Join(r.backup, made[0].Made.Name)
	r.lost = alpha.runs(t, r.rack, "lost")
}

func fromOneFile(t *testing.T, r *restoration, alpha *side, words *string) {
	kit.Must0(alpha.plant.Halt())
	lost := alpha.plant.Data + ".lost"
	kit.Must0(os.Rename(alpha.plant.Data, lost))
	t.Cleanup(func() { _ = os.RemoveAll(lost) })
	_, err := alpha.plant.CtlTold("bikoh bikoh\n", "backup", "restore", r.backup)
	kit.Check(t, err != nil && strings.Contains(err.Error(), "words"), "wrong words are answered %v", err)
	_, err = os.Stat(alpha.plant.Data)
	kit.Check(t, os.IsNotExist(err), "wrong words leave a folder behind")

	r.began = time.Now()
	kit.Must(alpha.plant.CtlTold(*words, "backup", "restore", r.backup))
	kit.Must0(alpha.plant.Run(alpha.options...))
	kit.Must0(alpha.connect())

	found := kit.Must(ctl[reconciled](alpha, "reconcile"))
	kit.Equal(t, "life", found.Plant.Life, 2)
	kit.Check(t, found.Plant.NewcomersHeld && found.Plant.AddressesHeld, "a restored plant holds nothing: %+v", found.Plant)
	kit.Eventually(t, patience, "all machines but one are confirmed", func() (bool, string) {
		var left reconciled
		err := alpha.call("view", http.MethodGet, "/v1/plant/reconcile", nil, &left)
		return err == nil && len(left.Machines) == 1 && left.Machines[0].ID == r.lost, fmt.Sprintf("%+v %v", left, err)
	})
}

// rebooted is a person who presses the button of a machine and chooses the network in its boot menu.
func rebooted(t *testing.T, r *restoration, alpha *side, _ *string) {
	before := r.rack.reaches(t, r.lost, "phoned-home")
	kit.Check(t, before.System && before.Allocation != "", "the machine that somebody has lost its system: %+v", before)
	alpha.press(t, r.lost, "REINSTALL")
	// The installer is not even given its kernel; at a hundred times the speed of the field it would have wiped the disks long since.
	refused := func() (count int) {
		for call, times := range kit.Must(r.rack.errors()) {
			if strings.HasPrefix(call, "boot.") || strings.HasPrefix(call, "dhcp.") || strings.HasPrefix(call, "register.") {
				count += times
			}
		}
		return count
	}
	first := refused()
	kit.Eventually(t, patience, "a server that boots from the network is told to come later, more than once", func() (bool, string) {
		now := r.rack.server(t, r.lost)
		return now.Phase != "phoned-home" && refused() >= first+3, fmt.Sprintf("%+v, refused %d", now, refused()-first)
	})
	now := r.rack.server(t, r.lost)
	kit.Check(t, now.System, "the disks of the machine that somebody has were wiped: %+v", now)
}

func reconciledAgain(t *testing.T, r *restoration, alpha *side, _ *string) {
	alpha.press(t, r.lost, "DISK")
	alpha.press(t, r.lost, "CYCLE")
	r.rack.reaches(t, r.lost, "phoned-home")
	left := kit.Must(ctl[reconciled](alpha, "reconcile", "--all", "--addresses"))
	kit.Equal(t, "machines that are left", len(left.Machines), 1)
	id := alpha.runs(t, r.rack, "again")
	kit.Check(t, id != r.lost && id != r.kept, "machine %s was given twice", id)
	now := r.rack.server(t, r.lost)
	kit.Check(t, now.System, "the disks of the machine that somebody has were wiped: %+v", now)
}

// press sends a command to the management controller of a machine past the plant, as a person at the rack would.
func (s *side) press(t *testing.T, id, command string) {
	t.Helper()
	known := kit.Must(s.admin.Machine().FindIPMIMachine(machine.NewFindIPMIMachineParams().WithID(id), nil)).Payload.Ipmi
	message := kit.Must(json.Marshal(map[string]any{"type": "command", "cmd": map[string]any{
		"target": id, "cmd": command,
		"ipmi": map[string]any{"address": kit.At(known.Address), "user": kit.At(known.User), "password": kit.At(known.Password)},
	}}))
	broker := kit.Must(url.Parse(s.plant.Status.NSQ.HTTP))
	if s.place != nil {
		wan.Knows(broker.Host, s.place.Namespace)
	}
	answer := kit.Must(http.Post(broker.String()+"/pub?topic=alpha-machine", "application/json", strings.NewReader(string(message))))
	kit.Must0(answer.Body.Close())
	kit.Equal(t, "answer of the broker", answer.StatusCode, http.StatusOK)
}

// server is the rack's own account of one of its servers.
func (r *rack) server(t *testing.T, id string) server {
	t.Helper()
	for _, each := range kit.Must(r.state()).Servers {
		if each.ID == id {
			return each
		}
	}
	t.Fatalf("the rack has no server of machine %s", id)
	return server{}
}

// errors are the calls that were refused, by name.
func (r *rack) errors() (map[string]int, error) {
	content, err := os.ReadFile(r.file)
	if err != nil {
		return nil, err
	}
	var state struct {
		Errors map[string]int `json:"call_errors"`
	}
	return state.Errors, json.Unmarshal(content, &state)
}
