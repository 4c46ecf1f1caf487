// Package containers really runs the containers of an appliance. `./plant test containers` makes them and calls this.
package containers

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"metalplant.invalid/cockroach/lab"
)

const (
	metalPlant = 900
	postgres   = 901
	nsq        = 902
	cockroach  = 903
	infra      = 904
	limit      = 2 * time.Minute
	password   = "first-password_0123456789"
)

func folder(t *testing.T) string {
	t.Helper()
	if named := os.Getenv("TEST_CONTAINERS"); named != "" {
		return named
	}
	return filepath.Join("..", "..", "images", "target", "containers")
}

func TestTheContainersOfAPlantRunTogether(t *testing.T) {
	p := newPodman(t, folder(t))
	for _, one := range readMade(t, p.images).Images {
		p.load(one.Name)
		t.Logf("%s: %d MB", one.Name, one.Size/1_000_000)
	}
	// Not in parallel: each stands on those before it, as on an appliance.
	t.Run("every program in them finds its libraries", func(t *testing.T) { findsLibraries(p.of(t)) })
	plant := p.plantFolder()
	secret := strings.TrimSpace(readFile(t, filepath.Join(plant, "secrets/database-password")))
	ports := map[string]string{}
	for _, name := range []string{"database", "nsqd-tcp", "nsqd-http", "lookup-tcp", "lookup-http", "api", "grpc", "router", "mesh", "ledger", "images", "bmc", "console", "console-pages"} {
		ports[name] = freePort(t)
	}
	t.Run("postgres makes its database once, survives a kill and takes a new password", func(t *testing.T) { postgresLives(p.of(t), ports, secret) })
	t.Run("nsqd wants a certificate and keeps nothing", func(t *testing.T) { nsqLives(p.of(t), ports, plant) })
	t.Run("metal-api answers signed requests, with one capability", func(t *testing.T) { apiLives(p.of(t), ports, plant) })
	t.Run("the image store answers, as another container of the same image", func(t *testing.T) { imagesLive(p.of(t), ports, plant) })
	t.Run("the BMC service reports a controller and listens for commands", func(t *testing.T) { bmcLives(p.of(t), ports, plant) })
	t.Run("the console shows a machine to an admin and to nobody else", func(t *testing.T) { consoleLives(p.of(t), ports, plant) })
	t.Run("dns answers", func(t *testing.T) { dnsLives(p.of(t)) })
	t.Run("chrony answers, without setting the clock of this machine", func(t *testing.T) { timeLives(p.of(t)) })
	t.Run("FRR reads what this machine has, without a right to change it", func(t *testing.T) { routesLive(p.of(t)) })
	t.Run("all of them run as users of their own on roots that nobody can write to", func(t *testing.T) { areConfined(p.of(t)) })
	t.Run("they end well when they are told to", func(t *testing.T) { endWell(p.of(t)) })
}

// of is the same podman for another test.
func (p *podman) of(t *testing.T) *podman {
	other := *p
	other.t = t
	t.Cleanup(func() { p.names = other.names })
	return &other
}

func readFile(t *testing.T, file string) string {
	t.Helper()
	bytes, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(bytes)
}

// plantFolder is the data folder of an appliance: what a plant of ./plant run leaves has the same layout (ADR 28).
func (p *podman) plantFolder() string {
	p.t.Helper()
	data := filepath.Join(p.folder, "places", "plant")
	if err := os.MkdirAll(filepath.Dir(data), 0o755); err != nil {
		p.t.Fatal(err)
	}
	if made := os.Getenv("TEST_PLANT"); made != "" {
		if out, err := exec.Command("cp", "-a", made, data).CombinedOutput(); err != nil {
			p.t.Fatalf("%v %s", err, out)
		}
		return p.owned(data)
	}
	plant := filepath.Join("..", "..", "plant")
	for _, arguments := range [][]string{{"run", "--detach", "--rack", "0", "--data", data}, {"stop", "--data", data}} {
		if out, err := exec.Command(plant, arguments...).CombinedOutput(); err != nil {
			p.t.Fatalf("./plant %s: %v\n%s", arguments[0], err, out)
		}
	}
	return p.owned(data)
}

