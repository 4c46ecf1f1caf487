// Package contract is what the plant claims to answer, and a witness that listens to every exchange with it.
//
// operations.go is the table of the claimed operations, recorder.go the witness, shape.go what null, absent and empty
// mean in each body.
package contract

import (
	"net/http"
	"strings"

	"github.com/metal-stack/metal-go/api/models"
)

// Role is the lowest role that may call an operation.
type Role int

// The roles of the API. Any needs credentials of whatever role, Open needs none.
const (
	Open Role = iota
	Any
	View
	Edit
	Admin
)

// Operation is one claimed operation. Paths are those of the API document, below the base path.
type Operation struct {
	ID     string
	Method string
	Path   string
	Role   Role
	// Success are the status codes that clients decode as success; any other 2xx breaks them.
	Success []int
	// Body makes an empty value of the client's model of a successful answer; nil if its body is empty.
	Body func() any
}

func body[T any]() func() any { return func() any { return new(T) } }

func get[T any](path, id string, role Role) Operation {
	return Operation{id, http.MethodGet, path, role, []int{http.StatusOK}, body[T]()}
}

func post[T any](path, id string, role Role) Operation {
	return Operation{id, http.MethodPost, path, role, []int{http.StatusOK}, body[T]()}
}

func remove[T any](path, id string, role Role) Operation {
	return Operation{id, http.MethodDelete, path, role, []int{http.StatusOK}, body[T]()}
}

func create[T any](path, id string, role Role) Operation {
	return Operation{id, http.MethodPut, path, role, []int{http.StatusCreated}, body[T]()}
}

func allocate[T any](path, id string, role Role) Operation {
	return Operation{id, http.MethodPost, path, role, []int{http.StatusCreated}, body[T]()}
}

const firmware = "/v1/firmware/{kind}/{vendor}/{board}/{revision}"

type (
	layout      = models.V1FilesystemLayoutResponse
	layouts     = []*layout
	firewall    = models.V1FirewallResponse
	firewalls   = []*firewall
	image       = models.V1ImageResponse
	images      = []*image
	address     = models.V1IPResponse
	addresses   = []*address
	machine     = models.V1MachineResponse
	machines    = []*machine
	bmc         = models.V1MachineIPMIResponse
	bmcs        = []*bmc
	network     = models.V1NetworkResponse
	networks    = []*network
	partition   = models.V1PartitionResponse
	project     = models.V1ProjectResponse
	projects    = []*project
	size        = models.V1SizeResponse
	reservation = models.V1SizeReservationResponse
	reserved    = []*reservation
	constraint  = models.V1SizeImageConstraintResponse
	leaf        = models.V1SwitchResponse
	leafs       = []*leaf
	tenant      = models.V1TenantResponse
	tenants     = []*tenant
)

