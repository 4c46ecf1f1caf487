package compat

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-openapi/runtime"

	"github.com/metal-stack/metal-go/api/client/ip"
	"github.com/metal-stack/metal-go/api/client/size"
	"github.com/metal-stack/metal-go/api/client/sizeimageconstraint"
	"github.com/metal-stack/metal-go/api/models"
)

var refusalStories = []story{
	{"every operation refuses what its domain forbids, and the client knows the refusal by its type", refusalTable},
}

// refusal is one thing that an operation does not do. Parameters are those of the client's own struct as JSON, with $words of the story.
type refusal struct {
	operation, situation string
	status               int
	parameters           string
	// says is a part of the message.
	says string
}

// never are the operations that have nothing to refuse in their domain: whatever is asked has an answer. Of freeNetworkDeprecated the client
// cannot send a request at all; "odd requests" has it.
var never = []string{
	"findAuditTraces",
	"listFilesystemLayouts", "listFirewalls", "findFirewalls", "listImages", "findImages", "listIPs", "listMachines", "findMachines",
	"findIPMIMachines", "listIssues", "listNetworks", "findNetworks", "listPartitions", "listProjects", "findProjects", "listSizes",
	"listSizeReservations", "findSizeReservations", "sizeReservationsUsage", "listSizeImageConstraints", "listSwitches", "findSwitches",
	"listTenants", "findTenants", "health", "info", "getMe", "findIPs", "queryImages by id", "freeNetworkDeprecated",
}

func (r refusal) String() string { return r.operation + ", " + r.situation }

const noSuch = `no-such-thing`

// gone is the row of an operation on something by an id that nothing has.
func gone(operation, parameters string) refusal {
	return refusal{operation, "it is not there", http.StatusNotFound, strings.ReplaceAll(strings.ReplaceAll(parameters, "$x", noSuch), "$uuid", nowhere), "NotFound "}
}

func taken(operation, parameters string) refusal {
	return refusal{operation, "the id is taken", http.StatusConflict, parameters, "Conflict "}
}

