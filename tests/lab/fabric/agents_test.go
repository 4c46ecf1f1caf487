package fabric

import (
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"metalplant.invalid/compat/kit"
)

const (
	// agentInterval is how often agents look; they wait as long for their turn.
	agentInterval  = 2 * time.Second
	agentClasspath = "appliance/agent/target/plant.classpath"
)

var agentChanges = flag.Int("agent-changes", 20, "changes that the agents of two leaves carry out in the whole form")

// TestAgents lets the agents of two leaves carry changes out: how long it takes from a change at the plant until both leaves have it and have looked.
// FRR is this machine's, because its frr-reload.py is; the plant is played.
func TestAgents(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("network namespaces need root")
	}
	if testing.Short() {
		t.Skip("minutes, for a figure: ./plant lab fabric --only agents")
	}
	for _, each := range []string{"/usr/lib/frr/frr-reload.py", "/usr/bin/redis-server"} {
		if _, err := os.Stat(each); err != nil {
			t.Skip("the agents need Debian's packages frr, frr-pythontools and redis-server: ", err)
		}
	}
	kit.Caught(t, func() {
		// Where newer ones keep state; something is mounted there for each router.
		kit.Must0(os.MkdirAll("/var/lib/frr", 0o755))
		z := Standard(1)
		l := &lab{t: t, place: place{tree: "/", slower: 1}, zone: z, nodes: map[string]*node{}, vrfs: map[string][]vrf{}, stop: func() {}}
		t.Cleanup(l.end)
		leaves := sorted(z.Partitions["p1"].Leaves)
		for _, name := range append([]string{spineName(1)}, leaves...) {
			l.start(name, true)
		}
		for i, name := range leaves {
			l.link(name, uplink, spineName(1), fmt.Sprint("Ethernet", 4*i))
			for _, each := range z.Networks {
				l.vrfs[name] = append(l.vrfs[name], vrf{fmt.Sprint("Vrf", each.VRF), each.VRF, true})
			}
		}
		for _, n := range l.nodes {
			kit.Must0(n.shell(l.devices(n.name)))
			kit.Must0(n.shell(routing))
		}
		kit.Must0(l.nodes[spineName(1)].tell(spine))
		p := newAgentsPlant(t, leaves)
		for _, name := range leaves {
			kit.Must0(l.nodes[name].tell(l.leafBase(name)))
			l.agent(p, name)
		}
		p.await(t, "the switches are taken over", 5*time.Minute)
		changes := *agentChanges
		var took []time.Duration
		for i := range changes {
			began := time.Now()
			p.change(i%2 == 0)
			p.await(t, fmt.Sprint("change ", i), 5*time.Minute)
			took = append(took, time.Since(began))
			for _, name := range leaves {
				has := strings.Contains(kit.Must(l.nodes[name].vtysh("show running-config")), "import vrf Vrf1003")
				kit.Check(t, has == (i%2 == 0), "%s has the peering: %v", name, has)
			}
		}
		kit.Check(t, p.most == 1, "%d leaves were changed at once", p.most)
		slices.Sort(took)
		more := fmt.Sprintf("%d changes, %.1f to %.1f s; agents look every %.0f s, 7 s of each leaf are FRR's delay for maps; one leaf after the other", changes,
			took[0].Seconds(), took[len(took)-1].Seconds(), agentInterval.Seconds())
		t.Logf("change to verified on all leaves: p50 %.1f s, %s", took[len(took)/2].Seconds(), more)
		measure(figure("agents", "change at the plant to verified on both leaves, p50", took[len(took)/2].Seconds(), "s", more),
			figure("agents", "leaves of a pair that were changed at once, at most", float64(p.most), "", "FRR "+frrVersion(l.nodes[leaves[0]])))
	})
}

func frrVersion(n *node) string {
	return strings.TrimSpace(strings.SplitN(kit.Must(n.vtysh("show version")), "\n", 2)[0])
}

// routing starts the FRR of this machine, which is older than that of the tree.
const routing = `
/usr/lib/frr/zebra -d -n --log file:/var/log/zebra.log
/usr/lib/frr/bgpd -d --log file:/var/log/bgpd.log
/usr/lib/frr/staticd -d --log file:/var/log/staticd.log
`

const spine = `
frr defaults datacenter
router bgp 4200000180
 bgp router-id 10.0.1.80
 neighbor LEAVES peer-group
 neighbor LEAVES remote-as external
 neighbor Ethernet0 interface peer-group LEAVES
 neighbor Ethernet4 interface peer-group LEAVES
 address-family l2vpn evpn
  neighbor LEAVES activate
 exit-address-family
exit
`

