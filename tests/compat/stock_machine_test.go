package compat

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metal-stack/metal-go/api/models"
)

func metalctlMachine(t *testing.T, w *world, m metalctl) {
	projectID := w.project(t)
	private, free, picture := w.privateNetwork(t, projectID), w.free(t), w.imageFor(t, "machine")
	m.refuses(t, []string{"compat-none"}, "machine create --hostname x --size compat-none --partition "+w.status.Partition, "--image", at(picture.ID),
		"--project", projectID, "--networks", at(private.ID), "--sshpublickey", sshKey)
	made := gives[models.V1MachineResponse](t, m, "machine create --description here --tags one=1,two --userdata #cloud-config --dnsservers 192.0.2.53 --ntpservers ntp.example",
		"--hostname", "ctl-"+w.run, "--name", w.name("machine"), "--image", at(picture.ID), "--size", at(free.Size.ID), "--partition", w.status.Partition,
		"--project", projectID, "--networks", at(private.ID), "--sshpublickey", sshKey)
	id := at(made.ID)
	w.freeAfterwards(t, id)
	equal(t, "user data", made.Allocation.UserData, "I2Nsb3VkLWNvbmZpZw==")
	w.reaches(t, id, phonedHome)

	run(t, "is listed and found", func(t *testing.T) {
		m.everyForm(t, "machine list --id "+id, id)
		contains(t, "list", row(t, m.prints(t, "machine list"), id), phonedHome, "ctl-"+w.run, projectID, at(free.Size.ID), w.status.Partition)
		contains(t, "wide", m.prints(t, "machine list -o wide --id", id), made.Allocation.Networks[0].Ips[0], "two")
		for _, filter := range []string{"--project " + projectID, "--hostname ctl-" + w.run, "--image " + at(picture.ID), "--tags one=1", "--role machine",
			"--network-ids " + at(private.ID), "--network-ips " + made.Allocation.Networks[0].Ips[0], "--size " + at(free.Size.ID), "--rack " + made.Rackid,
			"--mac " + at(made.Hardware.Nics[0].Mac), "--partition " + w.status.Partition} {
			check(t, slices.Contains(m.listed(t, "machine list "+filter), id), "by %s it is not found", filter)
		}
		equal(t, "by another role", len(m.listed(t, "machine list --role firewall --id "+id)), 0)
		printed := m.prints(t, "machine list --id "+id+" -o template --template", "{{ .id }}:{{ .size.id }}")
		equal(t, "template", strings.TrimSpace(printed), id+":"+at(free.Size.ID))
		contains(t, "describe", m.prints(t, "machine describe", id), "id: "+id, "hostname: ctl-"+w.run)
		contains(t, "logs", m.prints(t, "machine logs", id), phonedHome, "Installing", waiting)
		check(t, strings.TrimSpace(m.prints(t, "machine consolepassword --reason", "to look at it", id)) != "", "no console password")
		contains(t, "addresses", m.prints(t, "network ip list --machineid", id), made.Allocation.Networks[0].Ips[0])
	})
	run(t, "is changed", func(t *testing.T) {
		changed := gives[models.V1MachineResponse](t, m, "machine update --add-tags three --remove-tags two --description there", id)
		check(t, slices.Contains(changed.Tags, "three") && !slices.Contains(changed.Tags, "two"), "tags: %v", changed.Tags)
		equal(t, "description", changed.Allocation.Description, "there")
		edited := decoded[models.V1MachineResponse](t, m.editing(t, "there", "elsewhere").prints(t, "machine edit -o json", id))
		equal(t, "description", edited.Allocation.Description, "elsewhere")
		m.takes(t, strings.ReplaceAll(m.prints(t, "machine describe -o yaml", id), "elsewhere", "by file"), "machine update --skip-security-prompts -f -")
		equal(t, "description", w.machine(id).Allocation.Description, "by file")
		m.refuses(t, []string{"error creating entity", "[422]"}, "machine apply --skip-security-prompts -f", w.file(t, m.prints(t, "machine describe -o yaml", id)))
	})
	run(t, "is locked", func(t *testing.T) {
		contains(t, "lock", m.prints(t, "machine lock --description mine", id), id)
		contains(t, "list", m.prints(t, "machine list -o wide --state LOCKED --id", id), "LOCKED:mine")
		m.refuses(t, []string{"422", "locked"}, "machine delete", id)
		m.prints(t, "machine lock --remove", id)
		equal(t, "state", at(w.machine(id).State.Value), "")
	})
	run(t, "is reinstalled and given back", func(t *testing.T) {
		contains(t, "reinstall", m.prints(t, "machine reinstall --description again", id, "--image", at(picture.ID)), id)
		eventually(t, lifeStep, "it is installed again", func() (bool, string) {
			now := w.machine(id)
			return !at(now.Allocation.Reinstall) && newest(now.Events) == phonedHome, newest(now.Events)
		})
		m.refuses(t, []string{"422"}, "machine delete --remove-from-database --yes-i-really-mean-it", id)
		contains(t, "delete", m.prints(t, "machine delete", id), id)
		w.reaches(t, id, waiting)
	})
}

