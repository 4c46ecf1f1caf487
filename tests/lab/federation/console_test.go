package federation

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metal-stack/metal-go/api/client/machine"

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/lab/report"
	"metalplant.invalid/lab/wan"
)

const (
	consolePort = 5222
	peerPort    = 3333
	// How long the console of another plant may take to say that it cannot be reached.
	saysSoWithin = 20 * time.Second
	// keystrokes are measured in each state of the line, a line of text each.
	keystrokes = 60
)

// consoleLab is what its stories pass on.
type consoleLab struct {
	// t is of the whole group: what one story begins others go on with.
	t             *testing.T
	folder        string
	machine       string
	key, public   string
	local, remote *seat5222
	// linked is how long a line at the own plant takes while the plants reach each other.
	linked report.Sample
}

// consoles plays two plants with a console each, and a machine of beta whose controller has a serial port.
func consoles(t *testing.T) {
	for _, program := range []string{"ipmi_sim", "ipmitool", "ssh", "ssh-keygen"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Fatalf("%s is not installed; as root: apt-get install openipmi ipmitool openssh-client", program)
		}
	}
	const secured = "router.tls=on\n"
	st := open(t, seat{partition: "alpha", machines: 1, properties: secured}, seat{partition: "beta", machines: 1, properties: secured})
	lab := &consoleLab{t: t, folder: t.TempDir()}
	lab.key, lab.public = lab.newKey("owner")
	told := func(tell func(t *testing.T, lab *consoleLab, alpha, beta *side)) func(*testing.T, *stage) {
		return func(t *testing.T, st *stage) { tell(t, lab, st.side("alpha"), st.side("beta")) }
	}
	// Doors open with the first stories and stay open until the last one is told.
	stop := lab.opens(t, st.side("beta"), lab.foreign(t)...)
	st.tell(t, []story{
		{"metal-console comes in to a plant that is alone, with a certificate of the operator's, and nobody else does", told(foreignConsole)},
	})
	stop()
	lab.opens(t, st.side("alpha"))
	lab.opens(t, st.side("beta"))
	st.tell(t, []story{
		{"whoever has a machine reads and writes its console at its own plant, and nobody else does", told(consoleAtHome)},
		{"under the same name it is reached at the other plant through the tunnel, by its owner alone", told(consoleThere)},
		{"consoles of other plants come in through the tunnel, and people do not", told(consolePorts)},
		{"an admin of the other plant opens it by plantctl", told(consoleOfAdmin)},
		{"when the line is cut the own console goes on as fast and shows what was printed before, and the other one says which plant is away", told(consoleCut)},
		{"when the line is whole again an open session goes on, and new ones are let in", told(consoleHealed)},
		{"when the machine is freed both are shut", told(consoleShut)},
	})
}

func (l *consoleLab) newKey(name string) (file, public string) {
	file = filepath.Join(l.folder, name)
	if out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", file).CombinedOutput(); err != nil {
		kit.Throw(fmt.Errorf("ssh-keygen: %w: %s", err, out), 1)
	}
	return file, strings.TrimSpace(string(kit.Must(os.ReadFile(file + ".pub"))))
}

// opens starts what serves consoles beside a plant; it ends with the test, or when it is told to.
func (l *consoleLab) opens(t *testing.T, s *side, words ...string) func() {
	t.Helper()
	log := kit.Must(os.CreateTemp(l.folder, s.name()+"-console-"))
	command := s.within(s.plant.Script(), append([]string{"console", "--data", s.plant.Data, "--linger", "PT1S"}, words...)...)
	command.Stdout, command.Stderr = log, log
	stop := runs(t, command)
	t.Cleanup(func() {
		stop()
		if t.Failed() {
			text, _ := os.ReadFile(log.Name())
			fmt.Fprintf(os.Stderr, "console of %s:\n%s\n", s.name(), text[max(0, len(text)-4000):])
		}
	})
	kit.Eventually(t, patience, s.name()+" serves consoles", func() (bool, string) {
		return reachable(s, "127.0.0.1:", []int{consolePort})[consolePort], "it does not listen"
	})
	return stop
}

// serial is the serial port of a machine: what comes back is what was typed, in capitals.
func serial(t *testing.T, s *side) string {
	t.Helper()
	var listener net.Listener
	kit.Must0(wan.Within(s.place.Namespace, func() (err error) {
		listener, err = net.Listen("tcp", "127.0.0.1:0")
		return err
	}))
	return kit.SerialPort(t, listener)
}

const controllerOf = `name "board"
set_working_mc 0x20
  startlan 1
    addr %s 623
    priv_limit admin
    allowed_auths_admin none md2 md5 straight
    guid %s
  endlan
  sol "tcp:%s" 115200
  user 1 true "" "none" user 10 none md2 md5 straight
  user 2 true "%s" "%s" admin 10 none md2 md5 straight
`

