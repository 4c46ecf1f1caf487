package compat

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metal-stack/metal-go/api/client/network"
	"github.com/metal-stack/metal-go/api/models"

	"metalplant.invalid/compat/internal/contract"
)

var rawStories = []story{
	{"null, empty and absent differ where clients look at them", nullsAndBlanks},
	{"odd requests get the answers that clients of ten years send them for", oddRequests},
	{"regions and zones, which no client of metal-stack knows yet", regionsAndZones},
	{"peerings, which no client of metal-stack knows yet", peerings},
}

// signature is what a client puts into the headers: the mac covers date, method and salt and nothing else.
type signature struct {
	role, key, date, salt string
	// mac replaces the right one when it is not empty.
	mac string
}

// as is a fresh signature of a role: view, edit or admin.
func (w *world) as(role string) *signature {
	keys := map[string]string{"view": w.status.API.HMAC.View, "edit": w.status.API.HMAC.Edit, "admin": w.status.API.HMAC.Admin}
	salt := make([]byte, 24)
	for i := range salt {
		salt[i] = byte('a' + rand.N(26))
	}
	return &signature{
		role: "Metal-" + strings.ToUpper(role[:1]) + role[1:],
		key:  keys[role],
		date: time.Now().UTC().Format(time.RFC3339),
		salt: string(salt),
	}
}

// at is the same signature with another date.
func (s *signature) at(moment time.Time) *signature {
	s.date = moment.UTC().Format(time.RFC3339)
	return s
}

func (s *signature) right(method string) string {
	date := s.date
	if parsed, err := time.Parse(time.RFC3339Nano, s.date); err == nil {
		date = parsed.UTC().Format(time.RFC3339)
	}
	code := hmac.New(sha256.New, []byte(s.key))
	_, _ = io.WriteString(code, date+method+s.salt)
	return hex.EncodeToString(code.Sum(nil))
}

func (s *signature) sign(request *http.Request) {
	mac := s.mac
	if mac == "" {
		mac = s.right(request.Method)
	}
	request.Header.Set("Authorization", s.role+" "+mac)
	request.Header.Set("X-Date", s.date)
	request.Header.Set("X-Data-Salt", s.salt)
}

type reply struct {
	status int
	header http.Header
	body   string
}

// message is the text for people in the body of an error.
func (r reply) message() string {
	var inner string
	if json.Unmarshal([]byte(r.body), &inner) != nil {
		return ""
	}
	var parts struct{ Message string }
	if json.Unmarshal([]byte(inner), &parts) != nil {
		return inner
	}
	return parts.Message
}

// raw sends a request as it stands; a body is sent as JSON. No signature means no credentials.
func (w *world) raw(t *testing.T, s *signature, method, path, body string, change ...func(*http.Request)) reply {
	t.Helper()
	request := must(http.NewRequestWithContext(t.Context(), method, strings.TrimSuffix(w.status.API.URL, "/")+path, strings.NewReader(body)))
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	request.Header.Set("Accept", "application/json")
	if s != nil {
		s.sign(request)
	}
	for _, c := range change {
		c(request)
	}
	response := must((&http.Client{Timeout: 30 * time.Second}).Do(request))
	defer response.Body.Close()
	return reply{response.StatusCode, response.Header, strings.TrimSpace(string(must(io.ReadAll(response.Body))))}
}