func metalctlFreeMachine(t *testing.T, w *world, m metalctl) {
	id := at(w.free(t).ID)
	afterwards(t, "state of "+id, func() error {
		_, err := w.setState(id, "", "")
		return err
	})
	m.refuses(t, []string{"400"}, "machine reserve", id) // for no reason
	contains(t, "reserve", m.prints(t, "machine reserve --description", "for a test", id), id)
	contains(t, "list", m.prints(t, "machine list --no-headers -o wide --state RESERVED"), id, "RESERVED:for")
	m.prints(t, "machine reserve --remove", id)
	equal(t, "state", at(w.machine(id).State.Value), "")

	bmc := gives[models.V1MachineIPMIResponse](t, m, "machine ipmi", id)
	m.everyForm(t, "machine ipmi --id "+id, id)
	contains(t, "bmc", m.prints(t, "machine ipmi -o wide"), at(bmc.Ipmi.Address), at(bmc.Ipmi.Mac))
	contains(t, "chassis", m.prints(t, "machine ipmi chassis-list"), id)
	equal(t, "by address", len(m.listed(t, "machine ipmi --bmc-address "+at(bmc.Ipmi.Address))), 1)
	contains(t, "issues", m.prints(t, "machine issues list"), "no-partition", "liveliness-dead", "crashloop")
	for _, form := range []string{"table", "wide", "json"} {
		m.prints(t, "machine issues -o "+form)
		m.prints(t, "machine issues -o "+form, id)
	}
	m.refuses(t, []string{"400"}, "machine issues --only compat-none")

	for _, led := range []string{"on", "off"} {
		m.prints(t, "machine identify "+led+" --description", "look here", id)
		equal(t, "led", at(w.machine(id).Ledstate.Value), "LED-"+strings.ToUpper(led))
		equal(t, "why", at(w.machine(id).Ledstate.Description), "look here")
	}
	for _, command := range []string{"bios", "disk", "pxe", "off", "on", "reset", "cycle"} {
		contains(t, "power "+command, m.prints(t, "machine power "+command, id), id)
		eventually(t, commandMax, command+" is on the bus", func() (bool, string) {
			sent := w.commands.bodies(w.status.Partition+"-machine", func(d map[string]any) bool {
				told, _ := d["cmd"].(map[string]any)
				return told["target"] == id && told["cmd"] == strings.ToUpper(command)
			})
			return len(sent) > 0, "nothing"
		})
	}
	w.reaches(t, id, waiting)
	m.refuses(t, []string{"yes-i-really-mean-it"}, "machine delete --remove-from-database", id)
	m.refuses(t, []string{"422"}, "machine delete --remove-from-database --yes-i-really-mean-it", id) // it is alive
	m.refuses(t, []string{"NotFound"}, "machine describe", nowhere)
}

func metalctlFirewall(t *testing.T, w *world, m metalctl) {
	projectID := w.project(t)
	private, internet, free := w.privateNetwork(t, projectID), w.internet(t), w.free(t)
	rules := w.file(t, "egress:\n- comment: web\n  ports: [443]\n  protocol: TCP\n  to: [0.0.0.0/0]\ningress:\n- ports: [22]\n  protocol: TCP\n  from: [10.0.0.0/8]\n")
	made := gives[models.V1FirewallResponse](t, m, "firewall create --hostname fw-"+w.run, "--name", w.name("firewall"), "--image", at(w.imageFor(t, "firewall").ID),
		"--size", at(free.Size.ID), "--partition", w.status.Partition, "--project", projectID, "--sshpublickey", sshKey,
		"--networks", at(private.ID)+","+at(internet.ID), "--firewall-rules-file", rules)
	id := at(made.ID)
	w.freeAfterwards(t, id)
	equal(t, "egress", fmt.Sprint(made.Allocation.FirewallRules.Egress[0].Ports), "[443]")
	equal(t, "ingress", made.Allocation.FirewallRules.Ingress[0].From[0], "10.0.0.0/8")
	m.everyForm(t, "firewall list --project "+projectID, id)
	contains(t, "list", m.prints(t, "firewall list --hostname fw-"+w.run), at(private.ID), projectID)
	equal(t, "by another name", len(m.listed(t, "firewall list --project "+projectID+" --hostname other")), 0)
	contains(t, "describe", m.prints(t, "firewall describe", id), "role: firewall")
	if w.hasOutside() {
		key := strings.TrimSpace(m.prints(t, "vpn key --reason", "to get in", "--project", projectID))
		check(t, len(key) > 10, "no key: %q", key)
	} else {
		m.refuses(t, []string{"500"}, "vpn key --project", projectID)
	}
	w.reaches(t, id, phonedHome)
	contains(t, "delete", m.prints(t, "machine delete", id), id)
	m.refuses(t, []string{"NotFound"}, "firewall describe", id)
}