func (p *podman) owned(data string) string {
	p.t.Helper()
	for _, left := range []string{"postgres", "nsq", "run", "files"} {
		if err := os.RemoveAll(filepath.Join(data, left)); err != nil {
			p.t.Fatal(err)
		}
	}
	if err := exec.Command("chown", "-R", fmt.Sprintf("%d:%[1]d", metalPlant), data).Run(); err != nil {
		p.t.Fatal(err)
	}
	return data
}

func findsLibraries(p *podman) {
	script := `find "$0" -xdev -type f \( -perm /111 -o -name "*.so*" \) 2>/dev/null | while read -r file; do
	/lib64/ld-linux-x86-64.so.2 --list "$file" 2>/dev/null | grep "not found" | sed "s#^#$file #"; done`
	for _, one := range readMade(p.t, p.images).Images {
		// What all share is looked at where most lies above it.
		below := "/usr/lib/metal-plant"
		switch one.Name {
		case "postgres", "infra", "metal-api":
			below = "/usr"
		case "frr":
			below = "/usr/lib/frr"
		}
		arguments := append([]string{"run", "--rm"}, bounds...)
		if out := p.do(append(arguments, "--entrypoint", "/bin/bash", p.image(one.Name), "-c", script, below)...); out != "" {
			p.t.Errorf("%s: %s", one.Name, out)
		}
	}
}

func postgresLives(p *podman, ports map[string]string, secret string) {
	c := container{
		name: "postgres", image: "postgres", entry: "postgres-start",
		mounts: map[string]string{
			p.place("postgres", postgres):     "/var/lib/metal-plant/postgres",
			p.place("postgres-run", postgres): "/run/metal-plant/postgres",
		},
		environment: map[string]string{"PLANT_DATABASE_PASSWORD": password, "PLANT_DATABASE_PORT": ports["database"]},
	}
	p.start(c)
	p.t.Logf("first start: %s", p.healthy("postgres", "postgres", limit))
	query := func(word, sql string) (string, error) {
		out, err := p.command("exec", "-e", "PGPASSWORD="+word, "postgres", "/usr/lib/postgresql/17/bin/psql", "-h", "127.0.0.1", "-p", ports["database"],
			"-U", "plant", "-d", "metalplant", "-Atc", sql).CombinedOutput()
		return strings.TrimSpace(string(out)), err
	}
	if out, err := query(password, "CREATE TABLE kept AS SELECT 1 AS id"); err != nil {
		p.t.Fatal(out, err)
	}
	if out, err := query("wrong", "SELECT 1"); err == nil {
		p.t.Error("a wrong password was taken: ", out)
	}
	if out := p.do("exec", "postgres", "sh", "-c", "tr '\\0' '\\n' </proc/$(head -n 1 /var/lib/metal-plant/postgres/data/postmaster.pid)/environ"); strings.Contains(out, password) {
		p.t.Error("the password is in the environment of the server")
	}
	p.do("kill", "-s", "KILL", "postgres")
	p.remove("postgres")
	c.environment["PLANT_DATABASE_PASSWORD"] = secret
	p.start(c)
	p.t.Logf("start after a kill, with another password: %s", p.healthy("postgres", "postgres", limit))
	if out, err := query(secret, "SELECT count(*) FROM kept; DROP TABLE kept"); err != nil || !strings.HasPrefix(out, "1") {
		p.t.Fatalf("after a kill: %s %v", out, err)
	}
	if _, err := query(password, "SELECT 1"); err == nil {
		p.t.Error("the password of before is still taken")
	}
}