const emulated = "mc_setbmc 0x20\nmc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02 persist_sdr\nmc_enable 0x20\n"

// guid is how a controller tells a UUID: from its last byte to its first.
func guid(uuid string) string {
	bytes := kit.Must(hex.DecodeString(strings.ReplaceAll(uuid, "-", "")))
	slices.Reverse(bytes)
	return hex.EncodeToString(bytes)
}

// controlled puts OpenIPMI's simulator where the plant believes the controller of a machine to be.
func (l *consoleLab) controlled(t *testing.T, s *side, id string) {
	t.Helper()
	ipmi := kit.Must(s.edit.Machine().FindIPMIMachine(machine.NewFindIPMIMachineParams().WithID(id), nil)).Payload.Ipmi
	host, _, err := net.SplitHostPort(kit.At(ipmi.Address))
	kit.Must0(err)
	kit.Must0(exec.Command("ip", "-n", s.place.Namespace, "addr", "add", host+"/32", "dev", "lo").Run())
	folder := kit.Must(os.MkdirTemp(l.folder, "controller-"))
	for name, text := range map[string]string{
		"lan.conf": fmt.Sprintf(controllerOf, host, guid(id), serial(l.t, s), kit.At(ipmi.User), kit.At(ipmi.Password)), "emulation": emulated,
	} {
		kit.Must0(os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600))
	}
	runs(l.t, s.within("ipmi_sim", "-n", "-c", filepath.Join(folder, "lan.conf"), "-f", filepath.Join(folder, "emulation"), "-s", folder))
}

// foreignConsole comes as metal-console does. Nobody has the machine yet: whoever has such a certificate has looked who its person is.
func foreignConsole(t *testing.T, lab *consoleLab, alpha, beta *side) {
	kit.Eventually(t, patience, "the server of beta waits, so its controller has its user", func() (bool, string) {
		now, err := listed(beta.edit, "beta")
		if err != nil || len(now.machines) == 0 {
			return false, fmt.Sprint(err)
		}
		lab.machine = kit.At(now.machines[0].ID)
		log := now.machines[0].Events.Log
		return len(log) > 0 && kit.At(log[0].Event) == "Waiting", fmt.Sprintf("%d events", len(log))
	})
	lab.controlled(t, beta, lab.machine)
	client := kit.Must(lab.comesIn(alpha, beta, "client.crt"))
	defer client.Close()
	session := kit.Must(client.NewSession())
	kit.Must0(session.RequestPty("xterm", 24, 80, nil))
	v := &seat5222{t: t, ended: make(chan struct{}), typed: kit.Must(session.StdinPipe())}
	session.Stdout, session.Stderr = v, v
	kit.Must0(session.Shell())
	v.says(time.Minute, "attached")
	v.answers("from metal-console")
	_, err := lab.comesIn(alpha, beta, "stranger.crt")
	kit.Check(t, err != nil, "a certificate of another authority is let in")
}

func consoleAtHome(t *testing.T, lab *consoleLab, alpha, beta *side) {
	beta.prepare()
	kit.Eventually(t, patience, "beta has a machine to give", func() (bool, string) {
		wish := beta.request("console", beta.image, beta.private, beta.size)
		wish.SSHPubKeys = []string{lab.public}
		made, err := beta.edit.Machine().AllocateMachine(machine.NewAllocateMachineParams().WithBody(wish), nil)
		if err == nil {
			lab.machine = kit.At(made.Payload.ID)
		}
		return err == nil, fmt.Sprint(err)
	})
	home := lab.sit(t, beta)
	home.answers("at home")
	home.leaves()
	lab.keepsOut(t, beta)
}

func consoleThere(t *testing.T, lab *consoleLab, alpha, beta *side) {
	alpha.stage.join(t, alpha, beta)
	kit.Eventually(t, patience, "alpha's console knows the machine and the way", func() (bool, string) {
		out, err := lab.ssh(alpha, lab.key, "-T").CombinedOutput()
		return err == nil && strings.Contains(string(out), lab.machine+" is at beta"), fmt.Sprintf("%v %s", err, out)
	})
	there := lab.sit(t, alpha)
	there.answers("through the tunnel")
	there.leaves()
	lab.keepsOut(t, alpha)
	audit := string(kit.Must(os.ReadFile(filepath.Join(beta.plant.Data, "console/audit.jsonl"))))
	kit.Check(t, strings.Contains(audit, "alpha"), "beta has not written down who came through alpha:\n%s", audit)
}

// consolePorts looks at beta's doors from a plant that was taken over.
func consolePorts(t *testing.T, lab *consoleLab, alpha, beta *side) {
	unfiltered(alpha)
	for port, open := range reachable(alpha, "["+serviceAddress(t, beta)+"]:", []int{consolePort, peerPort}) {
		kit.Equal(t, fmt.Sprintf("port %d open inside the tunnel", port), open, port == peerPort)
	}
	filteredAgain(t, alpha)
}