func nullsAndBlanks(t *testing.T, w *world) {
	none := fmt.Sprintf(`{"id":%q}`, nowhere)
	run(t, "some lists are null when empty", func(t *testing.T) {
		for _, path := range []string{"/v1/project/find", "/v1/tenant/find", "/v1/size/reservations/usage", "/v1/machine/issues/evaluate"} {
			answer := w.raw(t, w.as("view"), http.MethodPost, path, none)
			check(t, answer.status == http.StatusOK && answer.body == "null", "%s: %d %s", path, answer.status, answer.body)
		}
	})
	run(t, "all others are an empty list", func(t *testing.T) {
		for path, body := range map[string]string{
			"/v1/machine/find":           none,
			"/v1/machine/ipmi/find":      none,
			"/v1/firewall/find":          none,
			"/v1/network/find":           none,
			"/v1/image/find":             none,
			"/v1/switch/find":            none,
			"/v1/size/reservations/find": none,
			"/v1/ip/find":                `{"ipaddress":"192.0.2.254"}`,
		} {
			answer := w.raw(t, w.as("view"), http.MethodPost, path, body)
			check(t, answer.status == http.StatusOK && answer.body == "[]", "%s: %d %s", path, answer.status, answer.body)
		}
	})
	run(t, "null and empty lists filter nothing, an empty text does", func(t *testing.T) {
		id := at(w.free(t).ID)
		for body, times := range map[string]int{
			`{"id":%q,"tags":null,"network_ids":[]}`:                 1,
			`{"id":%q,"allocation_name":null,"unknown":{"is":"ok"}}`: 1,
			`{"id":%q,"rackid":""}`:                                  0,
		} {
			answer := w.raw(t, w.as("view"), http.MethodPost, "/v1/machine/find", fmt.Sprintf(body, id))
			var found []any
			must0(json.Unmarshal([]byte(answer.body), &found))
			equal(t, body, len(found), times)
		}
	})
	run(t, "a free machine shows what it has not as null", func(t *testing.T) {
		document := w.freeDocument(t)
		allocation, present := document["allocation"]
		check(t, present && allocation == nil, "allocation: %v (present: %t)", allocation, present)
		equal(t, "cpu_cores", fmt.Sprint(document["hardware"].(map[string]any)["cpu_cores"]), "0")
		state := document["state"].(map[string]any)
		_, issuer := state["issuer"]
		check(t, state["value"] == "" && state["description"] == "" && !issuer, "state: %v", state)
	})
	run(t, "a network says null where a family is missing", func(t *testing.T) {
		made := w.createNetwork(t, w.externalRequest(narrow(w.prefixes.ipv4(), 28)))
		var document map[string]any
		must0(json.Unmarshal([]byte(w.raw(t, w.as("view"), http.MethodGet, "/v1/network/"+at(made.ID), "").body), &document))
		consumption := document["consumption"].(map[string]any)
		ipv6, present := consumption["ipv6"]
		check(t, present && ipv6 == nil && consumption["ipv4"] != nil, "consumption: %v", consumption)
		for key, want := range map[string]any{"parentnetworkid": nil, "vrfshared": nil, "partitionid": "", "projectid": "", "nat": false} {
			got, present := document[key]
			check(t, present && got == want, "%s: %v (present: %t)", key, got, present)
		}
		_, cidrs := document["additionalAnnouncableCIDRs"]
		check(t, !cidrs, "additionalAnnouncableCIDRs is there although empty")
	})
	run(t, "error bodies are JSON in a JSON string", func(t *testing.T) {
		answer := w.raw(t, w.as("view"), http.MethodGet, "/v1/machine/"+nowhere, "")
		equal(t, "status", answer.status, http.StatusNotFound)
		check(t, strings.HasPrefix(answer.body, `"{`) && strings.HasPrefix(answer.message(), "NotFound "), "body: %s", answer.body)
	})
}

