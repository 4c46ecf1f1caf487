package stock

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/metal-stack/metal-go/api/client/machine"
	"github.com/metal-stack/metal-go/api/models"

	"metalplant.invalid/compat/kit"
)

// ourPages is where our service says how it is.
const ourPages = "127.0.0.1:4299"

// leases writes what ISC's DHCP server writes of these controllers.
func (l *lab) leases(name string, boards ...*board) string {
	l.t.Helper()
	const layout = "2006/01/02 15:04:05"
	var text strings.Builder
	text.WriteString("# The format of this file is documented in the dhcpd.leases(5) manual page.\nauthoring-byte-order little-endian;\n\n")
	for number, each := range boards {
		now := time.Now().UTC()
		fmt.Fprintf(&text, "lease %s {\n  starts %d %s;\n  ends %d %s;\n  cltt %d %s;\n  binding state active;\n  next binding state free;\n"+
			"  rewind binding state free;\n  hardware ethernet 3c:ec:ef:00:00:%02x;\n  uid \"\\001<\\354\\357\\000\\000\";\n}\n",
			each.address, now.Weekday(), now.Add(-time.Hour).Format(layout), now.Weekday(), now.Add(time.Hour).Format(layout),
			now.Weekday(), now.Format(layout), number)
	}
	file := l.file(name)
	kit.Must0(os.WriteFile(file, []byte(text.String()), 0o644))
	return file
}

// tool is ipmitool for metal-bmc, with one answer corrected: ipmi_sim answers "Chassis Identify" with bytes of its memory where a controller
// answers with none, and metal-bmc ends on an answer of more than one line.
const tool = `#!/bin/sh
case "$*" in
*"raw 0x00 0x04 "*) exec /usr/bin/ipmitool "$@" >/dev/null ;;
*) exec /usr/bin/ipmitool "$@" ;;
esac
`

// startsTheirBMC starts metal-bmc for a partition, as its deployment does.
func (l *lab) startsTheirBMC(t *testing.T, in, port string, every time.Duration, boards ...*board) *process {
	t.Helper()
	certs, status, programs := l.certificates(), l.plant.Status, l.file("programs")
	kit.Must0(os.MkdirAll(programs, 0o700))
	kit.Must0(os.WriteFile(filepath.Join(programs, "ipmitool"), []byte(tool), 0o700))
	p := l.start("metal-bmc-"+in, []string{
		"PATH=" + programs + ":" + os.Getenv("PATH"),
		"METAL_BMC_LOG_LEVEL=info", "METAL_BMC_PARTITION_ID=" + in, "METAL_BMC_LEASE_FILE=" + l.leases("dhcpd-"+in+".leases", boards...),
		"METAL_BMC_REPORT_INTERVAL=" + every.String(), "METAL_BMC_METAL_API_URL=" + status.API.URL, "METAL_BMC_METAL_API_HMAC_KEY=" + status.API.HMAC.Edit,
		"METAL_BMC_IPMI_USER=" + boardUser, "METAL_BMC_IPMI_PASSWORD=" + boardPassword, "METAL_BMC_ALLOWED_CIDRS=127.46.0.0/16",
		"METAL_BMC_MQ_ADDRESS=" + status.NSQ.TCP, "METAL_BMC_MQ_CA_CERT_FILE=" + status.NSQ.CA, "METAL_BMC_MQ_CLIENT_CERT_FILE=" + status.NSQ.Cert,
		"METAL_BMC_MQ_CLIENT_CERT_KEY_FILE=" + status.NSQ.Key, "METAL_BMC_MACHINE_TOPIC=" + in + "-machine", "METAL_BMC_CONSOLE_PORT=" + port,
		"METAL_BMC_CONSOLE_CA_CERT_FILE=" + filepath.Join(certs, "ca.pem"), "METAL_BMC_CONSOLE_CERT_FILE=" + filepath.Join(certs, "server.pem"),
		"METAL_BMC_CONSOLE_KEY_FILE=" + filepath.Join(certs, "server-key.pem"),
	}, filepath.Join(l.programs, "metal-bmc"))
	listens(t, "127.0.0.1:"+port, p)
	return p
}