var refusals = []refusal{
	gone("getFilesystemLayout", `{"ID":"$x"}`),
	gone("updateFilesystemLayout", `{"Body":{"id":"$x","constraints":{"sizes":["*"],"images":{"a":"*"}}}}`),
	gone("deleteFilesystemLayout", `{"ID":"$x"}`),
	taken("createFilesystemLayout", `{"Body":{"id":"default","constraints":{"sizes":["$size"],"images":{"a":"*"}}}}`),
	{"createFilesystemLayout", "an image without a version", 400, `{"Body":{"id":"$new","constraints":{"sizes":["$size"],"images":{"a":"everything"}}}}`, ""},
	{"tryFilesystemLayout", "no layout is meant for it", 422, `{"Body":{"size":"no-such-thing","image":"$image"}}`, "no filesystem layout"},
	gone("matchFilesystemLayout", `{"Body":{"machine":"$uuid","filesystemlayout":"default"}}`),
	{"matchFilesystemLayout", "the layout is not there", 404, `{"Body":{"machine":"$machine","filesystemlayout":"no-such-thing"}}`, "NotFound "},

	gone("findFirewall", `{"ID":"$uuid"}`),
	{"allocateFirewall", "an image for machines", 400, `{"Body":{"name":"f","projectid":"$project","partitionid":"$partition","sizeid":"$size","imageid":"$image","networks":[{"networkid":"$network","autoacquire":true}]}}`, ""},

	{"listFirmwares", "no such machine", 404, `{"MachineID":"` + nowhere + `"}`, "NotFound "},
	{"removeFirmware", "no such kind", 400, `{"Kind":"toaster","Vendor":"v","Board":"b","Revision":"r"}`, ""},
	{"uploadFirmware", "no such kind", 400, `{"Kind":"toaster","Vendor":"v","Board":"b","Revision":"r"}`, ""},
	gone("updateFirmware", `{"ID":"$uuid","Body":{"kind":"bios","revision":"1","description":"d"}}`),

	gone("findImage", `{"ID":"$x"}`),
	gone("findLatestImage", `{"ID":"$x-1.0"}`),
	gone("updateImage", `{"Body":{"id":"$x"}}`),
	gone("deleteImage", `{"ID":"$x"}`),
	taken("createImage", `{"Body":{"id":"$image","url":"$url","features":["machine"]}}`),
	{"createImage", "no such feature", 400, `{"Body":{"id":"compat-1.0.20260101","url":"$url","features":["toaster"]}}`, ""},

	gone("findIP", `{"ID":"192.0.2.99"}`),
	gone("updateIP", `{"Body":{"ipaddress":"192.0.2.99","type":"static"}}`),
	{"updateIP", "a static address becomes ephemeral", 400, `{"Body":{"ipaddress":"$ip","type":"ephemeral"}}`, ""},
	gone("freeIP", `{"ID":"192.0.2.99"}`),
	{"allocateIP", "no such network", 404, `{"Body":{"networkid":"no-such-thing","projectid":"$project","type":"static"}}`, "NotFound "},
	{"allocateIP", "no such project", 404, `{"Body":{"networkid":"$external","projectid":"no-such-thing","type":"static"}}`, "NotFound "},
	{"allocateIP", "a network of another project", 422, `{"Body":{"networkid":"$network","projectid":"$other","type":"static"}}`, ""},
	{"allocateSpecificIP", "the address is taken", 409, `{"IP":"$ip","Body":{"networkid":"$external","projectid":"$project","type":"static"}}`, "Conflict "},
	{"allocateSpecificIP", "an address of no prefix of the network", 422, `{"IP":"192.0.2.99","Body":{"networkid":"$external","projectid":"$project","type":"static"}}`, ""},

	gone("findMachine", `{"ID":"$uuid"}`),
	gone("findIPMIMachine", `{"ID":"$uuid"}`),
	gone("deleteMachine", `{"ID":"$uuid"}`),
	{"deleteMachine", "it is alive", 422, `{"ID":"$machine"}`, ""},
	gone("freeMachine", `{"ID":"$uuid"}`),
	{"freeMachine", "it is locked", 422, `{"ID":"$locked"}`, "locked"},
	gone("updateMachine", `{"Body":{"id":"$uuid","tags":["a=b"]}}`),
	{"updateMachine", "it is nobody's", 400, `{"Body":{"id":"$machine","description":"d"}}`, ""},
	{"getMachineConsolePassword", "it is nobody's", 422, `{"Body":{"id":"$machine","reason":"a test of refusals"}}`, ""},
	{"allocateMachine", "no such project", 404, `{"Body":{"name":"m","projectid":"no-such-thing","partitionid":"$partition","sizeid":"$size","imageid":"$image","networks":[{"networkid":"$network","autoacquire":true}]}}`, "NotFound "},
	{"allocateMachine", "no such image", 400, `{"Body":{"name":"m","projectid":"$project","partitionid":"$partition","sizeid":"$size","imageid":"nothing-1.0","networks":[{"networkid":"$network","autoacquire":true}]}}`, "no image with id"},
	{"allocateMachine", "no network", 400, `{"Body":{"name":"m","projectid":"$project","partitionid":"$partition","sizeid":"$size","imageid":"$image"}}`, ""},
	{"allocateMachine", "no machine of the size", 422, `{"Body":{"name":"m","projectid":"$project","partitionid":"$partition","sizeid":"$ownsize","imageid":"$image","networks":[{"networkid":"$network","autoacquire":true}]}}`, ""},
	{"allocateMachine", "the network of another project", 422, `{"Body":{"name":"m","projectid":"$other","partitionid":"$partition","sizeid":"$size","imageid":"$image","networks":[{"networkid":"$network","autoacquire":true}]}}`, ""},
	{"allocateMachine", "a machine that is locked", 422, `{"Body":{"name":"m","uuid":"$locked","projectid":"$project","imageid":"$image","networks":[{"networkid":"$network","autoacquire":true}]}}`, ""},
	gone("setMachineState", `{"ID":"$uuid","Body":{"value":"LOCKED","description":"d"}}`),
	{"setMachineState", "no such state", 400, `{"ID":"$machine","Body":{"value":"TOASTED","description":"d"}}`, ""},
	{"setMachineState", "without a reason", 400, `{"ID":"$machine","Body":{"value":"LOCKED","description":""}}`, ""},
	gone("reinstallMachine", `{"ID":"$uuid","Body":{"imageid":"$image"}}`),
	{"reinstallMachine", "it is nobody's", 400, `{"ID":"$machine","Body":{"imageid":"$image"}}`, ""},
	gone("machineOn", `{"ID":"$uuid"}`), gone("machineOff", `{"ID":"$uuid"}`), gone("machineReset", `{"ID":"$uuid"}`),
	gone("machineCycle", `{"ID":"$uuid"}`), gone("machineBios", `{"ID":"$uuid"}`), gone("machineDisk", `{"ID":"$uuid"}`),
	gone("machinePxe", `{"ID":"$uuid"}`), gone("chassisIdentifyLEDOn", `{"ID":"$uuid"}`), gone("chassisIdentifyLEDOff", `{"ID":"$uuid"}`),
	{"ipmiReport", "no partition", 400, `{"Body":{"reports":{}}}`, ""},
	{"issues", "no such severity", 400, `{"Body":{"severity":"toasty"}}`, ""},

	gone("findNetwork", `{"ID":"$x"}`),
	gone("updateNetwork", `{"Body":{"id":"$x"}}`),
	{"updateNetwork", "a prefix in use is taken away", 422, `{"Body":{"id":"$external","prefixes":["$unused"]}}`, ""},
	gone("deleteNetwork", `{"ID":"$x"}`),
	{"deleteNetwork", "it has addresses", 422, `{"ID":"$external"}`, ""},
	gone("freeNetwork", `{"ID":"$x"}`),
	{"freeNetwork", "it is no private one", 422, `{"ID":"$external"}`, ""},
	taken("createNetwork", `{"Body":{"id":"$external","prefixes":["$unused"],"destinationprefixes":[],"nat":false,"privatesuper":false,"underlay":false}}`),
	{"createNetwork", "the prefix is another network's", 422, `{"Body":{"id":"$new","prefixes":["$prefix"],"destinationprefixes":[],"nat":false,"privatesuper":false,"underlay":false}}`, ""},
	{"createNetwork", "no prefix", 400, `{"Body":{"id":"$new","prefixes":[],"destinationprefixes":[],"nat":false,"privatesuper":false,"underlay":false}}`, ""},
	{"allocateNetwork", "no such project", 404, `{"Body":{"name":"n","partitionid":"$partition","projectid":"no-such-thing"}}`, "NotFound "},
	{"allocateNetwork", "a partition without a super network", 404, `{"Body":{"name":"n","partitionid":"$bare","projectid":"$project"}}`, "no private super network"},
	{"allocateNetwork", "no project", 400, `{"Body":{"name":"n","partitionid":"$partition"}}`, ""},

	gone("findPartition", `{"ID":"$x"}`),
	gone("updatePartition", `{"Body":{"id":"$x"}}`),
	gone("deletePartition", `{"ID":"$x"}`),
	taken("createPartition", `{"Body":{"id":"$bare","bootconfig":{"imageurl":"$url","kernelurl":"$url"}}}`),
	{"partitionCapacity", "no such partition", 400, `{"Body":{"id":"no-such-thing"}}`, "no partition with id"},

	gone("findProject", `{"ID":"$x"}`),
	gone("updateProject", `{"Body":{"meta":{"id":"$x"},"name":"p","tenant_id":"$tenant"}}`),
	{"updateProject", "an older version", 422, `{"Body":{"meta":{"id":"$project","version":-1},"name":"p","tenant_id":"$tenant"}}`, ""},
	gone("deleteProject", `{"ID":"$x"}`),
	{"deleteProject", "it has networks", 400, `{"ID":"$project"}`, ""},
	taken("createProject", `{"Body":{"meta":{"id":"$project"},"name":"p","tenant_id":"$tenant"}}`),
	{"createProject", "no such tenant", 404, `{"Body":{"meta":{},"name":"p","tenant_id":"no-such-thing"}}`, "NotFound "},

	gone("findSize", `{"ID":"$x"}`),
	gone("updateSize", `{"Body":{"id":"$x"}}`),
	gone("deleteSize", `{"ID":"$x"}`),
	taken("createSize", `{"Body":{"id":"$size","constraints":[{"type":"cores","min":90001,"max":90002}]}}`),
	{"createSize", "the constraints overlap another size's", 400, `{"Body":{"id":"$new","constraints":[{"type":"cores","min":91001,"max":91002}]}}`, ""},
	gone("suggest", `{"Body":{"machineID":"$uuid"}}`),
	gone("getSizeReservation", `{"ID":"$x"}`),
	gone("updateSizeReservation", `{"Body":{"id":"$x"}}`),
	gone("deleteSizeReservation", `{"ID":"$x"}`),
	{"createSizeReservation", "no such size", 404, `{"Body":{"id":"$new","sizeid":"no-such-thing","projectid":"$project","partitionids":["$partition"],"amount":1}}`, "NotFound "},
	{"createSizeReservation", "none of them", 400, `{"Body":{"id":"$new","sizeid":"$size","projectid":"$project","partitionids":["$partition"],"amount":0}}`, ""},

	gone("findSizeImageConstraint", `{"ID":"$x"}`),
	gone("trySizeImageConstraint", `{"Body":{"size":"$x","image":"$image"}}`),
	gone("updateSizeImageConstraint", `{"Body":{"id":"$x","images":{"a":">= 1"}}}`),
	gone("deleteSizeImageConstraint", `{"ID":"$x"}`),
	taken("createSizeImageConstraint", `{"Body":{"id":"$constrained","images":{"debian":">= 99"}}}`),

	gone("findSwitch", `{"ID":"$x"}`),
	gone("updateSwitch", `{"Body":{"id":"$x"}}`),
	gone("deleteSwitch", `{"ID":"$x"}`),
	gone("notifySwitch", `{"ID":"$x","Body":{"sync_duration":1,"port_states":{}}}`),
	gone("toggleSwitchPort", `{"ID":"$x","Body":{"nic":"Ethernet0","status":"UP"}}`),
	{"toggleSwitchPort", "a state that nobody can want", 400, `{"ID":"$leaf","Body":{"nic":"Ethernet0","status":"UNKNOWN"}}`, ""},
	gone("migrateSwitch", `{"Body":{"old_switch_id":"$x","new_switch_id":"$leaf"}}`),
	{"registerSwitch", "no such partition", 404, `{"Body":{"id":"$new","partition_id":"no-such-thing","rack_id":"r","os":{"vendor":"SONiC"},"nics":[]}}`, "NotFound "},
	{"registerSwitch", "another system than SONiC and Cumulus", 422, `{"Body":{"id":"$new","partition_id":"$partition","rack_id":"r","os":{"vendor":"toaster"},"nics":[]}}`, ""},

	gone("getTenant", `{"ID":"$x"}`),
	gone("updateTenant", `{"Body":{"meta":{"id":"$x"},"name":"t"}}`),
	gone("deleteTenant", `{"ID":"$x"}`),
	{"deleteTenant", "it has projects", 422, `{"ID":"$tenant"}`, ""},
	taken("createTenant", `{"Body":{"meta":{"id":"$tenant"},"name":"t"}}`),

	{"getVPNAuthKey", "no such project", 404, `{"Body":{"pid":"no-such-thing","ephemeral":true,"reason":"a test of refusals"}}`, "NotFound "},
}

