package compat

import (
	"crypto/rand"
	"fmt"
	"slices"
	"testing"

	"github.com/metal-stack/metal-go/api/client/machine"
	"github.com/metal-stack/metal-go/api/models"
)

var bmcStories = []story{
	{"a BMC agent reports machines that nobody knows and machines that are known", bmcReports},
}

// newUUID is a random uuid, version 4.
func newUUID() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b)
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

func bmcReport(address, power string) models.V1MachineIpmiReport {
	return models.V1MachineIpmiReport{
		BMCIP: ptr(address), BMCVersion: ptr("1.73.14"), BIOSVersion: ptr("3.4"), PowerState: ptr(power),
		IndicatorLEDState: ptr("LED-OFF"),
		FRU: &models.V1MachineFru{BoardMfg: "ACME", BoardMfgSerial: "b1", BoardPartNumber: "X11", ChassisPartNumber: "c",
			ChassisPartSerial: "cs-" + address, ProductManufacturer: "ACME", ProductPartNumber: "p", ProductSerial: "ps-" + address},
		PowerMetric: &models.V1PowerMetric{Averageconsumedwatts: ptr(float32(100)), Intervalinmin: ptr(float32(5)),
			Maxconsumedwatts: ptr(float32(200)), Minconsumedwatts: ptr(float32(50))},
		PowerSupplies: []*models.V1PowerSupply{{Status: &models.V1PowerSupplyStatus{Health: ptr("OK"), State: ptr("Enabled")}}},
	}
}

func (w *world) reportBMC(partition, id string, report models.V1MachineIpmiReport) (*models.V1MachineIpmiReportResponse, error) {
	answer, err := w.edit.Machine().IpmiReport(machine.NewIpmiReportParams().WithBody(&models.V1MachineIpmiReports{
		Partitionid: partition, Reports: map[string]models.V1MachineIpmiReport{id: report},
	}), nil)
	if err != nil {
		return nil, err
	}
	return answer.Payload, nil
}

// reportedMachine is a machine that exists because a BMC agent spoke of it, and that is gone after the test.
func (w *world) reportedMachine(t *testing.T) string {
	t.Helper()
	id := newUUID()
	made := must(w.reportBMC(w.status.Partition, id, bmcReport(fmt.Sprintf("198.51.100.%d", 1+w.counter.Add(1)%250), "ON")))
	check(t, slices.Equal(made.Created, []string{id}) && len(made.Updated) == 0, "created %v, updated %v", made.Created, made.Updated)
	afterwards(t, "machine "+id, func() error {
		_, err := w.admin.Machine().DeleteMachine(machine.NewDeleteMachineParams().WithID(id), nil)
		return err
	})
	return id
}

func bmcReports(t *testing.T, w *world) {
	id := w.reportedMachine(t)
	bmc := func() *models.V1MachineIPMIResponse {
		return must(w.view.Machine().FindIPMIMachine(machine.NewFindIPMIMachineParams().WithID(id), nil)).Payload
	}
	first := bmc()
	check(t, first.Allocation == nil && len(first.Events.Log) == 0, "it has a history")
	equal(t, "partition", at(first.Partition.ID), w.status.Partition)

	updated := must(w.reportBMC(w.status.Partition, id, bmcReport("203.0.113.7", "OFF")))
	check(t, slices.Equal(updated.Updated, []string{id}) && len(updated.Created) == 0, "created %v, updated %v", updated.Created, updated.Updated)
	now := bmc()
	equal(t, "address", at(now.Ipmi.Address), "203.0.113.7:623")
	equal(t, "power", at(now.Ipmi.Powerstate), "OFF")
	equal(t, "BMC version", at(now.Ipmi.Bmcversion), "1.73.14")
	equal(t, "BIOS version", at(now.Bios.Version), "3.4")
	equal(t, "board", now.Ipmi.Fru.BoardPartNumber, "X11")
	equal(t, "serial", now.Ipmi.Fru.ProductSerial, "ps-203.0.113.7")
	equal(t, "led", at(now.Ledstate.Value), "LED-OFF")
	check(t, now.Ipmi.Powermetric != nil && at(now.Ipmi.Powermetric.Averageconsumedwatts) == 100, "power metric: %+v", now.Ipmi.Powermetric)
	check(t, len(now.Ipmi.Powersupplies) == 1 && at(now.Ipmi.Powersupplies[0].Status.Health) == "OK", "power supplies")

	silent := bmcReport("203.0.113.8", "")
	silent.BMCVersion, silent.BIOSVersion, silent.FRU, silent.PowerMetric, silent.PowerSupplies = ptr(""), ptr(""), nil, nil, nil
	must(w.reportBMC(w.status.Partition, id, silent))
	kept := bmc()
	equal(t, "address", at(kept.Ipmi.Address), "203.0.113.8:623")
	equal(t, "power after an empty report", at(kept.Ipmi.Powerstate), "OFF")
	equal(t, "BMC version after an empty report", at(kept.Ipmi.Bmcversion), "1.73.14")
	equal(t, "board after an empty report", kept.Ipmi.Fru.BoardPartNumber, "X11")
	equal(t, "power supplies are always replaced", len(kept.Ipmi.Powersupplies), 0)

	found := must(w.view.Machine().FindIPMIMachines(machine.NewFindIPMIMachinesParams().WithBody(
		&models.V1MachineFindRequest{IpmiAddress: "203.0.113.8:623", FruBoardPartNumber: "X11"}), nil)).Payload
	check(t, len(found) == 1 && at(found[0].ID) == id, "found %d times by its address", len(found))

	elsewhere := at(w.createPartition(t).ID)
	skipped := must(w.reportBMC(elsewhere, id, bmcReport("203.0.113.9", "ON")))
	check(t, len(skipped.Created)+len(skipped.Updated) == 0, "another partition changed it: %+v", skipped)
	equal(t, "address", at(bmc().Ipmi.Address), "203.0.113.8:623")

	_, err := w.reportBMC("", id, bmcReport("203.0.113.9", "ON"))
	refused[*machine.IpmiReportDefault](t, err, 400)
	_, err = w.reportBMC("compat-none", id, bmcReport("203.0.113.9", "ON"))
	refused[*machine.IpmiReportDefault](t, err, 404)
	_, err = w.view.Machine().FindIPMIMachine(machine.NewFindIPMIMachineParams().WithID(nowhere), nil)
	refused[*machine.FindIPMIMachineDefault](t, err, 404)
}