// startsOurBMC starts ours beside the plant.
func (l *lab) startsOurBMC(t *testing.T, boards ...*board) *process {
	t.Helper()
	word := l.file("controllers.password")
	kit.Must0(os.WriteFile(word, []byte(boardPassword+"\n"), 0o600))
	p := l.start("plant-bmc", nil, l.plant.Script(), "bmc", "--data", l.plant.Data, "--leases", l.leases("ours.leases", boards...), "--user", boardUser,
		"--password-file", word, "--allowed", "127.46.0.0/16", "--every", "PT2S", "--pages", ourPages)
	listens(t, ourPages, p)
	return p
}

// figure is one of our service.
func figure(name string) int {
	answer, err := http.Get("http://" + ourPages + "/metrics")
	if err != nil {
		return -1
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return -1
	}
	for _, line := range strings.Split(string(text), "\n") {
		if value, is := strings.CutPrefix(line, name+" "); is {
			number, _ := strconv.ParseFloat(value, 64)
			return int(number)
		}
	}
	return -1
}

// facts are what was reported of a controller and its machine.
func facts(of *models.V1MachineIPMIResponse) map[string]any {
	at := func(text *string) string { return kit.At(text) }
	return map[string]any{"address": at(of.Ipmi.Address), "power": at(of.Ipmi.Powerstate), "BMC version": at(of.Ipmi.Bmcversion), "BIOS version": at(of.Bios.Version),
		"board": *of.Ipmi.Fru, "LED": at(of.Ledstate.Value), "power metric": fmt.Sprint(readable(of.Ipmi.Powermetric)), "power supplies": fmt.Sprint(readable(of.Ipmi.Powersupplies))}
}