func nsqLives(p *podman, ports map[string]string, plant string) {
	certificates := p.place("nsq-run", nsq)
	for _, name := range []string{"ca.crt", "nsqd.crt", "nsqd.key"} {
		file := filepath.Join(certificates, name)
		if err := os.WriteFile(file, []byte(readFile(p.t, filepath.Join(plant, "pki", name))), 0o600); err != nil {
			p.t.Fatal(err)
		}
		if err := os.Chown(file, nsq, nsq); err != nil {
			p.t.Fatal(err)
		}
	}
	environment := map[string]string{
		"PLANT_NSQLOOKUPD_TCP_PORT": ports["lookup-tcp"], "PLANT_NSQLOOKUPD_HTTP_PORT": ports["lookup-http"],
		"PLANT_NSQD_TCP_PORT": ports["nsqd-tcp"], "PLANT_NSQD_HTTP_PORT": ports["nsqd-http"],
	}
	p.start(container{name: "nsqlookupd", image: "nsq", entry: "nsqlookupd-start", environment: environment})
	p.healthy("nsqlookupd", "nsqlookupd", limit)
	data := p.place("nsq", nsq)
	if err := os.MkdirAll(filepath.Join(data, "queues"), 0o700); err != nil {
		p.t.Fatal(err)
	}
	old := filepath.Join(data, "queues", "left-over.diskqueue.meta.dat")
	if err := os.WriteFile(old, []byte("1\n0,0\n0,0\n"), 0o600); err != nil {
		p.t.Fatal(err)
	}
	if err := exec.Command("chown", "-R", "902:902", data).Run(); err != nil {
		p.t.Fatal(err)
	}
	p.start(container{
		name: "nsqd", image: "nsq", entry: "nsqd-start", environment: environment,
		mounts: map[string]string{data: "/var/lib/metal-plant/nsq", certificates: "/run/metal-plant/nsq:ro"},
	})
	p.healthy("nsqd", "nsqd", limit)
	if _, err := os.Stat(old); err == nil {
		p.t.Error("a queue of before the start is still there")
	}
}

func apiLives(p *podman, ports map[string]string, plant string) {
	// Nobody serves here what a partition names.
	if err := os.WriteFile(filepath.Join(plant, "plant.properties"), []byte("url-check.enabled=false\n"), 0o644); err != nil {
		p.t.Fatal(err)
	}
	p.start(container{
		name: "metal-api", image: "metal-api", entry: "metal-api", capabilities: []string{"NET_ADMIN"},
		mounts: map[string]string{plant: "/var/lib/metal-plant/plant", p.place("images", metalPlant): "/var/lib/metal-plant/images:ro"},
		environment: map[string]string{
			"PLANT_DATA":         "/var/lib/metal-plant/plant",
			"PLANT_DATABASE_URL": "postgresql://plant@127.0.0.1:" + ports["database"] + "/metalplant",
			"PLANT_NSQ_TCP":      "127.0.0.1:" + ports["nsqd-tcp"], "PLANT_NSQ_HTTP": "http://127.0.0.1:" + ports["nsqd-http"],
			"PLANT_API": "127.0.0.1:" + ports["api"], "PLANT_API_PORT": ports["api"], "PLANT_GRPC": "127.0.0.1:" + ports["grpc"],
			"PLANT_ROUTER": "127.0.0.1:" + ports["router"], "PLANT_MESH_PORT": ports["mesh"], "PLANT_LEDGER_PORT": ports["ledger"],
		},
	})
	p.t.Logf("metal-api answers after %s", p.healthy("metal-api", "metal-api", limit))
	answer, err := http.Get("http://127.0.0.1:" + ports["api"] + "/metal/v1/partition")
	if err != nil {
		p.t.Fatal(err)
	}
	body, _ := io.ReadAll(answer.Body)
	answer.Body.Close()
	if answer.StatusCode != http.StatusForbidden {
		p.t.Errorf("a request without a signature: %d %s", answer.StatusCode, body)
	}
	out := p.do("exec", "metal-api", "/usr/lib/metal-plant/bin/plantctl", "federation", "status", "--data", "/var/lib/metal-plant/plant", "--output", "json")
	if !strings.Contains(out, "{") {
		p.t.Errorf("plantctl in the container: %s", out)
	}
	// The one capability does what it is for, in a namespace of its own and not in that of this machine.
	for _, program := range []string{"wg", "ip", "nft", "ping"} {
		p.do("exec", "metal-api", "bash", "-c", "command -v "+program)
	}
	arguments := []string{"run", "--rm", "--read-only", "--cgroups=disabled", "--ulimit", "nofile=4096:4096", "--ulimit", "nproc=4096:4096", "--network=none",
		// As systemd sets it on a host.
		"--sysctl", "net.ipv4.ping_group_range=0 2147483647", "--cap-drop=all", "--cap-add=NET_ADMIN", "--security-opt=no-new-privileges", "--entrypoint", "/bin/bash", p.image("metal-api"), "-c",
		"ip link set lo up && ip addr add 192.0.2.1/32 dev lo && nft add table inet plant && nft list tables && ping -c 1 -W 2 192.0.2.1 >/dev/null && echo reached"}
	if out := p.do(arguments...); !strings.Contains(out, "table inet plant") || !strings.Contains(out, "reached") {
		p.t.Errorf("ip, nft and ping as user %d: %s", metalPlant, out)
	}
}