func oddRequests(t *testing.T, w *world) {
	id := w.held(t)
	header := func(key, value string) func(*http.Request) {
		return func(r *http.Request) {
			if value == "" {
				r.Header.Del(key)
				return
			}
			r.Header.Set(key, value)
		}
	}
	for _, c := range []struct {
		what, role, method, path, body string
		change                         func(*http.Request)
		status                         int
	}{
		{"a trailing slash", "view", http.MethodGet, "/v1/size/", "", nil, 200},
		{"no body where one is needed", "view", http.MethodPost, "/v1/machine/find", "", header("Content-Type", "application/json"), 400},
		{"a body that is no JSON", "view", http.MethodPost, "/v1/machine/find", "{", nil, 400},
		{"a number for a text", "view", http.MethodPost, "/v1/machine/find", `{"id":7}`, nil, 400},
		{"a find for everything", "view", http.MethodPost, "/v1/size/reservations/find", "{}", nil, 200},
		{"no content type", "view", http.MethodPost, "/v1/machine/find", "{}", header("Content-Type", ""), 415},
		{"another content type", "view", http.MethodPost, "/v1/machine/find", "{}", header("Content-Type", "text/plain"), 415},
		{"an answer in another format", "view", http.MethodGet, "/v1/size", "", header("Accept", "text/html"), 406},
		{"an answer in any format", "view", http.MethodGet, "/v1/size", "", header("Accept", "*/*"), 200},
		{"an unknown path", "view", http.MethodGet, "/v1/compat", "", nil, 404},
		{"a verb that the path has not", "view", http.MethodPatch, "/v1/size", "{}", nil, 405},
		{"an unparsable flag", "view", http.MethodGet, "/v1/image?show-usage=perhaps", "", nil, 400},
		{"metalctl's list for a body", "edit", http.MethodPost, "/v1/machine/" + id + "/power/chassis-identify-led-off", "[]", nil, 200},
		{"a literal path before an id", "view", http.MethodGet, "/v1/machine/issues", "", nil, 200},
		{"a get with a body", "edit", http.MethodGet, "/v1/machine/consolepassword", fmt.Sprintf(`{"id":%q,"reason":"a test of odd requests"}`, id), nil, 422},
	} {
		run(t, c.what, func(t *testing.T) {
			var changes []func(*http.Request)
			if c.change != nil {
				changes = append(changes, c.change)
			}
			answer := w.raw(t, w.as(c.role), c.method, c.path, c.body, changes...)
			check(t, answer.status == c.status, "expected %d, got %d %.300s", c.status, answer.status, answer.body)
			if c.status == http.StatusMethodNotAllowed {
				check(t, answer.header.Get("Allow") != "", "405 without Allow")
			}
		})
	}
	run(t, "NUL is refused in every path, query and body", func(t *testing.T) { withNUL(t, w) })
	run(t, "a network is freed by a POST without body and content type", func(t *testing.T) {
		made := must(w.edit.Network().AllocateNetwork(network.NewAllocateNetworkParams().WithBody(
			&models.V1NetworkAllocateRequest{Name: w.name("odd"), Partitionid: w.status.Partition, Projectid: w.project(t)}), nil)).Payload
		answer := w.raw(t, w.as("edit"), http.MethodPost, "/v1/network/free/"+at(made.ID), "")
		equal(t, "status", answer.status, http.StatusOK)
	})
	run(t, "the API document is open and names every operation", func(t *testing.T) {
		answer := w.raw(t, nil, http.MethodGet, "/apidocs.json", "")
		equal(t, "status", answer.status, http.StatusOK)
		var document struct {
			Swagger string
			Paths   map[string]map[string]any
		}
		must0(json.Unmarshal([]byte(answer.body), &document))
		equal(t, "swagger", document.Swagger, "2.0")
		for _, operation := range operations() {
			_, known := document.Paths[operation.Path][strings.ToLower(operation.Method)]
			check(t, known, "%s %s is missing", operation.Method, operation.Path)
		}
	})
}

// parameter is what stands for an id in the path of an operation.
var parameter = regexp.MustCompile(`\{[^}]*}`)

// withNUL goes through all operations, as the one who may do everything: none of them may get as far as the database.
func withNUL(t *testing.T, w *world) {
	var tried []string
	ask := func(method, path, body string) {
		answer := w.raw(t, w.as("admin"), method, path, body)
		check(t, answer.status == http.StatusBadRequest && answer.message() != "", "%s %s %s: %d %.300s", method, path, body, answer.status, answer.body)
		tried = append(tried, path)
	}
	for _, operation := range contract.Operations {
		if parameter.MatchString(operation.Path) {
			ask(operation.Method, parameter.ReplaceAllString(operation.Path, "a%00b"), bodyFor(operation))
		}
		ask(operation.Method, somewhere(operation.Path)+"?id=%00", bodyFor(operation))
	}
	for path, body := range map[string]string{
		"/v1/machine/find":     `{"id":"a\u0000"}`,
		"/v1/machine/allocate": `{"name":"a\u0000"}`,
		"/v1/switch/find":      `{"name":"\u0000"}`,
		"/v1/network/find":     `{"labels":{"a\u0000":"b"}}`,
		"/v1/ip/find":          `{"tags":["a","\u0000b"]}`,
		"/v1/project/find":     `{"name":"\u0000"}`,
		"/v1/size/suggest":     `{"machineID":"\u0000"}`,
	} {
		ask(http.MethodPost, path, body)
	}
	check(t, len(tried) > len(contract.Operations), "only %d requests were sent", len(tried))
}

// freeDocument reads a machine that nobody has while it is read: the other stories allocate at the same time.
func (w *world) freeDocument(t *testing.T) map[string]any {
	for range 50 {
		var document map[string]any
		must0(json.Unmarshal([]byte(w.raw(t, w.as("view"), http.MethodGet, "/v1/machine/"+at(w.free(t).ID), "").body), &document))
		state, _ := document["state"].(map[string]any)
		if document["allocation"] == nil && state["value"] == "" {
			return document
		}
	}
	t.Fatal("no machine stayed free while it was read")
	return nil
}

