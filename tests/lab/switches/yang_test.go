//go:build models

package switches

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"metalplant.invalid/compat/kit"
)

// tables is where SONiC's models have each table of CONFIG_DB, and the keys of its lists by how many parts a row's name has.
var tables = map[string]struct {
	module string
	lists  [][]string
}{
	"BREAKOUT_CFG":       {"sonic-breakout_cfg", [][]string{{"BREAKOUT_CFG_LIST", "port"}}},
	"DEVICE_METADATA":    {"sonic-device_metadata", nil},
	"DNS_NAMESERVER":     {"sonic-dns", [][]string{{"DNS_NAMESERVER_LIST", "ip"}}},
	"INTERFACE":          {"sonic-interface", [][]string{{"INTERFACE_LIST", "name"}, {"INTERFACE_IPPREFIX_LIST", "name", "ip-prefix"}}},
	"LLDP":               {"sonic-lldp", nil},
	"LOOPBACK_INTERFACE": {"sonic-loopback-interface", [][]string{{"LOOPBACK_INTERFACE_LIST", "name"}, {"LOOPBACK_INTERFACE_IPPREFIX_LIST", "name", "ip-prefix"}}},
	"MGMT_INTERFACE":     {"sonic-mgmt_interface", [][]string{{"MGMT_INTERFACE_LIST", "name", "ip_prefix"}}},
	"MGMT_PORT":          {"sonic-mgmt_port", [][]string{{"MGMT_PORT_LIST", "name"}}},
	"MGMT_VRF_CONFIG":    {"sonic-mgmt_vrf", nil},
	"NTP":                {"sonic-ntp", nil},
	"NTP_SERVER":         {"sonic-ntp", [][]string{{"NTP_SERVER_LIST", "server_address"}}},
	"PORT":               {"sonic-port", [][]string{{"PORT_LIST", "name"}}},
	"VLAN":               {"sonic-vlan", [][]string{{"VLAN_LIST", "name"}}},
	"VLAN_INTERFACE":     {"sonic-vlan", [][]string{{"VLAN_INTERFACE_LIST", "name"}, {"VLAN_INTERFACE_IPPREFIX_LIST", "name", "ip-prefix"}}},
	"VLAN_MEMBER":        {"sonic-vlan", [][]string{{"VLAN_MEMBER_LIST", "name", "port"}}},
	"VRF":                {"sonic-vrf", [][]string{{"VRF_LIST", "name"}}},
	"VXLAN_EVPN_NVO":     {"sonic-vxlan", [][]string{{"VXLAN_EVPN_NVO_LIST", "name"}}},
	"VXLAN_TUNNEL":       {"sonic-vxlan", [][]string{{"VXLAN_TUNNEL_LIST", "name"}}},
	"VXLAN_TUNNEL_MAP":   {"sonic-vxlan", [][]string{{"VXLAN_TUNNEL_MAP_LIST", "name", "mapname"}}},
}

// numbers are fields that CONFIG_DB has as texts, as all others, and the models as numbers; truths likewise.
var (
	numbers = []string{"hello_time", "index", "mtu", "speed", "vlanid", "vni"}
	truths  = []string{"fallback", "frr_mgmt_framework_config", "mgmtVrfEnabled"}
)