// imagesLive asks metal-api for members' images, of which there are none.
func imagesLive(p *podman, ports map[string]string, plant string) {
	p.start(container{
		name: "plant-images", image: "metal-api", entry: "plant-images", capabilities: []string{"NET_BIND_SERVICE"},
		mounts: map[string]string{plant: "/var/lib/metal-plant/plant:ro", p.place("images", metalPlant): "/var/lib/metal-plant/images"},
		environment: map[string]string{
			"PLANT_DATA": "/var/lib/metal-plant/plant", "PLANT_API_URL": "http://127.0.0.1:" + ports["api"] + "/metal/", "PLANT_IMAGES_PORT": ports["images"],
		},
	})
	p.t.Logf("plant-images answers after %s", p.healthy("plant-images", "plant-images", limit))
	answer, err := http.Get("http://127.0.0.1:" + ports["images"] + "/metal-os/none/img.tar.lz4")
	if err != nil {
		p.t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusNotFound {
		p.t.Errorf("an image that nobody has: %d", answer.StatusCode)
	}
}

func dnsLives(p *podman) {
	configuration := p.place("dns", infra)
	port := freePort(p.t)
	file := filepath.Join(configuration, "dnsmasq.conf")
	text := "port=" + port + "\nlisten-address=127.0.0.1\nbind-interfaces\nno-resolv\nno-hosts\nuser=\ngroup=\naddress=/api.plant.test/192.0.2.7\n"
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		p.t.Fatal(err)
	}
	if err := os.Chown(file, infra, infra); err != nil {
		p.t.Fatal(err)
	}
	p.start(container{
		name: "dns", image: "infra", entry: "dns-start", capabilities: []string{"NET_BIND_SERVICE"}, environment: map[string]string{"PLANT_DNS_PORT": port},
		mounts: map[string]string{configuration: "/run/metal-plant/dns:ro", p.place("infra", infra): "/var/lib/metal-plant/infra"},
	})
	p.healthy("dns", "dns", limit)
	if out, err := lookUp(port, "api.plant.test"); err != nil || out != "192.0.2.7" {
		p.t.Errorf("api.plant.test is %q: %v", out, err)
	}
}

// timeLives leaves the clock of this machine alone: no capability, and -x.
func timeLives(p *podman) {
	configuration := p.place("time", infra)
	file := filepath.Join(configuration, "chrony.conf")
	text := "driftfile /var/lib/metal-plant/infra/chrony.drift\nlocal stratum 10 orphan\nallow 127.0.0.1\ncmdport 0\nport " + freePort(p.t) + "\n"
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		p.t.Fatal(err)
	}
	p.start(container{
		name: "time", image: "infra", entry: "time-start", arguments: []string{"-x"},
		mounts: map[string]string{configuration: "/run/metal-plant/time:ro", p.place("time-data", infra): "/var/lib/metal-plant/infra"},
	})
	p.healthy("time", "time", limit)
}