// refusalTable calls each row with the client's own method of that name, as administrator.
func refusalTable(t *testing.T, w *world) {
	words := w.refusalWords(t)
	calls := clientMethods(w.admin)
	told := map[string]bool{}
	for _, row := range refusals {
		told[row.operation] = true
		if !w.hasOutside() && slices.Contains(outsideOperations, row.operation) {
			continue
		}
		parameters := row.parameters
		for word, value := range words {
			parameters = strings.ReplaceAll(parameters, "$"+word, value)
		}
		run(t, row.String(), func(t *testing.T) {
			err := calls.call(t, row.operation, parameters)
			refused, known := err.(typed)
			if !known {
				t.Fatalf("expected a refusal that the client has a type for, got %T: %v", err, err)
			}
			payload := refused.GetPayload()
			check(t, refused.Code() == row.status && payload != nil && payload.StatusCode == row.status,
				"expected status %d, got %d with %+v", row.status, refused.Code(), payload)
			check(t, payload != nil && payload.Message != "" && strings.Contains(payload.Message, row.says), "the message lacks %q: %+v", row.says, payload)
		})
	}
	for _, operation := range operations() {
		check(t, told[operation.ID] != slices.Contains(never, operation.ID), "%s has no row and is not said to refuse nothing, or both", operation.ID)
	}
}

