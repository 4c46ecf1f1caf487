package compat

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metal-stack/metal-go/api/client/image"
	"github.com/metal-stack/metal-go/api/client/machine"
	"github.com/metal-stack/metal-go/api/client/network"
	"github.com/metal-stack/metal-go/api/client/switch_operations"
	"github.com/metal-stack/metal-go/api/models"

	"metalplant.invalid/compat/kit"
)

// exporterAddress is built into the program.
const exporterAddress = "127.0.0.1:9080"

func stockExporter(t *testing.T, w *world) {
	path := stock(t, "metal-metrics-exporter")
	if listener, err := net.Listen("tcp", ":9080"); err != nil {
		t.Skipf("metal-metrics-exporter was not run: its port is taken: %v", err)
	} else {
		must0(listener.Close())
	}
	projectID := w.project(t)
	private := w.privateNetwork(t, projectID)
	allocated := w.allocate(t, w.machineRequest(t, at(w.free(t).Size.ID), projectID, at(private.ID)))
	w.reaches(t, at(allocated.ID), phonedHome)

	// Of a leaf that has not told anything yet the exporter says that it is down.
	eventually(t, lifeStep, "all leaves have told of themselves", func() (bool, string) {
		silent := slices.DeleteFunc(w.switches(t, w.status.Partition), func(s *models.V1SwitchResponse) bool { return s.LastSync != nil })
		return len(silent) == 0, fmt.Sprintf("%d have not", len(silent))
	})

	program, told := exec.Command(path), &kit.Said{}
	program.Env = []string{"METAL_API_URL=" + w.status.API.URL, "METAL_API_HMAC=" + w.status.API.HMAC.View, "METAL_API_AUTH_TYPE=Metal-View",
		"FETCH_INTERVAL=1s", "PATH=" + os.Getenv("PATH")}
	program.Stdout, program.Stderr = told, told
	must0(program.Start())
	defer func() {
		_ = program.Process.Kill()
		_ = program.Wait()
	}()
	eventually(t, time.Minute, "it has looked again without an error", func() (bool, string) {
		return strings.Contains(told.String(), "metrics updated successfully"), told.String()
	})
	check(t, !strings.Contains(told.String(), `"level":"ERROR"`), "it complains: %s", told.String())
	page := exported(t)

	run(t, "it has all networks with their use", func(t *testing.T) {
		for _, n := range must(w.view.Network().ListNetworks(network.NewListNetworksParams(), nil)).Payload {
			contains(t, "info", page, fmt.Sprintf(`networkId="%s",parentNetworkID="%s",`, at(n.ID), n.Parentnetworkid))
			contains(t, "use", page, fmt.Sprintf("metal_network_ip_used{networkId=%q} ", at(n.ID)), fmt.Sprintf("metal_network_prefix_available{networkId=%q} ", at(n.ID)))
		}
	})
	run(t, "it has all switches with their machines", func(t *testing.T) {
		all := w.switches(t, w.status.Partition)
		check(t, len(all) > 0, "there is none")
		for _, leaf := range all {
			contains(t, "up", page, fmt.Sprintf("metal_switch_metal_core_up{partition=%q,rackid=%q,switchname=%q} 1", w.status.Partition, at(leaf.RackID), leaf.Name))
			for _, c := range leaf.Connections {
				contains(t, "port", page, fmt.Sprintf("metal_switch_interface_info{device=%q,machineid=%q,partition=%q,switchname=%q} 1", at(c.Nic.Name), c.MachineID, w.status.Partition, leaf.Name))
			}
		}
	})
	run(t, "it has all machines with their power, issues and hardware", func(t *testing.T) {
		for _, m := range must(w.view.Machine().ListMachines(machine.NewListMachinesParams(), nil)).Payload {
			contains(t, "power", page, fmt.Sprintf("metal_machine_power_state{machineid=%q} 1", at(m.ID)))
			contains(t, "issues", page, fmt.Sprintf("metal_machine_issues{issueid=%q,machineid=%q} ", "liveliness-dead", at(m.ID)))
			check(t, slices.ContainsFunc(strings.Split(page, "\n"), func(line string) bool {
				return strings.HasPrefix(line, "metal_machine_hardware_info") && strings.Contains(line, at(m.ID))
			}), "no hardware of %s", at(m.ID))
		}
		contains(t, "allocation", row(t, page, fmt.Sprintf("metal_machine_allocation_info{clusterTag=\"NOTALLOCATED\",imageId=%q,machineid=%q", at(allocated.Allocation.Image.ID), at(allocated.ID))),
			fmt.Sprintf("primaryASN=\"%d\"", at(allocated.Allocation.Networks[0].Asn)), `role="machine",state="AVAILABLE"`)
	})
	run(t, "it has partitions, images and projects", func(t *testing.T) {
		size := at(allocated.Size.ID)
		for _, name := range []string{"total", "allocated", "waiting", "allocatable", "faulty", "phoned_home", "reservations_total"} {
			contains(t, "capacity", page, fmt.Sprintf("metal_partition_capacity_%s{partition=%q,size=%q} ", name, w.status.Partition, size))
		}
		for _, i := range must(w.view.Image().ListImages(image.NewListImagesParams(), nil)).Payload {
			contains(t, "image", page, fmt.Sprintf("imageID=%q", at(i.ID)))
		}
		contains(t, "project", page, fmt.Sprintf("projectId=%q,tenantId=%q} 1", projectID, w.tenant))
	})
}

func exported(t *testing.T) string {
	t.Helper()
	answer := must(client().Get("http://" + exporterAddress + "/metrics"))
	defer answer.Body.Close()
	page := string(must(io.ReadAll(answer.Body)))
	equal(t, "status of the page", answer.StatusCode, http.StatusOK)
	return page
}

func (w *world) switches(t *testing.T, partition string) []*models.V1SwitchResponse {
	t.Helper()
	return must(w.view.SwitchOperations().FindSwitches(switch_operations.NewFindSwitchesParams().WithBody(&models.V1SwitchFindRequest{Partitionid: partition}), nil)).Payload
}