// routesLive: FRR reads what the kernel of this machine has, without a right to change it.
func routesLive(p *podman) {
	configuration := p.place("frr", infra)
	file := filepath.Join(configuration, "frr.conf")
	text := "frr defaults datacenter\nip prefix-list ONE seq 5 permit 198.51.100.1/32\nroute-map TELL permit 10\n match ip address prefix-list ONE\nexit\n" +
		"router bgp 4200009001\n bgp router-id 192.0.2.10\n bgp network import-check\n neighbor 192.0.2.1 remote-as 65001\n" +
		" address-family ipv4 unicast\n  network 198.51.100.1/32\n  neighbor 192.0.2.1 route-map TELL out\n exit-address-family\n"
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		p.t.Fatal(err)
	}
	p.start(container{name: "frr", image: "frr", entry: "frr-start", mounts: map[string]string{configuration: "/run/metal-plant/frr:ro", p.place("frr-run", infra): "/run/frr"}})
	p.healthy("frr", "frr", limit)
	if out := p.do("exec", "frr", "vtysh", "--vty_socket", "/tmp/frr", "-d", "bgpd", "-c", "show running-config"); !strings.Contains(out, "neighbor 192.0.2.1 route-map TELL out") {
		p.t.Errorf("bgpd has not what it was given:\n%s", out)
	}
	if out := p.do("exec", "frr", "vtysh", "--vty_socket", "/tmp/frr", "-d", "zebra", "-c", "show ip route connected"); !strings.Contains(out, "C>*") {
		p.t.Errorf("zebra does not see the addresses of this machine:\n%s", out)
	}
}

func areConfined(p *podman) {
	for name, want := range map[string]struct {
		user         int
		capabilities string
	}{
		"postgres": {postgres, "0000000000000000"}, "nsqd": {nsq, "0000000000000000"}, "nsqlookupd": {nsq, "0000000000000000"},
		"metal-api": {metalPlant, "0000000000001000"}, "plant-images": {metalPlant, "0000000000000400"}, "plant-bmc": {metalPlant, "0000000000000000"},
		"plant-console": {metalPlant, "0000000000000000"}, "dns": {infra, "0000000000000400"}, "time": {infra, "0000000000000000"},
		"frr": {infra, "0000000000000000"},
	} {
		pid := p.do("inspect", "--format", "{{.State.Pid}}", name)
		status := readFile(p.t, filepath.Join("/proc", pid, "status"))
		for _, line := range []string{fmt.Sprintf("Uid:\t%d\t%[1]d\t%[1]d\t%[1]d", want.user), "CapEff:\t" + want.capabilities, "CapAmb:\t" + want.capabilities, "CapBnd:\t" + want.capabilities, "NoNewPrivs:\t1"} {
			if !strings.Contains(status, line) {
				p.t.Errorf("%s: its status has not %q:\n%s", name, line, status)
			}
		}
		if out, err := p.command("exec", name, "bash", "-c", "echo x >/etc/x || echo x >/usr/lib/metal-plant/x || echo x >/var/lib/x").CombinedOutput(); err == nil {
			p.t.Errorf("%s: its root can be written to: %s", name, out)
		}
		p.t.Logf("%s: %d MiB resident", name, p.resident(name))
	}
}

func endWell(p *podman) {
	for name, codes := range map[string][]int{"metal-api": {0, 143}, "plant-images": {0, 143}, "plant-bmc": {0, 143}, "plant-console": {0, 143}, "nsqd": {0}, "nsqlookupd": {0}, "dns": {0}, "time": {0}, "frr": {143}, "postgres": {0}} {
		code, good := p.stop(name), false
		for _, one := range codes {
			good = good || code == one
		}
		if !good {
			p.t.Errorf("%s ends with %d", name, code)
		}
	}
}