// refusalWords makes what the table names, and answers what it is called.
func (w *world) refusalWords(t *testing.T) map[string]string {
	project, other := w.project(t), w.project(t)
	private := w.privateNetwork(t, project)
	request := w.externalRequest(w.prefixes.ipv4().String())
	external := w.createNetwork(t, request)
	address := must(w.edit.IP().AllocateIP(ip.NewAllocateIPParams().WithBody(&models.V1IPAllocateRequest{
		Networkid: external.ID, Projectid: ptr(project), Type: ptr("static")}), nil)).Payload
	afterwards(t, "address "+at(address.Ipaddress), func() error {
		_, err := w.edit.IP().FreeIP(ip.NewFreeIPParams().WithID(at(address.Ipaddress)), nil)
		return err
	})
	held, locked := w.held(t), w.held(t)
	must(w.setState(locked, "LOCKED", "a test of refusals"))
	own := w.name("size")
	must(w.admin.Size().CreateSize(size.NewCreateSizeParams().WithBody(&models.V1SizeCreateRequest{
		ID: ptr(own), Constraints: []*models.V1SizeConstraint{{Type: ptr("cores"), Min: 91_000, Max: 91_005}}}), nil))
	afterwards(t, "size "+own, func() error {
		_, err := w.admin.Size().DeleteSize(size.NewDeleteSizeParams().WithID(own), nil)
		return err
	})
	w.constrain(t, own)
	image := w.imageFor(t, "machine")
	return map[string]string{
		"project": project, "other": other, "network": at(private.ID), "external": at(external.ID), "prefix": request.Prefixes[0],
		"unused": w.prefixes.ipv4().String(), "ip": at(address.Ipaddress), "machine": held, "locked": locked, "partition": w.status.Partition,
		"bare": at(w.createPartition(t).ID), "ownsize": own, "constrained": own, "size": at(w.machine(held).Size.ID), "new": w.name("refused"),
		"image": at(image.ID), "url": image.URL, "tenant": w.tenant, "leaf": w.someLeaf(t),
	}
}