func metalctlFirmware(t *testing.T, w *world, m metalctl) {
	if !w.hasOutside() {
		m.refuses(t, []string{"500"}, "firmware list")
		return
	}
	id, board := w.reportedMachine(t), "CTL-"+upperHex(w.run)
	report := bmcReport("198.51.100.78", "ON")
	report.FRU.BoardMfg, report.FRU.BoardPartNumber = "Compat", board
	must(w.reportBMC(w.status.Partition, id, report))
	file := filepath.Join(t.TempDir(), "firmware.bin")
	must0(os.WriteFile(file, []byte(strings.Repeat("firmware", 1000)), 0o600))
	m.prints(t, "firmware upload bios --vendor compat --revision 9.1", file, "--board", board)
	m.prints(t, "firmware upload bmc --vendor compat --revision 9.2", file, "--board", board)
	all := m.prints(t, "firmware list")
	contains(t, "list", all, "bios", "bmc", "compat", board, "9.1", "9.2")
	only := m.prints(t, "firmware list --kind bmc --vendor compat --board", board)
	check(t, strings.Contains(only, "9.2") && !strings.Contains(only, "9.1"), "of one kind: %s", only)
	contains(t, "of a machine", m.prints(t, "firmware list --machineid", id), "1.73.14", "3.4")
	contains(t, "plan", m.prints(t, "machine update-firmware bios", id), "Available:", "9.1", "Current BIOS version: 3.4")
	m.refuses(t, []string{"not available"}, "machine update-firmware bios --revision 1", id)
	contains(t, "update", m.prints(t, "machine update-firmware bmc --revision 9.2 --yes-i-really-mean-it", id), id)
	m.prints(t, "firmware delete --kind bios --vendor compat --revision 9.1 --board", board)
	m.prints(t, "firmware delete --kind bmc --vendor compat --revision 9.2 --board", board)
	check(t, !strings.Contains(m.prints(t, "firmware list"), board), "it was not deleted")
}

func metalctlAudit(t *testing.T, w *world, m metalctl) {
	id := w.name("tenant")
	m.prints(t, "tenant create --description x", "--id", id, "--name", "audited")
	m.prints(t, "tenant delete", id)
	var rqid string
	eventually(t, 30*time.Second, "it is in the audit", func() (bool, string) {
		found := gives[[]*models.V1AuditResponse](t, m, "audit list --detail PUT --phase response --user metal-admin@metal-stack.io --query "+id)
		if len(found) == 1 {
			rqid = found[0].Rqid
		}
		return len(found) == 1, fmt.Sprint(len(found))
	})
	m.everyForm(t, "audit list --from 10m --request-id "+rqid, rqid)
	contains(t, "describe", m.prints(t, "audit describe --prettify-body", rqid), "status_code: 201", id)
	contains(t, "describe", m.prints(t, "audit describe --phase request", rqid), "audited")
	equal(t, "with another status", len(gives[[]*models.V1AuditResponse](t, m, "audit list --status-code 404 --request-id "+rqid)), 0)
	equal(t, "before yesterday", len(gives[[]*models.V1AuditResponse](t, m, "audit list --from 48h --to 24h --request-id "+rqid)), 0)
	equal(t, "at most", len(gives[[]*models.V1AuditResponse](t, m, "audit list --limit 3")), 3)
	m.refuses(t, []string{"no audit trace found"}, "audit describe", nowhere)
}

func metalctlRoles(t *testing.T, w *world, _ metalctl) {
	for role, key := range map[string]string{"View": w.status.API.HMAC.View, "Edit": w.status.API.HMAC.Edit} {
		other := w.metalctl(t, "HMAC="+key, "HMAC_AUTH_TYPE=Metal-"+role)
		other.prints(t, "machine list")
		other.refuses(t, []string{"403", "maas-all-all-admin"}, "size delete compat-none")
	}
	answer := w.raw(t, w.as("admin"), "POST", "/v1/plant/token", `{"name":"ada@example.org","role":"edit","seconds":600}`)
	token := decoded[struct{ Token string }](t, answer.body).Token
	ada := w.metalctl(t, "API_TOKEN="+token)
	ada.prints(t, "machine list")
	ada.refuses(t, []string{"403"}, "size delete compat-none")
	door := w.metalctl(t, "API_TOKEN="+token, "API_URL="+w.status.Router.URL)
	for _, command := range []string{"machine list", "network list", "network ip list", "size list", "switch list", "partition capacity", "project list"} {
		door.prints(t, command)
	}
	door.refuses(t, []string{"403"}, "size delete compat-none")
	w.metalctl(t, "API_TOKEN="+token+"x").refuses(t, []string{"403"}, "machine list")
	w.metalctl(t, "HMAC=").refuses(t, []string{"403"}, "machine list")
	contains(t, "version of nobody", w.metalctl(t, "HMAC=").prints(t, "version"), "min_client_version")
}