func readable(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

func theirReport(t *testing.T, l *lab) {
	theirs := l.startsTheirBMC(t, l.own(), "3335", 2*time.Second, l.found)
	var told *models.V1MachineIPMIResponse
	kit.Eventually(t, patience, "the machine is known by metal-bmc's report", func() (seen bool, text string) {
		now, err := l.ipmi(reported)
		if err != nil {
			return false, fmt.Sprintf("%v; %s", err, theirs.said())
		}
		told = now
		// The first report makes the machine, as at metal-api, and the next one fills it.
		return now.Ipmi != nil && kit.At(now.Ipmi.Address) == l.found.address+":623" && now.Bios != nil && kit.At(now.Bios.Version) != "", readable(now.Ipmi)
	})
	theirs.stop()
	before := facts(told)
	kit.Equal(t, "power", kit.At(told.Ipmi.Powerstate), "OFF")
	kit.Equal(t, "BMC version", kit.At(told.Ipmi.Bmcversion), "9.08")
	kit.Equal(t, "BIOS version", kit.At(told.Bios.Version), "3.4")
	kit.Equal(t, "part of the board, by which firmware is found", told.Ipmi.Fru.BoardPartNumber, "X11DPT-B")
	kit.Equal(t, "serial of the product", told.Ipmi.Fru.ProductSerial, "A281-0042")
	kit.Equal(t, "partition", kit.At(told.Partition.ID), l.own())
	l.page.saw("%s %s, BMC %s, BIOS %s, %s", told.Ipmi.Fru.BoardMfg, told.Ipmi.Fru.BoardPartNumber, kit.At(told.Ipmi.Bmcversion), kit.At(told.Bios.Version), kit.At(told.Ipmi.Powerstate))

	count := len(l.machines())
	ours := l.startsOurBMC(t, l.found)
	kit.Eventually(t, patience, "ours has reported it too", func() (bool, string) {
		return figure("plant_bmc_controllers_reported") == 1 && figure("plant_bmc_rounds_total") > 1, ours.said()
	})
	ours.stop()
	kit.Equal(t, "machines, which would be one more under another uuid", len(l.machines()), count)
	now := facts(kit.Must(l.ipmi(reported)))
	for name, value := range before {
		if name == "board" {
			continue
		}
		kit.Check(t, reflect.DeepEqual(value, now[name]), "%s: metal-bmc reported %v, ours %v", name, value, now[name])
	}
	// metal-bmc looks for the serial of the board under a name that ipmitool does not print, so it has none.
	board, mine := before["board"].(models.V1MachineFru), now["board"].(models.V1MachineFru)
	kit.Equal(t, "serial of the board as ours has it", mine.BoardMfgSerial, "OM19-0042")
	mine.BoardMfgSerial = board.BoardMfgSerial
	kit.Check(t, reflect.DeepEqual(board, mine), "board: metal-bmc reported %s, ours %s", readable(board), readable(mine))
}

func (l *lab) machines() []*models.V1MachineResponse {
	return kit.Must(l.edit.Machine().ListMachines(machine.NewListMachinesParams(), nil)).Payload
}

// ourConsole goes from a partition in which only metal-bmc can reach controllers.
func ourConsole(t *testing.T, l *lab) {
	l.serveConsoles(t)
	theirs := l.startsTheirBMC(t, oldSite, theirPort, time.Hour, l.there)
	defer theirs.stop()
	word := []string{"-tt", "-o", "PubkeyAuthentication=no"}
	for visit := range 2 {
		open := l.sit(t, l.asAdmin(l.ssh(ownConsole, l.key, thereID, word...), l.token("admin")))
		open.sees(time.Minute, thereID+" is at "+oldSite)
		open.sees(time.Minute, "Connecting to console of")
		open.sees(time.Minute, "SOL Session operational")
		open.answers(fmt.Sprintf("visit number %d", visit))
		took := open.answers(fmt.Sprintf("through metal-bmc %d", visit))
		l.page.saw("a line there and back in %.0f ms", float64(took.Microseconds())/1000)
		// Ours passes everything on to that console, whose escape is ipmitool's; OpenSSH keeps the first tilde of two.
		_, _ = io.WriteString(open.typed, "\r~~.")
		open.isShut(time.Minute)
	}
	refused(t, "somebody without a key of an allocation", l.ssh(ownConsole, l.key, thereID, "-tt", "-o", "BatchMode=yes"), "ermission denied")
	theirs.stop()
	began := time.Now()
	refused(t, "while metal-bmc is away", l.asAdmin(l.ssh(ownConsole, l.key, thereID, word...), l.token("admin")), "cannot be reached")
	l.page.saw("without metal-bmc said so in %.1f s", time.Since(began).Seconds())
}

// waits is what the bus holds for a channel of the partition's topic.
func (l *lab) waits(t *testing.T) (depth, inFlight, clients int) {
	t.Helper()
	answer := kit.Must(http.Get(strings.TrimSuffix(l.plant.Status.NSQ.HTTP, "/") + "/stats?format=json&topic=" + l.own() + "-machine&channel=core"))
	defer answer.Body.Close()
	var stats struct {
		Topics []struct {
			Channels []struct {
				Depth    int `json:"depth"`
				InFlight int `json:"in_flight_count"`
				Clients  int `json:"client_count"`
			}
		}
	}
	kit.Must0(json.NewDecoder(answer.Body).Decode(&stats))
	for _, topic := range stats.Topics {
		for _, channel := range topic.Channels {
			return channel.Depth, channel.InFlight, channel.Clients
		}
	}
	return 0, 0, 0
}

// bothCommanded has metal-bmc and ours on one channel, as where an operator moves from the one to the other.
func bothCommanded(t *testing.T, l *lab) {
	theirs := l.startsTheirBMC(t, l.own(), "3335", time.Hour, l.here)
	defer theirs.stop()
	ours := l.startsOurBMC(t, l.here)
	defer ours.stop()
	l.quiet(t, 2)
	// Commands begin with OFF; whoever finds a machine on does nothing for ON.
	kit.Must0(l.here.set("power", "1"))
	done := func() (by, mine int) {
		return strings.Count(theirs.said(), "got message from nsq"), figure(`plant_bmc_commands_total{state="done"}`)
	}
	theirFirst, ourFirst := done()
	const atLeast, atMost = 12, 60
	sent := 0
	for ; sent < atMost; sent++ {
		by, mine := done()
		if sent >= atLeast && by-theirFirst > 2 && mine-ourFirst > 2 {
			break
		}
		l.commands(t, sent)
	}
	var by, mine int
	kit.Eventually(t, patience, "each command is one that metal-bmc took or ours did", func() (bool, string) {
		by, mine = done()
		return by-theirFirst+mine-ourFirst == sent, fmt.Sprintf("%d sent, %d, %d", sent, by-theirFirst, mine-ourFirst)
	})
	kit.Check(t, by > theirFirst && mine > ourFirst, "of %d commands metal-bmc took %d and ours %d", sent, by-theirFirst, mine-ourFirst)
	kit.Equal(t, "commands that ours did not do", figure(`plant_bmc_commands_total{state="failed"}`)+figure(`plant_bmc_commands_total{state="expired"}`), 0)
	l.page.saw("%d commands: %d by metal-bmc, %d by ours", sent, by-theirFirst, mine-ourFirst)

	theirs.stop()
	l.quiet(t, 1)
	for number := range 4 {
		l.commands(t, number)
	}
	kit.Eventually(t, patience, "ours alone does all", func() (bool, string) {
		_, now := done()
		return now == mine+4, fmt.Sprint(now)
	})
	ours.stop()
	theirs = l.startsTheirBMC(t, l.own(), "3335", time.Hour, l.here)
	defer theirs.stop()
	l.quiet(t, 1)
	for number := range 4 {
		l.commands(t, number)
	}
}

// quiet waits until nothing is under way and so many listen.
func (l *lab) quiet(t *testing.T, listeners int) {
	t.Helper()
	kit.Eventually(t, patience, "nothing is under way", func() (bool, string) {
		depth, inFlight, clients := l.waits(t)
		return depth == 0 && inFlight == 0 && clients == listeners, fmt.Sprintf("%d wait, %d under way, %d listen", depth, inFlight, clients)
	})
}

// commands sends one, and waits until the controller has done it, once.
func (l *lab) commands(t *testing.T, number int) {
	t.Helper()
	api := l.admin.Machine()
	kinds := []struct {
		name, state, value, pressed string
		send                        func() error
	}{
		{"OFF", "power", "0", "power 0", func() error {
			_, err := api.MachineOff(machine.NewMachineOffParams().WithID(hereID).WithBody([]string{}), nil)
			return err
		}},
		{"PXE", "boot", "pxe", "boot pxe", func() error {
			_, err := api.MachinePxe(machine.NewMachinePxeParams().WithID(hereID).WithBody([]string{}), nil)
			return err
		}},
		{"ON", "power", "1", "power 1", func() error {
			_, err := api.MachineOn(machine.NewMachineOnParams().WithID(hereID).WithBody([]string{}), nil)
			return err
		}},
		{"RESET", "power", "1", "reset 1", func() error {
			_, err := api.MachineReset(machine.NewMachineResetParams().WithID(hereID).WithBody([]string{}), nil)
			return err
		}},
	}
	kind := kinds[number%len(kinds)]
	before := l.here.pressed()
	kit.Must0(kind.send())
	kit.Eventually(t, patience, fmt.Sprintf("command %d, %s, is done", number, kind.name), func() (bool, string) {
		depth, inFlight, _ := l.waits(t)
		all := l.here.pressed()
		return len(all) > len(before) && depth == 0 && inFlight == 0 && l.here.state(kind.state) == kind.value, fmt.Sprint(all[len(before):])
	})
	kit.Equal(t, "what "+kind.name+" did", fmt.Sprint(l.here.pressed()[len(before):]), fmt.Sprint([]string{kind.pressed}))
}