// regionsAndZones speaks raw HTTP: the operations are ours.
func regionsAndZones(t *testing.T, w *world) {
	region, zone, partition := w.name("region"), w.name("zone"), w.name("zoned")
	send := func(t *testing.T, role, method, path string, status int, body string) map[string]any {
		t.Helper()
		answer := w.raw(t, w.as(role), method, path, body)
		check(t, answer.status == status, "%s %s %s: %d %s", method, path, body, answer.status, answer.body)
		var fields map[string]any
		_ = json.Unmarshal([]byte(answer.body), &fields)
		return fields
	}
	put := func(t *testing.T, path string, status int, body string) map[string]any {
		t.Helper()
		return send(t, "admin", http.MethodPut, path, status, body)
	}
	run(t, "are created, changed and listed", func(t *testing.T) {
		made := put(t, "/v1/region", http.StatusCreated, fmt.Sprintf(`{"id":%q,"name":"Europe","labels":{"a":"b"}}`, region))
		equal(t, "name", made["name"], any("Europe"))
		put(t, "/v1/region", http.StatusConflict, fmt.Sprintf(`{"id":%q}`, region))
		made = put(t, "/v1/zone", http.StatusCreated, fmt.Sprintf(`{"id":%q,"regionid":%q}`, zone, region))
		equal(t, "region of the zone", made["regionid"], any(region))
		changed := send(t, "admin", http.MethodPost, "/v1/zone", http.StatusOK, fmt.Sprintf(`{"id":%q,"description":"text"}`, zone))
		equal(t, "description", changed["description"], any("text"))
		equal(t, "region after a change of something else", changed["regionid"], any(region))
		for _, path := range []string{"/v1/region", "/v1/zone"} {
			answer := w.raw(t, w.as("view"), http.MethodGet, path, "")
			check(t, strings.Contains(answer.body, region), "%s: %s", path, answer.body)
		}
		send(t, "view", http.MethodGet, "/v1/region/"+region, http.StatusOK, "")
		send(t, "view", http.MethodGet, "/v1/zone/"+zone, http.StatusOK, "")
	})
	run(t, "are refused with a reason", func(t *testing.T) {
		for body, status := range map[string]int{
			`{}`: http.StatusBadRequest, `{"id":"a b","regionid":"x"}`: http.StatusBadRequest,
			fmt.Sprintf(`{"id":%q}`, w.name("zone")): http.StatusBadRequest, `[]`: http.StatusBadRequest,
			fmt.Sprintf(`{"id":%q,"regionid":"no-such-region"}`, w.name("zone")): http.StatusNotFound,
		} {
			put(t, "/v1/zone", status, body)
		}
		for _, role := range []string{"view", "edit"} {
			send(t, role, http.MethodPut, "/v1/region", http.StatusForbidden, fmt.Sprintf(`{"id":%q}`, w.name("region")))
			send(t, role, http.MethodDelete, "/v1/zone/"+zone, http.StatusForbidden, "")
		}
		check(t, w.raw(t, nil, http.MethodGet, "/v1/region", "").status == http.StatusForbidden, "everybody may list regions")
	})
	run(t, "are used by partitions, and stay as long as they are", func(t *testing.T) {
		var boot struct {
			Bootconfig json.RawMessage `json:"bootconfig"`
		}
		there := w.raw(t, w.as("view"), http.MethodGet, "/v1/partition/"+w.status.Partition, "")
		check(t, !strings.Contains(there.body, "zoneid"), "a partition in no zone names one: %s", there.body)
		must0(json.Unmarshal([]byte(there.body), &boot))
		put(t, "/v1/partition", http.StatusNotFound, fmt.Sprintf(`{"id":%q,"zoneid":"no-such-zone","bootconfig":%s}`, partition, boot.Bootconfig))
		made := put(t, "/v1/partition", http.StatusCreated, fmt.Sprintf(`{"id":%q,"zoneid":%q,"bootconfig":%s}`, partition, zone, boot.Bootconfig))
		equal(t, "zone of the partition", made["zoneid"], any(zone))
		send(t, "admin", http.MethodDelete, "/v1/zone/"+zone, http.StatusUnprocessableEntity, "")
		send(t, "admin", http.MethodDelete, "/v1/region/"+region, http.StatusUnprocessableEntity, "")
		send(t, "admin", http.MethodDelete, "/v1/partition/"+partition, http.StatusOK, "")
		send(t, "admin", http.MethodDelete, "/v1/zone/"+zone, http.StatusOK, "")
		send(t, "admin", http.MethodDelete, "/v1/region/"+region, http.StatusOK, "")
		send(t, "view", http.MethodGet, "/v1/zone/"+zone, http.StatusNotFound, "")
	})
}

