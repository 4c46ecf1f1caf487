package outside

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

// ProgramVariable names a real headscale (0.28) to test against; without it a stand-in answers, which speaks the part of headscale's
// HTTP interface that plants use.
const ProgramVariable = "HEADSCALE"

const configuration = `
server_url: http://%[1]s
listen_addr: %[1]s
grpc_listen_addr: 127.0.0.1:0
metrics_listen_addr: 127.0.0.1:0
unix_socket: %[2]s/headscale.sock
noise:
  private_key_path: %[2]s/noise.key
prefixes:
  v4: 100.64.0.0/10
database:
  type: sqlite
  sqlite:
    path: %[2]s/headscale.sqlite
derp:
  urls: []
  paths: [%[2]s/derp.yaml]
  auto_update_enabled: false
dns:
  magic_dns: false
  base_domain: vpn.invalid
  override_local_dns: false
`

const relays = `
regions:
  900:
    regionid: 900
    regioncode: none
    regionname: none
    nodes:
      - {name: 900a, regionid: 900, hostname: derp.invalid}
`

func (s *Servers) startHeadscale() error {
	if program, given := os.LookupEnv(ProgramVariable); given {
		return s.startReal(program)
	}
	stand := &standIn{key: "hskey-api-stand-in"}
	server := httptest.NewServer(stand)
	s.stops = append(s.stops, server.Close)
	return s.tellOf(server.URL, stand.key)
}

func (s *Servers) startReal(program string) error {
	address, err := freeAddress()
	if err != nil {
		return err
	}
	config := filepath.Join(s.folder, "headscale.yaml")
	if err := os.WriteFile(config, fmt.Appendf(nil, configuration, address, s.folder), 0o600); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(s.folder, "derp.yaml"), []byte(relays), 0o600); err != nil {
		return err
	}
	if err := s.run(program, "--config", config, "serve"); err != nil {
		return err
	}
	server := "http://" + address
	if err := answers(server); err != nil {
		return err
	}
	made, err := exec.Command(program, "--config", config, "apikeys", "create").Output()
	if err != nil {
		return fmt.Errorf("headscale makes no key: %w", err)
	}
	lines := strings.Fields(string(made))
	return s.tellOf(server, lines[len(lines)-1])
}

// standIn answers as headscale does, and refuses what it would not take.
type standIn struct {
	key string

	mu    sync.Mutex
	users []map[string]any
	keys  int
}

func (h *standIn) ServeHTTP(out http.ResponseWriter, in *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if in.Header.Get("Authorization") != "Bearer "+h.key {
		http.Error(out, "Unauthorized", http.StatusUnauthorized)
		return
	}
	var asked struct {
		Name       string `json:"name"`
		User       string `json:"user"`
		Reusable   bool   `json:"reusable"`
		Ephemeral  bool   `json:"ephemeral"`
		Expiration string `json:"expiration"`
	}
	if in.Method == http.MethodPost {
		decoder := json.NewDecoder(in.Body)
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&asked); err != nil {
			h.refuse(out, http.StatusBadRequest, err.Error())
			return
		}
	}
	switch in.Method + " " + in.URL.Path {
	case "GET /api/v1/user":
		h.answer(out, map[string]any{"users": h.named(in.URL.Query().Get("name"))})
	case "POST /api/v1/user":
		if len(h.named(asked.Name)) > 0 {
			h.refuse(out, http.StatusInternalServerError, "UNIQUE constraint failed")
			return
		}
		user := map[string]any{"id": strconv.Itoa(len(h.users) + 1), "name": asked.Name}
		h.users = append(h.users, user)
		h.answer(out, map[string]any{"user": user})
	case "POST /api/v1/preauthkey":
		number, err := strconv.Atoi(asked.User)
		_, late := time.Parse(time.RFC3339Nano, asked.Expiration)
		if err != nil || late != nil || number < 1 || number > len(h.users) || asked.Reusable {
			h.refuse(out, http.StatusInternalServerError, "user not found")
			return
		}
		h.keys++
		h.answer(out, map[string]any{"preAuthKey": map[string]any{
			"user": h.users[number-1], "id": strconv.Itoa(h.keys), "key": fmt.Sprintf("hskey-auth-%d-%t", h.keys, asked.Ephemeral),
			"expiration": asked.Expiration, "ephemeral": asked.Ephemeral,
		}})
	case "GET /api/v1/node":
		h.answer(out, map[string]any{"nodes": []any{}})
	default:
		h.refuse(out, http.StatusNotFound, "Not Found")
	}
}

func (h *standIn) named(name string) []map[string]any {
	found := []map[string]any{}
	for _, user := range h.users {
		if name == "" || user["name"] == name {
			found = append(found, user)
		}
	}
	return found
}

func (h *standIn) answer(out http.ResponseWriter, body any) {
	out.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(out).Encode(body)
}

func (h *standIn) refuse(out http.ResponseWriter, status int, message string) {
	out.Header().Set("Content-Type", "application/json")
	out.WriteHeader(status)
	_ = json.NewEncoder(out).Encode(map[string]any{"code": 2, "message": message})
}