// Operations are all operations that the plant claims, in the order of the API document.
var Operations = []Operation{
	post[[]*models.V1AuditResponse]("/v1/audit/find", "findAuditTraces", View),

	get[layouts]("/v1/filesystemlayout", "listFilesystemLayouts", View),
	post[layout]("/v1/filesystemlayout", "updateFilesystemLayout", Admin),
	create[layout]("/v1/filesystemlayout", "createFilesystemLayout", Admin),
	post[layout]("/v1/filesystemlayout/matches", "matchFilesystemLayout", Admin),
	post[layout]("/v1/filesystemlayout/try", "tryFilesystemLayout", Admin),
	remove[layout]("/v1/filesystemlayout/{id}", "deleteFilesystemLayout", Admin),
	get[layout]("/v1/filesystemlayout/{id}", "getFilesystemLayout", View),

	get[firewalls]("/v1/firewall", "listFirewalls", View),
	post[firewall]("/v1/firewall/allocate", "allocateFirewall", Edit),
	post[firewalls]("/v1/firewall/find", "findFirewalls", View),
	get[firewall]("/v1/firewall/{id}", "findFirewall", View),

	get[models.V1FirmwaresResponse]("/v1/firmware", "listFirmwares", Admin),
	{"removeFirmware", http.MethodDelete, firmware, Admin, []int{http.StatusOK}, nil},
	{"uploadFirmware", http.MethodPut, firmware, Admin, []int{http.StatusOK}, nil},

	get[models.RestHealthResponse]("/v1/health", "health", Open),

	get[images]("/v1/image", "listImages", Any),
	post[image]("/v1/image", "updateImage", Admin),
	create[image]("/v1/image", "createImage", Admin),
	post[images]("/v1/image/find", "findImages", View),
	remove[image]("/v1/image/{id}", "deleteImage", Admin),
	get[image]("/v1/image/{id}", "findImage", Any),
	get[image]("/v1/image/{id}/latest", "findLatestImage", Any),
	get[images]("/v1/image/{id}/query", "queryImages by id", Any),

	get[addresses]("/v1/ip", "listIPs", View),
	post[address]("/v1/ip", "updateIP", Edit),
	allocate[address]("/v1/ip/allocate", "allocateIP", Edit),
	allocate[address]("/v1/ip/allocate/{ip}", "allocateSpecificIP", Edit),
	post[addresses]("/v1/ip/find", "findIPs", View),
	remove[address]("/v1/ip/free/{id}", "freeIP", Edit),
	get[address]("/v1/ip/{id}", "findIP", View),

	get[machines]("/v1/machine", "listMachines", View),
	post[machine]("/v1/machine", "updateMachine", Admin),
	post[machine]("/v1/machine/allocate", "allocateMachine", Edit),
	get[models.V1MachineConsolePasswordResponse]("/v1/machine/consolepassword", "getMachineConsolePassword", Edit),
	post[machines]("/v1/machine/find", "findMachines", View),
	post[models.V1MachineIpmiReportResponse]("/v1/machine/ipmi", "ipmiReport", Edit),
	post[bmcs]("/v1/machine/ipmi/find", "findIPMIMachines", View),
	get[[]*models.V1MachineIssue]("/v1/machine/issues", "listIssues", View),
	post[[]*models.V1MachineIssueResponse]("/v1/machine/issues/evaluate", "issues", View),
	post[machine]("/v1/machine/update-firmware/{id}", "updateFirmware", Admin),
	remove[machine]("/v1/machine/{id}", "deleteMachine", Admin),
	get[machine]("/v1/machine/{id}", "findMachine", View),
	remove[machine]("/v1/machine/{id}/free", "freeMachine", Edit),
	get[bmc]("/v1/machine/{id}/ipmi", "findIPMIMachine", View),
	post[machine]("/v1/machine/{id}/power/bios", "machineBios", Edit),
	post[machine]("/v1/machine/{id}/power/chassis-identify-led-off", "chassisIdentifyLEDOff", Edit),
	post[machine]("/v1/machine/{id}/power/chassis-identify-led-on", "chassisIdentifyLEDOn", Edit),
	post[machine]("/v1/machine/{id}/power/cycle", "machineCycle", Edit),
	post[machine]("/v1/machine/{id}/power/disk", "machineDisk", Edit),
	post[machine]("/v1/machine/{id}/power/off", "machineOff", Edit),
	post[machine]("/v1/machine/{id}/power/on", "machineOn", Edit),
	post[machine]("/v1/machine/{id}/power/pxe", "machinePxe", Edit),
	post[machine]("/v1/machine/{id}/power/reset", "machineReset", Edit),
	post[machine]("/v1/machine/{id}/reinstall", "reinstallMachine", Edit),
	post[machine]("/v1/machine/{id}/state", "setMachineState", Edit),

	get[networks]("/v1/network", "listNetworks", View),
	post[network]("/v1/network", "updateNetwork", Admin),
	create[network]("/v1/network", "createNetwork", Admin),
	allocate[network]("/v1/network/allocate", "allocateNetwork", Edit),
	post[networks]("/v1/network/find", "findNetworks", View),
	remove[network]("/v1/network/free/{id}", "freeNetwork", Edit),
	post[network]("/v1/network/free/{id}", "freeNetworkDeprecated", Edit),
	remove[network]("/v1/network/{id}", "deleteNetwork", Admin),
	get[network]("/v1/network/{id}", "findNetwork", View),

	get[[]*partition]("/v1/partition", "listPartitions", Any),
	post[partition]("/v1/partition", "updatePartition", Admin),
	create[partition]("/v1/partition", "createPartition", Admin),
	post[[]*models.V1PartitionCapacity]("/v1/partition/capacity", "partitionCapacity", Any),
	remove[partition]("/v1/partition/{id}", "deletePartition", Admin),
	get[partition]("/v1/partition/{id}", "findPartition", Any),

	get[projects]("/v1/project", "listProjects", View),
	post[project]("/v1/project", "updateProject", Admin),
	create[project]("/v1/project", "createProject", Admin),
	post[projects]("/v1/project/find", "findProjects", View),
	remove[project]("/v1/project/{id}", "deleteProject", Admin),
	get[project]("/v1/project/{id}", "findProject", View),

	get[[]*size]("/v1/size", "listSizes", Any),
	post[size]("/v1/size", "updateSize", Admin),
	create[size]("/v1/size", "createSize", Admin),
	get[reserved]("/v1/size/reservations", "listSizeReservations", Any),
	post[reservation]("/v1/size/reservations", "updateSizeReservation", Edit),
	create[reservation]("/v1/size/reservations", "createSizeReservation", Edit),
	post[reserved]("/v1/size/reservations/find", "findSizeReservations", Any),
	post[[]*models.V1SizeReservationUsageResponse]("/v1/size/reservations/usage", "sizeReservationsUsage", Any),
	remove[reservation]("/v1/size/reservations/{id}", "deleteSizeReservation", Edit),
	get[reservation]("/v1/size/reservations/{id}", "getSizeReservation", Any),
	post[[]*models.V1SizeConstraint]("/v1/size/suggest", "suggest", Any),
	remove[size]("/v1/size/{id}", "deleteSize", Admin),
	get[size]("/v1/size/{id}", "findSize", Any),

	get[[]*constraint]("/v1/size-image-constraint", "listSizeImageConstraints", Any),
	post[constraint]("/v1/size-image-constraint", "updateSizeImageConstraint", Admin),
	create[constraint]("/v1/size-image-constraint", "createSizeImageConstraint", Admin),
	post[map[string]any]("/v1/size-image-constraint/try", "trySizeImageConstraint", Admin),
	remove[constraint]("/v1/size-image-constraint/{id}", "deleteSizeImageConstraint", Admin),
	get[constraint]("/v1/size-image-constraint/{id}", "findSizeImageConstraint", Any),

	get[leafs]("/v1/switch", "listSwitches", Any),
	post[leaf]("/v1/switch", "updateSwitch", Admin),
	post[leafs]("/v1/switch/find", "findSwitches", View),
	post[leaf]("/v1/switch/migrate", "migrateSwitch", Admin),
	{"registerSwitch", http.MethodPost, "/v1/switch/register", Edit, []int{http.StatusOK, http.StatusCreated}, body[leaf]()},
	remove[leaf]("/v1/switch/{id}", "deleteSwitch", Edit),
	get[leaf]("/v1/switch/{id}", "findSwitch", Any),
	post[models.V1SwitchNotifyResponse]("/v1/switch/{id}/notify", "notifySwitch", Edit),
	post[leaf]("/v1/switch/{id}/port", "toggleSwitchPort", Admin),

	get[tenants]("/v1/tenant", "listTenants", View),
	post[tenant]("/v1/tenant", "updateTenant", Admin),
	create[tenant]("/v1/tenant", "createTenant", Admin),
	post[tenants]("/v1/tenant/find", "findTenants", View),
	remove[tenant]("/v1/tenant/{id}", "deleteTenant", Admin),
	get[tenant]("/v1/tenant/{id}", "getTenant", View),

	get[models.V1User]("/v1/user/me", "getMe", View),

	get[models.RestVersion]("/v1/version", "info", Open),

	post[models.V1VPNResponse]("/v1/vpn/authkey", "getVPNAuthKey", Admin),
}

// Find gives the operation of a request; the path is the one below the base path. A literal segment wins over {id}.
func Find(method, path string) (Operation, bool) {
	var found Operation
	known := false
	for _, operation := range Operations {
		if operation.Method != method || !matches(operation.Path, path) {
			continue
		}
		if !known || strings.Count(operation.Path, "{") < strings.Count(found.Path, "{") {
			found, known = operation, true
		}
	}
	return found, known
}

func matches(pattern, path string) bool {
	wanted, given := strings.Split(pattern, "/"), strings.Split(strings.TrimSuffix(path, "/"), "/")
	if len(wanted) != len(given) {
		return false
	}
	for i := range wanted {
		if !strings.HasPrefix(wanted[i], "{") && wanted[i] != given[i] {
			return false
		}
	}
	return true
}