func TestTheContainerOfCockroachStartsItsProgramAndPreparesIt(t *testing.T) {
	p := newPodman(t, folder(t))
	if !strings.Contains(readMade(t, p.images).Database, "cockroach") {
		t.Fatal("these images are for PostgreSQL only: make them with --cockroach, or call ./plant test containers")
	}
	p.load("cockroach")
	programs := filepath.Join(p.folder, "programs")
	if out, err := exec.Command("cp", "-a", postgresPrograms(t), programs).CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	node, err := lab.New("none", p.place("cockroach-lab", 0))
	if err != nil {
		t.Fatal(err)
	}
	certificates := p.place("cockroach-run", cockroach)
	give := func() {
		for _, name := range []string{"ca.crt", "node.crt", "node.key", "client.root.crt", "client.root.key"} {
			file := filepath.Join(certificates, name)
			if err := os.WriteFile(file, []byte(readFile(t, filepath.Join(node.Authority.Folder, name))), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chown(file, cockroach, cockroach); err != nil {
				t.Fatal(err)
			}
		}
	}
	_, sql, _ := strings.Cut(node.SQL, ":")
	_, web, _ := strings.Cut(node.HTTP, ":")
	c := container{
		name: "cockroach", image: "cockroach", entry: "cockroach-start",
		mounts: map[string]string{
			p.place("cockroach", cockroach): "/var/lib/metal-plant/cockroach", certificates: "/run/metal-plant/cockroach:ro", programs: "/opt/postgres:ro",
		},
		environment: map[string]string{
			"PLANT_DATABASE_PORT": sql, "PLANT_COCKROACH_HTTP_PORT": web, "PLANT_DATABASE_PASSWORD": password, "COCKROACH_STAND_IN_POSTGRES": "/opt/postgres",
		},
	}
	p.start(c)
	waitFailed(p, "cockroach", "ca.crt is missing")
	p.remove("cockroach")

	give()
	p.start(c)
	p.healthy("cockroach", "cockroach", limit)
	prepared(t, node)
	if err := lab.CheckDoors(node); err != nil {
		t.Error(err)
	}
	before := serial(t, node)
	if err := node.Authority.IssueNode(); err != nil {
		t.Fatal(err)
	}
	give()
	p.do("kill", "-s", "HUP", "cockroach")
	for deadline := time.Now().Add(30 * time.Second); serial(t, node) == before; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the new certificate is not shown after SIGHUP")
		}
	}
	p.do("kill", "-s", "KILL", "cockroach")
	p.remove("cockroach")
	p.start(c)
	p.healthy("cockroach", "cockroach", limit)
	prepared(t, node)
	if code := p.stop("cockroach"); code != 0 {
		t.Errorf("it ends with %d when it is drained", code)
	}
}

func prepared(t *testing.T, node *lab.Node) {
	t.Helper()
	for deadline := time.Now().Add(limit); ; time.Sleep(100 * time.Millisecond) {
		rows, err := node.Ask("metalplant", "SELECT count(*) FROM pg_roles WHERE rolname = 'plant'")
		if err == nil && rows[0][0] == "1" {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("database and role are not made: %v %v", rows, err)
		}
	}
	for name, want := range map[string]string{"diagnostics.reporting.enabled": "false", "kv.gc.clear_range_min_keys": "0"} {
		rows, err := node.Ask("metalplant", "SHOW CLUSTER SETTING "+name)
		if err != nil || rows[0][0] != want {
			t.Errorf("%s is %v: %v", name, rows, err)
		}
	}
}

func serial(t *testing.T, node *lab.Node) string {
	t.Helper()
	session, err := node.Session("defaultdb")
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	return session.Peer.PeerCertificates[0].SerialNumber.String()
}

// waitFailed is a container that ends by itself, and says why.
func waitFailed(p *podman, name, why string) {
	p.t.Helper()
	if code := p.do("wait", name); code == "0" {
		p.t.Errorf("%s ended well without what it needs", name)
	}
	if log := p.do("logs", name); !strings.Contains(log, why) {
		p.t.Errorf("%s does not say why it ended: %s", name, log)
	}
}

func postgresPrograms(t *testing.T) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(cache, "metal-plant", "postgres-17.6.0")
}