func (w *world) constrain(t *testing.T, id string) {
	t.Helper()
	body := fmt.Sprintf(`{"id":%q,"images":{"debian":">= 99"}}`, id)
	made := w.raw(t, w.as("admin"), http.MethodPut, "/v1/size-image-constraint", body)
	equal(t, "status of the constraint", made.status, http.StatusCreated)
	afterwards(t, "constraint "+id, func() error {
		_, err := w.admin.Sizeimageconstraint().DeleteSizeImageConstraint(sizeimageconstraint.NewDeleteSizeImageConstraintParams().WithID(id), nil)
		return err
	})
}

func (w *world) someLeaf(t *testing.T) string {
	t.Helper()
	var leaves []struct{ ID string }
	must0(json.Unmarshal([]byte(w.raw(t, w.as("view"), http.MethodGet, "/v1/switch", "").body), &leaves))
	for _, leaf := range leaves {
		if !strings.HasPrefix(leaf.ID, "compat-") {
			return leaf.ID
		}
	}
	t.Fatal("the rack has no leaf")
	return ""
}

// methods are those of the client by the id of their operation, without case and blanks.
type methods map[string]reflect.Value

// clientMethods finds them by their first parameter, which is a struct of the client.
func clientMethods(client any) methods {
	found := methods{}
	services := reflect.ValueOf(client)
	for i := range services.NumMethod() {
		service := services.Method(i)
		if service.Type().NumIn() != 0 || service.Type().NumOut() != 1 || service.Type().Out(0).Kind() != reflect.Interface {
			continue
		}
		calls := service.Call(nil)[0]
		for calls.Kind() == reflect.Interface {
			calls = calls.Elem()
		}
		for j := range calls.NumMethod() {
			if calls.Method(j).Type().NumIn() > 1 && strings.HasSuffix(calls.Method(j).Type().In(0).String(), "Params") {
				found[methodKey(calls.Type().Method(j).Name)] = calls.Method(j)
			}
		}
	}
	return found
}

func methodKey(name string) string { return strings.ToLower(strings.ReplaceAll(name, " ", "")) }

// call calls the operation with these parameters and answers its error.
func (m methods) call(t *testing.T, operation, parameters string) error {
	t.Helper()
	method, known := m[methodKey(operation)]
	if !known {
		t.Fatalf("the client has no %s", operation)
	}
	given := reflect.New(method.Type().In(0).Elem())
	must0(json.Unmarshal([]byte(parameters), given.Interface()))
	given.Interface().(interface{ SetTimeout(time.Duration) }).SetTimeout(30 * time.Second)
	if file := given.Elem().FieldByName("File"); file.IsValid() {
		file.Set(reflect.ValueOf(runtime.NamedReader("file", io.NopCloser(strings.NewReader("bytes")))))
	}
	answers := method.Call([]reflect.Value{given, reflect.Zero(method.Type().In(1))})
	err, _ := answers[len(answers)-1].Interface().(error)
	return err
}