// TestModels holds every configuration of the catalogue against SONiC's own YANG models. They are not part of this tree: SONIC_YANG names
// the folder with those of a sonic-buildimage (src/sonic-yang-models/yang-models, and the templates rendered beside them).
func TestModels(t *testing.T) {
	folder := os.Getenv("SONIC_YANG")
	if folder == "" {
		t.Fatal("SONiC's models are not here: ./plant lab switches --yang DIR")
	}
	if _, err := exec.LookPath("yanglint"); err != nil {
		t.Fatal("yanglint is missing: Debian's package libyang2-tools or libyang-tools")
	}
	kit.Caught(t, func() {
		golden := kit.Must(filepath.Glob("../../../appliance/fabric/src/test/resources/metalplant/fabric/*.config_db.json"))
		kit.Check(t, len(golden) > 5, "there are %d configurations", len(golden))
		for _, file := range golden {
			text := kit.Must(os.ReadFile(file))
			name := filepath.Base(file)
			// Edgecore's LLDP and NTP are not in the models of sonic-net.
			if printed, err := validate(t, folder, text, strings.Contains(string(text), `"split"`)); err != nil {
				t.Errorf("%s: %v\n%s", name, err, printed)
			}
			broken := strings.Replace(string(text), `"mgmtVrfEnabled": "true"`, `"mgmtVrfEnabled": "perhaps"`, 1)
			_, err := validate(t, folder, []byte(broken), true)
			kit.Check(t, err != nil, "%s is valid whatever it says", name)
		}
	})
}

// TestDryRun lets FRR itself read every configuration of the catalogue, without applying it.
func TestDryRun(t *testing.T) {
	if _, err := exec.LookPath("vtysh"); err != nil {
		t.Fatal("vtysh is missing: Debian's package frr")
	}
	kit.Caught(t, func() {
		golden := kit.Must(filepath.Glob("../../../appliance/fabric/src/test/resources/metalplant/fabric/*.frr.conf"))
		kit.Check(t, len(golden) > 5, "there are %d configurations", len(golden))
		for _, file := range golden {
			if printed, err := exec.Command("vtysh", "-C", "-f", file).CombinedOutput(); err != nil {
				t.Errorf("%s: %v\n%s", filepath.Base(file), err, printed)
			}
		}
	})
}

func validate(t *testing.T, folder string, config []byte, edgecore bool) ([]byte, error) {
	t.Helper()
	var db map[string]map[string]map[string]string
	kit.Must0(json.Unmarshal(config, &db))
	if edgecore {
		delete(db, "LLDP")
		delete(db, "NTP")
	}
	modules := map[string]map[string]any{}
	for table, rows := range db {
		at, known := tables[table]
		if !known {
			return nil, fmt.Errorf("there is no model of %s", table)
		}
		if modules[at.module] == nil {
			modules[at.module] = map[string]any{}
		}
		modules[at.module][table] = content(rows, at.lists)
	}
	document := map[string]any{}
	call := []string{"-f", "json", "-t", "config", "-p", folder}
	for module, content := range modules {
		document[module+":"+module] = content
	}
	// All of them, whether they are used or not: some check that another has nothing.
	further := []string{"sonic-mirror-session", "sonic-portchannel", "sonic-static-anycast-gateway"}
	for _, each := range tables {
		if !slices.Contains(further, each.module) {
			further = append(further, each.module)
		}
	}
	slices.Sort(further)
	for _, module := range further {
		call = append(call, filepath.Join(folder, module+".yang"))
	}
	file := filepath.Join(t.TempDir(), "config.json")
	kit.Must0(os.WriteFile(file, kit.Must(json.Marshal(document)), 0o600))
	return exec.Command("yanglint", append(call, file)...).CombinedOutput()
}

func content(rows map[string]map[string]string, lists [][]string) any {
	found := map[string]any{}
	for name, fields := range rows {
		row := map[string]any{}
		for field, value := range fields {
			row[field] = typed(field, value)
		}
		parts := strings.Split(name, "|")
		if lists == nil {
			found[name] = row
			continue
		}
		for _, list := range lists {
			if len(list) == len(parts)+1 {
				for i, part := range parts {
					row[list[i+1]] = part
				}
				entries, _ := found[list[0]].([]any)
				found[list[0]] = append(entries, row)
			}
		}
	}
	return found
}

func typed(field, value string) any {
	if slices.Contains(numbers, field) {
		if number, err := strconv.Atoi(value); err == nil {
			return number
		}
	}
	if slices.Contains(truths, field) {
		if truth, err := strconv.ParseBool(value); err == nil {
			return truth
		}
	}
	return value
}
