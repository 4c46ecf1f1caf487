package contract

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	openapi "github.com/go-openapi/errors"
	"github.com/go-openapi/strfmt"
)

// all stands for every key of a type.
const all = "*"

// leftOut lists the keys that the reference leaves out when they are empty, per model of the client; every other key
// is always there, be it null. Clients of metal-stack tell the two apart when they send a document back.
var leftOut = map[string][]string{
	"V1FirewallEgressRule":              {"comment", "protocol"},
	"V1FirewallIngressRule":             {"comment", "protocol", "to"},
	"V1FirewallRules":                   {"egress", "ingress"},
	"V1MachineAllocation":               {"description", "user_data", "firewall_rules", "dns_servers", "ntp_servers"},
	"V1MachineHardware":                 {"cpus", "gpus"},
	"V1MachineState":                    {"issuer"},
	"V1MachineRecentProvisioningEvents": {"last_error_event"},
	"V1NetworkResponse":                 {"additionalAnnouncableCIDRs"},
	"V1PartitionResponse":               {"dns_servers", "ntp_servers"},
	"V1ServerCapacity": {"allocatable", "allocated", "faulty", "faultymachines", "free", "other", "othermachines",
		"phoned_home", "remainingreservations", "reservations", "total", "unavailable", "usedreservations", "waiting"},
	"V1SizeConstraint":               {"identifier", "max", "min"},
	"V1SizeReservationResponse":      {"labels"},
	"V1SizeReservationUsageResponse": {"labels"},
	"RestHealthResponse":             {"services"},
	"V1ProjectResponse":              {all},
	"V1TenantResponse":               {all},
	"V1Meta":                         {all},
	"V1QuotaSet":                     {all},
	"V1IAMConfig":                    {all},
	"V1IDMConfig":                    {all},
	"V1IssuerConfig":                 {all},
}

// mayMiss lists keys that may be there, be they zero, or not: those behind pointers, which are left out only when nobody
// set them, and those of which the reference itself is not sure.
var mayMiss = map[string][]string{
	"V1Quota":                {all},
	"V1SwitchNotifyResponse": {"name", "description"},
}

// neverNull lists the keys that hold a list or an object whatever happens.
var neverNull = map[string][]string{
	"V1IPResponse":                      {"tags"},
	"V1MachineHardware":                 {"disks", "nics"},
	"V1MachineIpmiReportResponse":       {"created", "updated"},
	"V1MachineIPMIResponse":             {"bios", "events", "hardware", "ipmi", "ledstate", "state", "tags"},
	"V1MachineNetwork":                  {"ips"},
	"V1MachineNic":                      {"neighbors"},
	"V1MachineRecentProvisioningEvents": {"log"},
	"V1MachineResponse":                 {"bios", "events", "hardware", "ledstate", "state", "tags"},
	"V1FirewallResponse":                {"bios", "events", "hardware", "ledstate", "state", "tags"},
	"V1NetworkResponse":                 {"consumption", "destinationprefixes", "labels", "nat", "prefixes", "usage"},
	"V1PartitionResponse":               {"bootconfig"},
	"V1SizeResponse":                    {"constraints", "labels"},
	"V1SwitchResponse":                  {"connections", "nics", "partition"},
	"V1User":                            {"Groups"},
}

// added are keys that newer clients look for and that this client does not know.
var added = map[string][]string{
	"V1PartitionResponse": {"topology", "zoneid"},
	"V1SwitchNic":         {"admin_status"},
	"V1SwitchResponse":    {"room_id"},
}

// nullThoughRequired are keys that the API document requires and the reference sends as null in some states.
var nullThoughRequired = []string{"cidrs", "gpttype", "images", "powermetric", "powersupplies"}

// Faults lists everything in which the text of an answer departs from the client's model of it.
func Faults(text []byte, model any) []string {
	if err := json.Unmarshal(text, model); err != nil {
		return []string{"the client cannot decode it: " + err.Error()}
	}
	var document any
	if err := json.Unmarshal(text, &document); err != nil {
		return []string{err.Error()}
	}
	faults := invalid(reflect.ValueOf(model).Elem())
	examine("", document, reflect.TypeOf(model).Elem(), &faults)
	return faults
}

// invalid asks the client's own model for its opinion.
func invalid(value reflect.Value) []string {
	if value.Kind() == reflect.Slice {
		var faults []string
		for i := range value.Len() {
			faults = append(faults, invalid(reflect.Indirect(value.Index(i)))...)
		}
		return faults
	}
	if !value.CanAddr() {
		return []string{"null inside of a list"}
	}
	model, validates := value.Addr().Interface().(interface{ Validate(strfmt.Registry) error })
	if !validates {
		return nil
	}
	return reasons(model.Validate(strfmt.Default))
}

func reasons(err error) []string {
	if err == nil {
		return nil
	}
	if several, ok := errors.AsType[*openapi.CompositeError](err); ok {
		var faults []string
		for _, one := range several.Errors {
			faults = append(faults, reasons(one)...)
		}
		return faults
	}
	if one, ok := errors.AsType[*openapi.Validation](err); ok && one.Code() == openapi.RequiredFailCode {
		if slices.Contains(nullThoughRequired, one.Name[strings.LastIndex(one.Name, ".")+1:]) {
			return nil
		}
	}
	return []string{"the client's model refuses it: " + err.Error()}
}

// examine compares which keys are present, null and empty with what the tables above say.
func examine(path string, value any, model reflect.Type, faults *[]string) {
	for model.Kind() == reflect.Pointer {
		model = model.Elem()
	}
	switch given := value.(type) {
	case []any:
		if model.Kind() == reflect.Slice {
			for _, element := range given {
				examine(path+"[]", element, model.Elem(), faults)
			}
		}
	case map[string]any:
		switch model.Kind() {
		case reflect.Map:
			for _, element := range given {
				examine(path+"{}", element, model.Elem(), faults)
			}
		case reflect.Struct:
			examineObject(path, given, model, faults)
		}
	}
}

func examineObject(path string, given map[string]any, model reflect.Type, faults *[]string) {
	known := map[string]bool{}
	for i := range model.NumField() {
		field := model.Field(i)
		key, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		known[key] = true
		value, present := given[key]
		switch where := path + "." + key; {
		case present && listed(leftOut, model, key) && empty(value):
			*faults = append(*faults, fmt.Sprintf("%s is there although empty (the reference leaves it out)", where))
		case !present && !listed(leftOut, model, key) && !listed(mayMiss, model, key):
			*faults = append(*faults, fmt.Sprintf("%s is missing (the reference always sends it)", where))
		case present && value == nil && listed(neverNull, model, key):
			*faults = append(*faults, fmt.Sprintf("%s is null (the reference never sends that)", where))
		case present:
			examine(where, value, field.Type, faults)
		}
	}
	for key := range given {
		if !known[key] && !listed(added, model, key) {
			*faults = append(*faults, fmt.Sprintf("%s.%s is unknown to the client", path, key))
		}
	}
}

func listed(table map[string][]string, model reflect.Type, key string) bool {
	keys := table[model.Name()]
	return slices.Contains(keys, key) || slices.Contains(keys, all)
}

func empty(value any) bool {
	switch v := value.(type) {
	case nil:
		return true
	case bool:
		return !v
	case string:
		return v == ""
	case float64:
		return v == 0
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return false
}