// consoleOfAdmin runs what plantctl would run, with a file of its own for host keys.
func consoleOfAdmin(t *testing.T, lab *consoleLab, alpha, beta *side) {
	var opened struct{ Command []string }
	kit.Must0(json.Unmarshal(kit.Must(alpha.plant.Ctl("console", "open", lab.machine, "--output", "json")), &opened))
	ask := filepath.Join(lab.folder, "ask")
	script := fmt.Sprintf("#!/bin/sh\nexec %sctl console token --data %s\n", alpha.plant.Script(), alpha.plant.Data)
	kit.Must0(os.WriteFile(ask, []byte(script), 0o700))
	words := append([]string{"-F", "none", "-tt", "-o", "StrictHostKeyChecking=accept-new", "-o", "UserKnownHostsFile=" + filepath.Join(lab.folder, "known_hosts")},
		opened.Command[1:]...)
	command := alpha.within(opened.Command[0], words...)
	command.Env = append(os.Environ(), "SSH_ASKPASS="+ask, "SSH_ASKPASS_REQUIRE=force")
	admin := lab.watch(t, command)
	admin.answers("from an admin")
	admin.leaves()
}

func consoleCut(t *testing.T, lab *consoleLab, alpha, beta *side) {
	lab.local, lab.remote = lab.sit(lab.t, beta), lab.sit(lab.t, alpha)
	lab.local.answers("both are linked")
	lab.local.measures(keystrokes, &lab.linked)
	lab.remote.takesPen()
	lab.remote.answers("before the cut")
	alpha.stage.world.Between(alpha.place, beta.place, wan.Line{Down: true})
	cut := time.Now()
	lab.local.takesPen()
	lab.local.answers("cut off")
	lab.remote.says(time.Minute, "the machine is not found now")
	figure(t, report.None, "an open console says that its plant is away", time.Since(cut).Seconds(), "s", "")

	began := time.Now()
	out, err := lab.ssh(alpha, lab.key, "-tt").CombinedOutput()
	took := time.Since(began)
	kit.Check(t, err != nil && strings.Contains(string(out), "plant beta"), "somebody who comes now is not told that beta is away: %v %s", err, out)
	figure(t, report.AtMost(saysSoWithin.Seconds()), "whoever comes is told which plant is away", took.Seconds(), "s", "")

	fresh := lab.sit(t, beta)
	fresh.says(time.Minute, "BEFORE THE CUT")
	fresh.leaves()
	var alone report.Sample
	lab.local.measures(keystrokes, &alone)
	ratio := alone.Ratio(&lab.linked)
	figure(t, report.AtMost(ratioMax), "a line at the own console, cut off to linked", ratio, "ratio of p50", "linked %s; cut off %s", &lab.linked, &alone)
	kit.Check(t, ratio > 0 && ratio < 10, "the own console waits for the other plant: %s", &alone)
	kit.Check(t, !strings.Contains(lab.local.screen(), "not found"), "the own console says that something is away:\n%s", lab.local.screen())
}

func consoleHealed(t *testing.T, lab *consoleLab, alpha, beta *side) {
	alpha.stage.world.Between(alpha.place, beta.place, wan.Line{})
	healed := time.Now()
	lab.remote.says(patience, "the machine is found again")
	lab.remote.takesPen()
	lab.remote.answers("the same session")
	figure(t, report.None, "the session that was open before the cut goes on", time.Since(healed).Seconds(), "s", "")
	kit.Eventually(t, patience, "new sessions are let in", func() (bool, string) {
		out, err := lab.ssh(alpha, lab.key, "-T").CombinedOutput()
		return err == nil, string(out)
	})
	again := lab.sit(t, alpha)
	again.takesPen()
	again.answers("healed")
	again.leaves()
	var after report.Sample
	lab.local.takesPen()
	lab.local.measures(keystrokes, &after)
	figure(t, report.AtMost(ratioMax), "a line at the own console, healed to linked", after.Ratio(&lab.linked), "ratio of p50", "%s", &after)
}

func consoleShut(t *testing.T, lab *consoleLab, alpha, beta *side) {
	there := lab.sit(t, alpha)
	kit.Must(beta.edit.Machine().FreeMachine(machine.NewFreeMachineParams().WithID(lab.machine), nil))
	there.isShut(time.Minute)
	lab.local.isShut(time.Minute)
	for _, s := range []*side{alpha, beta} {
		out, err := lab.ssh(s, lab.key, "-tt").CombinedOutput()
		kit.Check(t, err != nil, "the key of a freed machine at %s: %s", s.name(), out)
	}
}
