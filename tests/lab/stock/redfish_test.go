package stock

import (
	"crypto/tls"
	"encoding/json"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"metalplant.invalid/compat/kit"
)

type object = map[string]any

func link(path string) object { return object{"@odata.id": path} }

const (
	redfishRoot = "/redfish/v1"
	token       = "of the lab"
)

// serveRedfish answers at the board's address as a Supermicro does.
func (b *board) serveRedfish(t *testing.T) {
	t.Helper()
	certificate := newAuthority("controller").pair("controller", b.address)
	listener := kit.Must(net.Listen("tcp", b.address+":443"))
	server := &http.Server{Handler: http.HandlerFunc(b.redfish), ReadHeaderTimeout: time.Minute}
	go func() {
		_ = server.Serve(tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{certificate.tls()}}))
	}()
	t.Cleanup(func() { _ = server.Close() })
}

func (b *board) redfish(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimSuffix(r.URL.Path, "/")
	user, password, _ := r.BasicAuth()
	known := user == boardUser && password == boardPassword || r.Header.Get("X-Auth-Token") == token
	var body object
	if r.Method != http.MethodGet && r.ContentLength > 0 {
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
	}
	sessions := redfishRoot + "/SessionService/Sessions"
	switch {
	case path == redfishRoot:
		says(w, http.StatusOK, object{"@odata.id": redfishRoot, "Id": "RootService", "Name": "Root Service", "RedfishVersion": "1.8.0",
			"Systems": link(redfishRoot + "/Systems"), "Chassis": link(redfishRoot + "/Chassis"), "Managers": link(redfishRoot + "/Managers"),
			"SessionService": link(redfishRoot + "/SessionService"), "Links": object{"Sessions": link(sessions)}})
	case path == sessions && r.Method == http.MethodPost:
		if body["UserName"] != boardUser || body["Password"] != boardPassword {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.Header().Set("X-Auth-Token", token)
		w.Header().Set("Location", sessions+"/1")
		says(w, http.StatusCreated, object{"@odata.id": sessions + "/1", "Id": "1", "Name": "Session"})
	case !known:
		w.WriteHeader(http.StatusUnauthorized)
	case r.Method == http.MethodGet:
		b.get(w, path)
	default:
		b.change(w, path, body)
	}
}

func (b *board) get(w http.ResponseWriter, path string) {
	system, chassis, manager := redfishRoot+"/Systems/1", redfishRoot+"/Chassis/1", redfishRoot+"/Managers/1"
	collection := func(member string) object {
		return object{"@odata.id": path, "Name": "Collection", "Members": []any{link(member)}, "Members@odata.count": 1}
	}
	power := map[string]string{"1": "On"}[b.state("power")]
	if power == "" {
		power = "Off"
	}
	b.lock.Lock()
	led := map[bool]string{true: "Lit", false: "Off"}[b.light]
	b.lock.Unlock()
	all := map[string]object{
		redfishRoot + "/Systems":  collection(system),
		redfishRoot + "/Chassis":  collection(chassis),
		redfishRoot + "/Managers": collection(manager),
		system: {"@odata.id": system, "Id": "1", "Name": "System", "UUID": strings.ToUpper(b.told), "Manufacturer": "Supermicro", "Model": "SYS-2029BT-HNR",
			"PartNumber": "", "SerialNumber": "A281-0042", "BiosVersion": "3.4", "PowerState": power,
			"Actions": object{"#ComputerSystem.Reset": object{"target": system + "/Actions/ComputerSystem.Reset",
				"ResetType@Redfish.AllowableValues": []string{"On", "ForceOff", "GracefulShutdown", "GracefulRestart", "ForceRestart"}}},
			"Links": object{"Chassis": []any{link(chassis)}, "ManagedBy": []any{link(manager)}}},
		chassis: {"@odata.id": chassis, "Id": "1", "Name": "Chassis", "ChassisType": "RackMount", "Manufacturer": "Supermicro", "PartNumber": "CSE-217",
			"SerialNumber": "C217-0042", "IndicatorLED": led, "Power": link(chassis + "/Power")},
		chassis + "/Power": {"@odata.id": chassis + "/Power", "Id": "Power", "Name": "Power",
			"PowerControl": []any{object{"@odata.id": chassis + "/Power#/PowerControl/0", "MemberId": "0", "PowerMetrics": object{
				"AverageConsumedWatts": 120, "IntervalInMin": 5, "MaxConsumedWatts": 300, "MinConsumedWatts": 80}}},
			"PowerSupplies": []any{object{"@odata.id": chassis + "/Power#/PowerSupplies/0", "MemberId": "0", "Status": object{"Health": "OK", "State": "Enabled"}}}},
		manager: {"@odata.id": manager, "Id": "1", "Name": "Manager", "FirmwareVersion": "09.08"},
	}
	found, there := all[path]
	if !there {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	says(w, http.StatusOK, found)
}

func (b *board) change(w http.ResponseWriter, path string, body object) {
	var err error
	switch {
	case strings.HasSuffix(path, "/Actions/ComputerSystem.Reset"):
		kind, _ := body["ResetType"].(string)
		power := map[string]string{"On": "1", "ForceOff": "0", "ForceRestart": "1"}[kind]
		if power == "" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		what := "power " + power
		if kind == "ForceRestart" {
			what = "reset 1"
		}
		if err = b.presses(what); err == nil {
			err = b.set("power", power)
		}
	case body["IndicatorLED"] != nil:
		b.lock.Lock()
		b.light = body["IndicatorLED"] != "Off"
		b.lock.Unlock()
	case strings.Contains(path, "/SessionService/Sessions/"):
	default:
		w.WriteHeader(http.StatusNotFound)
		return
	}
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	says(w, http.StatusOK, object{})
}

func says(w http.ResponseWriter, status int, body object) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}
