package compat

import (
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metal-stack/metal-go/api/models"

	"metalplant.invalid/compat/kit"
)

// pretendedSonic makes the files and the database that metal-core takes for a SONiC, in mounts of its own, and becomes it. Its ports need not
// be there.
const pretendedSonic = `set -e
hostname "$SWITCH"
mount -t tmpfs tmpfs /etc
mount -t tmpfs tmpfs /run
mkdir -p /etc/sonic/frr /run/redis/sonic-db
echo "build_version: 202311-compat" > /etc/sonic/sonic_version.yml
echo '{"INSTANCES":{"redis":{"unix_socket_path":"/run/redis/redis.sock"}},"DATABASES":{
 "APPL_DB":{"id":0,"separator":":","instance":"redis"},"ASIC_DB":{"id":1,"separator":":","instance":"redis"},
 "COUNTERS_DB":{"id":2,"separator":":","instance":"redis"},"CONFIG_DB":{"id":4,"separator":"|","instance":"redis"}}}' > /run/redis/sonic-db/database_config.json
redis-server --port 0 --unixsocket /run/redis/redis.sock --save "" --dir /run > /run/redis/log &
db() { redis-cli -s /run/redis/redis.sock -n "$@" > /dev/null; }
until db 0 PING; do sleep 0.1; done
for port in $PORTS; do db 4 HSET "PORT|${port%%=*}" alias "${port#*=}" admin_status up mtu 9100; done
db 0 HSET PORT_TABLE:PortInitDone lanes 0
exec "$CORE"
`

const neighbours = `{"default":{"vrfId":0,"vrfName":"default","lo":{"hostname":"spine","peerGroup":"FABRIC","bgpState":"Established",
"bgpTimerUpEstablishedEpoch":1700000000,"addressFamilyInfo":{"ipv4Unicast":{"sentPrefixCounter":4,"acceptedPrefixCounter":3}}}}}`

func stockCore(t *testing.T, w *world) {
	path := stock(t, "metal-core")
	needed := func(holds bool, what string) {
		if !holds {
			t.Skipf("metal-core was not run: it needs %s", what)
		}
	}
	_, noRedis := exec.LookPath("redis-server")
	_, noPort := net.InterfaceByName("eth0")
	needed(os.Geteuid() == 0, "root")
	needed(noRedis == nil, "redis-server")
	needed(noPort == nil, "an interface eth0, which it takes for the management port")

	run(t, "as a new switch", func(t *testing.T) { newCore(t, w, path) })
	run(t, "in the place of a leaf it reads what the plant wants there", func(t *testing.T) { leafCore(t, w, path) })
}

// core starts the program as that switch, which changes nothing, and ends it with the test. Ports are NAME=IDENTIFIER.
func (w *world) core(t *testing.T, path, leaf, place, rack, uplink string, ports ...string) *kit.Said {
	t.Helper()
	states := w.file(t, neighbours)
	api := must(url.Parse(w.status.API.URL))
	program := exec.Command("unshare", "--mount", "--uts", "--pid", "--fork", "--kill-child", "sh", "-c", pretendedSonic)
	program.Env = []string{"PATH=" + os.Getenv("PATH"), "SWITCH=" + leaf, "CORE=" + path, "PORTS=" + strings.Join(ports, " ")}
	for name, value := range map[string]string{
		"CIDR": "10.255.0.1/24", "PARTITION_ID": place, "RACK_ID": rack, "LOOPBACK_IP": "10.255.0.1", "ASN": "4200000011", "LOG_LEVEL": "debug",
		"METAL_API_PROTOCOL": api.Scheme, "METAL_API_IP": api.Hostname(), "METAL_API_PORT": api.Port(), "METAL_API_BASEPATH": api.Path,
		"HMAC_KEY": w.status.API.HMAC.Edit, "GRPC_ADDRESS": w.status.GRPC.Address, "GRPC_CA_CERT_FILE": w.status.GRPC.CA,
		"GRPC_CLIENT_CERT_FILE": w.status.GRPC.Cert, "GRPC_CLIENT_KEY_FILE": w.status.GRPC.Key, "SPINE_UPLINKS": uplink,
		"RECONFIGURE_SWITCH": "false", "RECONFIGURE_SWITCH_INTERVAL": "2s", "BGP_NEIGHBOR_STATE_FILE": states,
		"BIND_ADDRESS": "127.0.0.1", "METRICS_SERVER_BIND_ADDRESS": "127.0.0.1", "METRICS_SERVER_PORT": freePort(),
	} {
		program.Env = append(program.Env, "METAL_CORE_"+name+"="+value)
	}
	told := &kit.Said{}
	program.Stdout, program.Stderr = told, told
	must0(program.Start())
	t.Cleanup(func() {
		_ = program.Process.Kill()
		_ = program.Wait()
		if t.Failed() {
			said := told.String()
			t.Log(said[max(0, len(said)-8_000):])
		}
	})
	return told
}

