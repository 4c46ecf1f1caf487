package outside

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// StockVariable names the folder with programs of others; a Dex among them is started for the plant.
const StockVariable = "STOCK_DIR"

// Dex is an issuer of tokens whose users are who a header says.
type Dex struct {
	// URL is the issuer's name.
	URL string
	// Tenants are those that have users, the one of the plant first.
	Tenants [2]string

	program, file string
	running       *exec.Cmd
}

const (
	DexClient = "metal-plant"
	DexSecret = "no secret at all"
	// DexPassword is that of dora@example.org, whom no tenant has.
	DexPassword = "password"
	// DexKeyLife is how soon Dex takes a new key, in seconds.
	DexKeyLife = 15
)

const dexConfiguration = `
issuer: %[1]s
storage: {type: memory}
web: {http: "%[2]s"}
logger: {level: error}
oauth2:
  skipApprovalScreen: true
  passwordConnector: local
  grantTypes: [authorization_code, password]
expiry: {idTokens: 10m}
signer: {type: local, config: {keysRotationPeriod: %[3]ds}}
staticClients:
- {id: %[4]s, name: plant, secret: "%[5]s", public: true}
- {id: other, name: other, secret: "%[5]s", public: true}
connectors:
- {type: authproxy, id: %[6]s_ldap, name: own}
- {type: authproxy, id: %[6]s_ldap_second, name: more}
- {type: authproxy, id: %[7]s_ldap, name: another}
enablePasswordDB: true
staticPasswords:
- {email: dora@example.org, username: dora, userID: d0, hash: "%[8]s", groups: [%[6]s_maas-all-all-admin]}
`

// dexHash is bcrypt of DexPassword.
const dexHash = "$2a$10$AHspHifDfQgovk8JXKaxUeQq66FX/rxuNZfv3DJ9sqUWAXB.mCYTC"

// startDex starts the Dex of STOCK_DIR, if there is one.
func (s *Servers) startDex() error {
	program, err := filepath.Abs(filepath.Join(os.Getenv(StockVariable), "dex"))
	if _, missing := os.Stat(program); os.Getenv(StockVariable) == "" || err != nil || missing != nil {
		return err
	}
	address, err := freeAddress()
	if err != nil {
		return err
	}
	dex := &Dex{URL: "http://" + address + "/dex", Tenants: [2]string{"metal-stack", "other"}, program: program, file: filepath.Join(s.folder, "dex.yaml")}
	content := fmt.Sprintf(dexConfiguration, dex.URL, address, DexKeyLife, DexClient, DexSecret, dex.Tenants[0], dex.Tenants[1], dexHash)
	if err := os.WriteFile(dex.file, []byte(content), 0o600); err != nil {
		return err
	}
	s.stops = append(s.stops, dex.Stop)
	s.Properties += fmt.Sprintf("oidc.dex-url=%s\noidc.dex-client-id=%s\n", dex.URL, DexClient)
	s.Dex = dex
	return dex.Start()
}

// Start starts it, with new keys.
func (d *Dex) Start() error {
	d.running = exec.Command(d.program, "serve", d.file)
	d.running.Stderr = os.Stderr
	if err := d.running.Start(); err != nil {
		return err
	}
	return answers(d.URL + "/keys")
}

// Stop ends it; again is nothing.
func (d *Dex) Stop() {
	if d.running != nil {
		_ = d.running.Process.Kill()
		_ = d.running.Wait()
		d.running = nil
	}
}
