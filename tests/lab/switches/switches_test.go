// Package switches plays switches that come out of their boxes: one asks as ONIE does for its installer, then as SONiC's ZTP does for its
// configuration, from a real dnsmasq and the plant's boot server on a wire in network namespaces; strangers ask too. No SONiC runs: what
// it asks, and with which options and headers, is taken from the sources of ONIE and sonic-ztp. It needs root, dnsmasq and iproute2.
package switches

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"metalplant.invalid/compat/kit"
)

const (
	leafMAC  = "80:a2:35:00:01:01"
	leaf     = "172.16.0.11"
	serial   = "772632X2110001"
	machine  = "accton_as7726_32x"
	platform = "x86_64-accton_as7726_32x-r0"
	product  = "7726-32X-O-AC-F"
	// controllers is what the example's plan gives to management controllers.
	controllers = "172.16.0.128-172.16.0.254"
)

func TestSwitches(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("network namespaces need root")
	}
	if _, err := exec.LookPath("dnsmasq"); err != nil {
		t.Fatal("dnsmasq is missing: ./plant test installs it as root on Debian")
	}
	kit.Caught(t, func() { play(newStage(t)) })
}

func play(s *stage) {
	t := s.t
	s.keep("switch/sonic-accton-as7726.bin", "an installer of SONiC")
	s.serve()
	box := s.plug("leaf", leafMAC)
	kit.Equal(t, "before it asks", s.list()["r01leaf01"].State, "waiting")

	// Out of the box there is ONIE.
	onie := box.lease(onieOptions())
	kit.Equal(t, "address in ONIE", onie.address, leaf)
	kit.Equal(t, "default-url", onie.text(114), "http://172.16.0.1:4280/switch/installer")
	kit.Equal(t, "boot file for ONIE, which takes any for an installer", onie.text(67), "")
	got := box.get(onie.text(114), onieHeaders())
	kit.Equal(t, "the installer", string(got.body), "an installer of SONiC")
	kit.Equal(t, "its length is said", got.header.Get("Content-Length"), fmt.Sprint(len(got.body)))
	kit.Equal(t, "then", s.list()["r01leaf01"].State, "installing")

	// The same card calls itself differently in SONiC, and must have the same address.
	sonic := box.lease(sonicOptions())
	kit.Equal(t, "address in SONiC", sonic.address, leaf)
	kit.Equal(t, "installer for SONiC", sonic.text(114), "")
	kit.Equal(t, "boot file for SONiC", sonic.text(67), "http://172.16.0.1:4280/switch/ztp.json")
	files := box.ztp(sonic.text(67))
	kit.Equal(t, "config_db.json", files["/etc/sonic/config_db.json"], s.rendered("r01leaf01.config_db.json"))
	kit.Equal(t, "frr.conf", files["/etc/sonic/frr/frr.conf"], s.rendered("r01leaf01.frr.conf"))
	kit.Check(t, json.Valid([]byte(files["/etc/sonic/config_db.json"])), "the configuration is JSON")
	kit.Equal(t, "then", s.list()["r01leaf01"].State, "configured")

	// It starts anew, and tells with the very script that it was given.
	kit.Must0(os.WriteFile(s.file("ztp_data.json"), []byte(`{"ztp": {"02-download": {"status": "SUCCESS"},
 "04-configdb-json": {"status": "SUCCESS"}, "05-report": {"status": "IN-PROGRESS"}, "status": "IN-PROGRESS"}}`), 0o600))
	script := strings.ReplaceAll(files["/etc/sonic/plant-report.sh"], "/host/ztp/ztp_data.json", s.file("ztp_data.json"))
	kit.Must0(os.WriteFile(s.file("report.sh"), []byte(script), 0o700))
	box.in("sh", s.file("report.sh"))
	kit.Equal(t, "in the end", s.list()["r01leaf01"].State, "ready")

	// The agent is a step as soon as there is one.
	kit.Check(t, files["03-agent"] == "", "an agent that nobody has is no step")
	s.keep("switch/agent.run", "#!/bin/sh\nexit 0\n")
	kit.Equal(t, "the agent", box.ztp(sonic.text(67))["03-agent"], "#!/bin/sh\nexit 0\n")

	s.hostile(box)

	// Whoever is no switch and boots nothing is a management controller, and keeps its address.
	bmc := s.plug("controller", "02:00:00:00:00:b1")
	given := bmc.lease(controllerOptions())
	number := kit.Must(netip.ParseAddr(given.address)).As4()
	kit.Check(t, number[3] >= 128 && number[3] < 255, "a controller has %s, which is not one of %s", given.address, controllers)
	kit.Equal(t, "the network of a controller", net.IP(given.options[1]).String(), "255.255.255.0")
	kit.Equal(t, "the way out for a controller", given.text(3), "")
	kit.Equal(t, "time and names for a controller", net.IP(given.options[42]).String()+" "+net.IP(given.options[6]).String(), "172.16.0.1 172.16.0.1")
	kit.Equal(t, "what a controller is told to boot", given.text(67)+given.text(114), "")

	s.restart()
	kit.Equal(t, "after a restart", s.list()["r01leaf01"].State, "configured")
	kit.Equal(t, "the controller that asks again after a restart", bmc.lease(controllerOptions()).address, given.address)
	kit.Equal(t, "the switch that asks again after a restart", box.lease(sonicOptions()).address, leaf)
}