func newCore(t *testing.T, w *world, path string) {
	place, leaf := at(w.createPartition(t).ID), w.name("core")
	w.forgetSwitch(t, leaf)
	// an interface that everybody has and one that nobody has
	told := w.core(t, path, leaf, place, "rack-"+w.run, "Ethernet4", "lo=Eth1/1", "Ethernet4=Eth2/1")
	run(t, "it registers", func(t *testing.T) {
		var known *models.V1SwitchResponse
		eventually(t, time.Minute, "the plant knows the switch", func() (bool, string) {
			for _, each := range w.switches(t, place) {
				if at(each.ID) == leaf {
					known = each
				}
			}
			return known != nil, "not yet"
		})
		equal(t, "rack", at(known.RackID), "rack-"+w.run)
		equal(t, "os", known.Os.Vendor+" "+known.Os.Version, "SONiC 202311-compat")
		equal(t, "user", known.ManagementUser, "admin")
		equal(t, "ports", len(known.Nics), 2)
		equal(t, "identifiers", at(known.Nics[0].Identifier)+" "+at(known.Nics[1].Identifier), "Eth2/1 Eth1/1")
	})
	run(t, "it polls, and its heartbeat and states arrive", func(t *testing.T) {
		eventually(t, time.Minute, "a sync without an error", func() (bool, string) {
			now := w.leaf(leaf)
			return now.LastSync != nil, fmt.Sprintf("%+v", now.LastSyncError)
		})
		first := *w.leaf(leaf).LastSync.Time
		eventually(t, time.Minute, "another one", func() (bool, string) {
			return time.Time(*w.leaf(leaf).LastSync.Time).After(time.Time(first)), first.String()
		})
		now := w.leaf(leaf)
		check(t, now.LastSyncError == nil, "error: %+v", now.LastSyncError)
		equal(t, "states", fmt.Sprint(actual(now)), "map[Ethernet4:UNKNOWN lo:UP]")
		bgp := now.Nics[1].BgpPortState
		check(t, bgp != nil && at(bgp.BgpState) == "Established" && at(bgp.SentPrefixCounter) == 4 && at(bgp.Neighbor) == "spine", "BGP: %+v", bgp)
	})
	run(t, "it says each minute over gRPC which machines it has seen", func(t *testing.T) {
		eventually(t, 100*time.Second, "the plant has taken it", func() (bool, string) {
			said := told.String()
			return strings.Contains(said, `"phonehome sent"`) && !strings.Contains(said, "unable to send provisioning event"), "nothing yet"
		})
	})
}

func leafCore(t *testing.T, w *world, path string) {
	projectID := w.project(t)
	private := w.privateNetwork(t, projectID)
	id := at(w.allocate(t, w.machineRequest(t, at(w.free(t).Size.ID), projectID, at(private.ID))).ID)
	w.reaches(t, id, phonedHome)
	all := w.switches(t, w.status.Partition)
	chosen := slices.IndexFunc(all, func(l *models.V1SwitchResponse) bool {
		return slices.ContainsFunc(l.Connections, func(c *models.V1SwitchConnection) bool { return c.MachineID == id })
	})
	if chosen < 0 {
		t.Fatalf("none of the %d switches has the machine", len(all))
	}
	before := all[chosen]
	var ports []string
	for _, nic := range before.Nics {
		ports = append(ports, at(nic.Name)+"="+at(nic.Identifier))
	}
	afterwards(t, "registration of "+at(before.ID), func() error {
		_, _, err := w.register(registrationOf(before))
		return err
	})
	told := w.core(t, path, at(before.ID), w.status.Partition, at(before.RackID), "none0", ports...)
	var config string
	eventually(t, time.Minute, "it has made its configuration of the answer", func() (bool, string) {
		for _, line := range strings.Split(told.String(), "\n") {
			if strings.Contains(line, "assembled new config for switch") {
				config = line
			}
		}
		return config != "", "not yet"
	})
	contains(t, "configuration", config, fmt.Sprintf("Vrf%d", private.Vrf), private.Prefixes[0])
	eventually(t, time.Minute, "it has told the plant", func() (bool, string) {
		return strings.Contains(told.String(), "reconfiguration succeeded"), "not yet"
	})
	check(t, !strings.Contains(told.String(), "reconfiguration failed") && !strings.Contains(told.String(), "notification about"), "it complains")
	now := w.leaf(at(before.ID))
	check(t, now.Os.MetalCoreVersion != before.Os.MetalCoreVersion, "it is still %s", now.Os.MetalCoreVersion)
	equal(t, "connections", fmt.Sprint(wiring(now)), fmt.Sprint(wiring(before)))
	for _, nic := range w.ports(t, id) {
		equal(t, "vrf of "+at(nic.Name), nic.Vrf, fmt.Sprintf("vrf%d", private.Vrf))
	}
}

func freePort() string {
	listener := must(net.Listen("tcp", "127.0.0.1:0"))
	defer listener.Close()
	_, port, _ := strings.Cut(listener.Addr().String(), ":")
	return port
}