// leafBase is what a leaf has before its agent: FRR says nothing of VNIs before EVPN is on.
func (l *lab) leafBase(name string) string {
	var text strings.Builder
	for _, v := range l.vrfs[name] {
		fmt.Fprintf(&text, "vrf %s\n vni %d\nexit-vrf\n", v.name, v.number)
	}
	return text.String() + fmt.Sprintf("router bgp %d\n bgp router-id %s\n address-family l2vpn evpn\n  advertise-all-vni\n exit-address-family\nexit\n",
		l.zone.Partitions["p1"].Leaves[name].ASN, loopback(l.zone, name))
}

// agent starts the agent of a leaf, with a CONFIG_DB of its own.
func (l *lab) agent(p *agentsPlant, name string) {
	l.t.Helper()
	folder := l.t.TempDir()
	socket := filepath.Join(folder, "redis.sock")
	redis := exec.Command("redis-server", "--port", "0", "--unixsocket", socket, "--save", "", "--dir", folder)
	kit.Must0(redis.Start())
	l.t.Cleanup(func() { _ = redis.Process.Kill(); _ = redis.Wait() })
	kit.Eventually(l.t, 20*time.Second, "Redis listens", func() (bool, string) { _, err := os.Stat(socket); return err == nil, fmt.Sprint(err) })
	rows := []string{"DEVICE_METADATA|localhost docker_routing_config_mode split-unified", "VXLAN_TUNNEL|vtep src_ip " + loopback(l.zone, name),
		"VXLAN_EVPN_NVO|nvo source_vtep vtep", "VLAN|Vlan4000 vlanid 4000"}
	for _, port := range agentPorts {
		rows = append(rows, "PORT|"+port+" admin_status up")
	}
	for _, row := range rows {
		kit.Must0(run(append([]string{"redis-cli", "-s", socket, "-n", "4", "HSET"}, strings.Fields(row)...)...))
	}
	n := l.nodes[name]
	inside := fmt.Sprintf("nsenter -t %d -n -m --root --wd -- ", n.pid())
	java := "java"
	if home := os.Getenv("JAVA_HOME"); home != "" {
		java = filepath.Join(home, "bin", "java")
	}
	classpath := kit.Must(os.ReadFile(filepath.Join(project(l.t), agentClasspath)))
	// It calls itself as its machine is called.
	agent := exec.Command("unshare", "-u", "sh", "-c", `hostname "$1" && shift && exec "$@"`, "sh", name,
		java, "-XX:+UseSerialGC", "-Xmx96m", "-cp", strings.TrimSpace(string(classpath)), "metalplant.agent.AgentMain")
	agent.Env = append(os.Environ(), "METAL_CORE_PARTITION_ID=p1", "METAL_CORE_RACK_ID=r1", "METAL_CORE_LOOPBACK_IP="+loopback(l.zone, name),
		fmt.Sprint("METAL_CORE_ASN=", l.zone.Partitions["p1"].Leaves[name].ASN), "METAL_CORE_HMAC_KEY=secret",
		"METAL_CORE_SPINE_UPLINKS="+uplink, "METAL_CORE_RECONFIGURE_SWITCH=true", fmt.Sprintf("METAL_CORE_RECONFIGURE_SWITCH_INTERVAL=%ds", int(agentInterval.Seconds())),
		"METAL_CORE_METAL_API_IP=127.0.0.1", fmt.Sprint("METAL_CORE_METAL_API_PORT=", p.port), "METAL_CORE_METAL_API_BASEPATH=/metal/", "METAL_CORE_METRICS_SERVER_PORT=0",
		"METAL_CORE_SNMP=false", "METAL_CORE_STATE_DIR="+filepath.Join(folder, "state"), fmt.Sprintf("METAL_CORE_FRR_FILE=/proc/%d/root/etc/frr/frr.conf", n.pid()),
		"METAL_CORE_FRR_FOLDER=/etc/frr", "METAL_CORE_VTYSH="+inside+"vtysh", "METAL_CORE_FRR_RELOAD="+inside+"/usr/lib/frr/frr-reload.py --reload --stdout",
		"METAL_CORE_REDIS_SOCKET="+socket)
	log := kit.Must(os.Create(filepath.Join(folder, "agent.log")))
	agent.Stdout, agent.Stderr = log, log
	kit.Must0(agent.Start())
	l.t.Cleanup(func() {
		_ = agent.Process.Kill()
		_ = agent.Wait()
		if text, err := os.ReadFile(log.Name()); err == nil && l.t.Failed() {
			l.t.Logf("agent of %s: %s", name, tail(string(text), 30))
		}
	})
}

var agentPorts = []string{uplink, "Ethernet4", "Ethernet8", "Ethernet12"}