// hostile lets strangers ask, and the switch say what it is not.
func (s *stage) hostile(box *box) {
	t := s.t
	stranger := s.plug("stranger", "02:00:00:00:00:66")
	kit.Equal(t, "address of a card that is in no switches.yaml", stranger.lease(onieOptions()).address, "")
	kit.Equal(t, "address of it once SONiC runs there", stranger.lease(sonicOptions()).address, "")
	kit.Equal(t, "address of a machine that would boot here", stranger.lease(firmwareOptions()).address, "")
	// Nobody keeps it from taking one by itself, even that of a switch.
	for _, address := range []string{"172.16.0.66", "172.16.0.12"} {
		stranger.in("ip", "addr", "replace", address+"/24", "dev", "eth0")
		for _, path := range []string{"installer", "ztp.json", "config_db.json", "frr.conf", "keys.sh", "agent", "report.sh"} {
			kit.Equal(t, path+" for a stranger", stranger.get("http://172.16.0.1:4280/switch/"+path, nil).status, http.StatusForbidden)
		}
		stranger.in("ip", "addr", "flush", "dev", "eth0")
	}
	for _, path := range []string{"/status", "/switches", "/certs", "/_/ipxe", "/switch/../switches"} {
		status := box.get("http://172.16.0.1:4280"+path, nil).status
		kit.Check(t, status == http.StatusNotFound || status == http.StatusBadRequest, "%s is answered to switches with %d", path, status)
	}
	wrong := onieHeaders()
	wrong["ONIE-SERIAL-NUMBER"] = "another"
	kit.Equal(t, "another serial number", box.get("http://172.16.0.1:4280/switch/installer", wrong).status, http.StatusForbidden)
	other := onieHeaders()
	other["ONIE-MACHINE"] = "accton_as7712_32x"
	kit.Equal(t, "another machine", box.get("http://172.16.0.1:4280/switch/installer", other).status, http.StatusForbidden)
	kit.Check(t, box.post(strings.Repeat("x", 200<<10)) >= 400, "a report of 200 KiB is taken")
	kit.Equal(t, "garbage as a report", box.post("{\"ztp\": 7}"), http.StatusBadRequest)

	kit.Eventually(t, 10*time.Second, "the stranger is named", func() (bool, string) {
		listed := s.strangers()
		return strings.Contains(listed, "02:00:00:00:00:66 ") && strings.Contains(listed, "in no switches.yaml"), listed
	})
}

// controllerOptions is what BusyBox' client sends, which many controllers have.
func controllerOptions() options {
	return options{60: []byte("udhcp 1.35.0"), 12: []byte("bmc"), 55: {1, 3, 6, 12, 15, 28, 42}}
}

// firmwareOptions is what UEFI sends that boots from a network.
func firmwareOptions() options {
	return options{60: []byte("PXEClient:Arch:00007:UNDI:003016"), 93: {0, 7}, 94: {1, 3, 16}, 55: {1, 3, 6, 43, 60, 66, 67}}
}

// onieOptions is what ONIE's udhcpc sends: rootconf/default/lib/onie/functions, bin/discover.
func onieOptions() options {
	vivso := append([]byte{3, byte(len(machine))}, machine...)
	vivso = append(append(vivso, 4, 6), "x86_64"...)
	vivso = append(vivso, 5, 1, '0')
	return options{
		60:  []byte("onie_vendor:" + platform),
		77:  append([]byte{20}, "onie_dhcp_user_class"...),
		61:  append([]byte{0}, serial...),
		125: append([]byte{0, 0, 0xa6, 0x7f, byte(len(vivso))}, vivso...),
		55:  {1, 3, 6, 12, 15, 28, 42, 7, 43, 54, 66, 67, 72, 114, 125},
	}
}

// onieHeaders is what ONIE's wget sends: rootconf/default/bin/exec_installer.
func onieHeaders() map[string]string {
	return map[string]string{
		"User-Agent": "onie/1.0 (Linux-5.4.86-onie+; BusyBox-v1.25.1)", "ONIE-SERIAL-NUMBER": serial, "ONIE-ETH-ADDR": leafMAC,
		"ONIE-VENDOR-ID": "259", "ONIE-MACHINE": machine, "ONIE-MACHINE-REV": "0", "ONIE-ARCH": "x86_64", "ONIE-SECURITY-KEY": "",
		"ONIE-OPERATION": "os-install", "ONIE-VERSION": "2020.08",
	}
}

// sonicOptions is what SONiC's dhclient sends during ZTP: files/dhcp/dhclient.conf.j2 of sonic-buildimage.
func sonicOptions() options {
	return options{
		12: []byte("sonic"),
		77: []byte("SONiC-ZTP"),
		61: []byte("SONiC##" + product + "##" + serial),
		55: {1, 28, 2, 3, 15, 6, 119, 12, 26, 121, 42, 7, 67, 239, 66, 224, 225, 226},
	}
}

// sonicHeaders is what curl sends for ZTP: ztp/Downloader.py.
func sonicHeaders() map[string]string {
	return map[string]string{
		"User-Agent": "SONiC-ZTP/0.1", "PRODUCT-NAME": product, "SERIAL-NUMBER": serial, "BASE-MAC-ADDRESS": leafMAC,
		"SONiC-VERSION": "SONiC.202505.0-lab",
	}
}