// peerings speaks raw HTTP: the operations are ours. The networks are the client's.
func peerings(t *testing.T, w *world) {
	project := w.project(t)
	one, other := at(w.privateNetwork(t, project).ID), at(w.privateNetwork(t, project).ID)
	send := func(t *testing.T, role, method, path string, status int, body string) string {
		t.Helper()
		answer := w.raw(t, w.as(role), method, path, body)
		check(t, answer.status == status, "%s %s %s: %d %s", method, path, body, answer.status, answer.body)
		return answer.body
	}
	fields := func(t *testing.T, body string) map[string]any {
		t.Helper()
		var found map[string]any
		must0(json.Unmarshal([]byte(body), &found))
		return found
	}
	id := w.name("peering")
	pair := fmt.Sprintf(`{"id":%q,"network1":%q,"network2":%q}`, id, one, other)
	run(t, "are created, found and listed", func(t *testing.T) {
		made := fields(t, send(t, "edit", http.MethodPut, "/v1/peering", http.StatusCreated, pair))
		equal(t, "type", made["peeringType"], any("local"))
		equal(t, "partition", made["partitionid"], any(w.status.Partition))
		equal(t, "state", made["status"].(map[string]any)["state"], any("planned"))
		for path, body := range map[string]string{"/v1/peering": "", "/v1/peering/find": fmt.Sprintf(`{"network":%q}`, one)} {
			method := http.MethodGet
			if body != "" {
				method = http.MethodPost
			}
			check(t, strings.Contains(send(t, "view", method, path, http.StatusOK, body), id), "%s has no %s", path, id)
		}
		changed := fields(t, send(t, "edit", http.MethodPost, "/v1/peering", http.StatusOK, fmt.Sprintf(`{"id":%q,"description":"text"}`, id)))
		equal(t, "description", changed["description"], any("text"))
	})
	run(t, "are refused with the rule that refuses them", func(t *testing.T) {
		stranger := at(w.privateNetwork(t, w.project(t)).ID)
		bgp := `"bgp":{"local":{"as":65000,"cidr":"172.16.0.1/30","port":"Ethernet0@no-such-exit"},"remote":{"as":65001,"cidr":"172.16.0.2/30"}}`
		for body, rule := range map[string]string{
			fmt.Sprintf(`{"network1":%q,"network2":%q}`, other, one):                               "peering-once",
			fmt.Sprintf(`{"network1":%q,"network2":%q}`, one, stranger):                            "same-project",
			fmt.Sprintf(`{"network1":%q,"network2":%q}`, one, one):                                 "peering-two",
			fmt.Sprintf(`{"network1":%q,"network2":%q,%s,"peeringType":"local"}`, one, other, bgp): "local-bgp",
		} {
			answer := send(t, "admin", http.MethodPut, "/v1/peering", http.StatusUnprocessableEntity, body)
			check(t, strings.Contains(answer, "refused by rule "+rule), "%s: %s", rule, answer)
		}
		send(t, "edit", http.MethodPut, "/v1/peering", http.StatusForbidden, fmt.Sprintf(`{"network1":%q,%s}`, one, bgp))
		send(t, "view", http.MethodPut, "/v1/peering", http.StatusForbidden, pair)
		send(t, "admin", http.MethodPut, "/v1/peering", http.StatusNotFound, fmt.Sprintf(`{"network1":%q,"network2":"no-such-network"}`, one))
	})
	run(t, "keep their networks, and are told to switches", func(t *testing.T) {
		var leaves []struct{ ID string }
		must0(json.Unmarshal([]byte(send(t, "view", http.MethodGet, "/v1/switch", http.StatusOK, "")), &leaves))
		// Those of other stories come and go.
		leaf := slices.IndexFunc(leaves, func(each struct{ ID string }) bool { return !strings.HasPrefix(each.ID, "compat-") })
		if leaf < 0 {
			t.Fatalf("the plant's own switches are gone: %v", leaves)
		}
		path := "/v1/switch/" + leaves[leaf].ID + "/fabric"
		model := send(t, "edit", http.MethodGet, path, http.StatusOK, "")
		check(t, strings.Contains(model, id), "the model of the switch has no %s: %s", id, model)
		send(t, "view", http.MethodGet, path, http.StatusForbidden, "")
		answer := send(t, "edit", http.MethodDelete, "/v1/network/free/"+one, http.StatusUnprocessableEntity, "")
		check(t, strings.Contains(answer, "plantctl network peering delete "+id), "a network in a peering: %s", answer)
		send(t, "edit", http.MethodPost, path, http.StatusBadRequest, `{"agent":"a","role":"spine","asn":1}`)
	})
	run(t, "go, and let their networks go", func(t *testing.T) {
		send(t, "edit", http.MethodDelete, "/v1/peering/"+id, http.StatusOK, "")
		send(t, "view", http.MethodGet, "/v1/peering/"+id, http.StatusNotFound, "")
	})
}