// agentsPlant is the plant as agents see it: it has a model, and gives turns.
type agentsPlant struct {
	sync.Mutex
	port     int
	leaves   []string
	version  int
	peering  bool
	verified map[string]bool
	changing map[string]bool
	// most leaves that were changed at once.
	most int
	said string
}

func newAgentsPlant(t *testing.T, leaves []string) *agentsPlant {
	t.Helper()
	p := &agentsPlant{leaves: leaves, verified: map[string]bool{}, changing: map[string]bool{}, version: 1}
	listener := kit.Must(net.Listen("tcp", "127.0.0.1:0"))
	p.port = listener.Addr().(*net.TCPAddr).Port
	mux := http.NewServeMux()
	mux.HandleFunc("POST /metal/v1/switch/register", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "{}") })
	mux.HandleFunc("POST /metal/v1/switch/{id}/notify", func(w http.ResponseWriter, r *http.Request) {
		p.Lock()
		defer p.Unlock()
		var told struct{ Error *string }
		if json.NewDecoder(r.Body).Decode(&told) == nil && told.Error != nil {
			p.said = r.PathValue("id") + ": " + *told.Error
		}
		fmt.Fprint(w, "{}")
	})
	mux.HandleFunc("GET /metal/v1/switch/{id}", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, agentNics) })
	mux.HandleFunc("GET /metal/v1/switch/{id}/fabric", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, p.model()) })
	mux.HandleFunc("POST /metal/v1/switch/{id}/fabric", p.told)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	return p
}

func (p *agentsPlant) told(w http.ResponseWriter, r *http.Request) {
	p.Lock()
	defer p.Unlock()
	var report struct{ Version, Turn, Error string }
	if err := json.NewDecoder(r.Body).Decode(&report); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	name := r.PathValue("id")
	answer := "{}"
	switch report.Turn {
	case "waiting":
		others := len(p.changing)
		if p.changing[name] {
			others--
		}
		answer = fmt.Sprintf(`{"turn": {"granted": %v, "message": "another one is being changed"}}`, others == 0)
		if others == 0 {
			p.changing[name] = true
		}
	case "verified", "failed":
		p.verified[name] = report.Turn == "verified" && report.Version == fmt.Sprint("v", p.version)
		delete(p.changing, name)
	}
	p.most = max(p.most, len(p.changing))
	fmt.Fprint(w, answer)
}

// change makes a peering come or go.
func (p *agentsPlant) change(peering bool) {
	p.Lock()
	defer p.Unlock()
	p.version++
	p.peering = peering
	p.verified = map[string]bool{}
}

func (p *agentsPlant) await(t *testing.T, what string, within time.Duration) {
	t.Helper()
	kit.Eventually(t, within, what, func() (bool, string) {
		p.Lock()
		defer p.Unlock()
		return len(p.leaves) == len(slices.DeleteFunc(slices.Clone(p.leaves), func(name string) bool { return !p.verified[name] })), fmt.Sprint(p.verified, " ", p.said)
	})
}

const agentNics = `{"nics": [
 {"name": "Ethernet0", "vrf": ""},
 {"name": "Ethernet4", "vrf": "vrf1001", "filter": {"cidrs": ["10.1.0.0/22"]}},
 {"name": "Ethernet8", "vrf": "vrf1002", "filter": {"cidrs": ["10.1.4.0/22"]}},
 {"name": "Ethernet12", "vrf": "vrf1003", "filter": {"cidrs": ["10.1.8.0/22"]}}]}`

// model is the zone of the lab's first partition; the peering that comes and goes is that of the project's two networks.
func (p *agentsPlant) model() string {
	p.Lock()
	defer p.Unlock()
	peerings := `{"id": "x1-storage1", "revision": "1", "peeringType": "local", "network1": "x1", "network2": "storage1"}`
	if p.peering {
		peerings += `, {"id": "x1-xa1", "revision": "1", "peeringType": "local", "network1": "x1", "network2": "xa1"}`
	}
	return fmt.Sprintf(`{"version": "v%d", "partitions": [{"id": "p1", "number": 1, "dci": 1900, "supers": ["10.1.0.0/16"], "exits": []}],
 "networks": [
  {"id": "x1", "partition": 1, "projectid": "x", "kind": "private", "vrf": 1001, "prefixes": ["10.1.0.0/22"]},
  {"id": "y1", "partition": 1, "projectid": "y", "kind": "private", "vrf": 1002, "prefixes": ["10.1.4.0/22"]},
  {"id": "xa1", "partition": 1, "projectid": "x", "kind": "private", "vrf": 1003, "prefixes": ["10.1.8.0/22"]},
  {"id": "storage1", "partition": 1, "projectid": "", "kind": "shared", "vrf": 1800, "prefixes": ["10.1.128.0/22"]}],
 "members": [], "cables": [], "peerings": [%s]}`, p.version, peerings)
}
