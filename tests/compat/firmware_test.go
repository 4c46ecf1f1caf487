package compat

import (
	"bytes"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/go-openapi/runtime"
	"github.com/metal-stack/metal-go/api/client/firmware"
	"github.com/metal-stack/metal-go/api/client/machine"
	"github.com/metal-stack/metal-go/api/models"

	"metalplant.invalid/compat/plant"
)

var firmwareStories = []story{
	{"firmware is uploaded, listed, installed on a machine and removed", firmwareLife},
}

// outsideOperations succeed only on a plant that was told of a store for firmware and of a VPN.
var outsideOperations = []string{"listFirmwares", "uploadFirmware", "removeFirmware", "updateFirmware", "getVPNAuthKey"}

func (w *world) hasOutside() bool { return plant.Outside != nil }

func (w *world) uploadFirmware(kind, vendor, board, revision string, content []byte) error {
	_, err := w.admin.Firmware().UploadFirmware(firmware.NewUploadFirmwareParams().
		WithKind(kind).WithVendor(vendor).WithBoard(board).WithRevision(revision).
		WithFile(runtime.NamedReader("firmware.bin", io.NopCloser(bytes.NewReader(content)))), nil)
	return err
}

func (w *world) removeFirmware(kind, vendor, board, revision string) error {
	_, err := w.admin.Firmware().RemoveFirmware(firmware.NewRemoveFirmwareParams().
		WithKind(kind).WithVendor(vendor).WithBoard(board).WithRevision(revision), nil)
	return err
}

func (w *world) updateFirmware(id, kind, revision string) (*models.V1MachineResponse, error) {
	answer, err := w.admin.Machine().UpdateFirmware(machine.NewUpdateFirmwareParams().WithID(id).WithBody(
		&models.V1MachineUpdateFirmwareRequest{Description: ptr("by a test"), Kind: ptr(kind), Revision: ptr(revision)}), nil)
	if err != nil {
		return nil, err
	}
	return answer.Payload, nil
}

func firmwareLife(t *testing.T, w *world) {
	if !w.hasOutside() {
		_, err := w.admin.Firmware().ListFirmwares(firmware.NewListFirmwaresParams(), nil)
		refused[*firmware.ListFirmwaresDefault](t, err, 500)
		return
	}
	// A board of its own, so that what else is in the store does not matter.
	id, vendor, board := w.reportedMachine(t), "Compat", "board-"+w.run
	report := bmcReport("198.51.100.77", "ON")
	report.FRU.BoardMfg, report.FRU.BoardPartNumber = vendor, board
	must(w.reportBMC(w.status.Partition, id, report))
	// Larger than a part, so that it goes on in several.
	content := make([]byte, 9<<20)
	for i := range content {
		content[i] = byte(rand.Uint32())
	}
	upper := "BOARD-" + upperHex(w.run)

	run(t, "it is kept under its maker and board, however they are spelt", func(t *testing.T) {
		must0(w.uploadFirmware("BIOS", "COMPAT", board, "4.0", content))
		must0(w.uploadFirmware("bmc", "compat", upper, "2.0", []byte("small")))
		all := must(w.admin.Firmware().ListFirmwares(firmware.NewListFirmwaresParams().WithVendor(ptr("Compat")).WithBoard(ptr(board)), nil)).Payload
		equal(t, "bios", len(all.Revisions["bios"].VendorRevisions["compat"].BoardRevisions[upper]), 1)
		check(t, slices.Equal(all.Revisions["bmc"].VendorRevisions["compat"].BoardRevisions[upper], []string{"2.0"}), "bmc: %v", all.Revisions["bmc"])
	})
	run(t, "of a machine what it has is listed", func(t *testing.T) {
		of := must(w.admin.Firmware().ListFirmwares(firmware.NewListFirmwaresParams().WithMachineID(ptr(id)).WithKind(ptr("bmc")), nil)).Payload
		check(t, slices.Equal(of.Revisions["bmc"].VendorRevisions["compat"].BoardRevisions[upper], []string{"1.73.14"}), "revisions: %v", of.Revisions)
		equal(t, "kinds", len(of.Revisions), 1)
	})
	run(t, "its controller is told where to fetch it, and finds it there", func(t *testing.T) {
		equal(t, "machine", at(must(w.updateFirmware(id, "bios", "4.0")).ID), id)
		var link string
		eventually(t, 30*time.Second, "the command is on the bus", func() (bool, string) {
			for _, message := range w.commands.bodies(w.status.Partition+"-machine", func(message map[string]any) bool {
				command, _ := message["cmd"].(map[string]any)
				return command["target"] == id && command["cmd"] == "UPDATE-FIRMWARE"
			}) {
				update := message["cmd"].(map[string]any)["firmwareupdate"].(map[string]any)
				equal(t, "kind", update["kind"].(string), "bios")
				link = update["url"].(string)
			}
			return link != "", "nothing of this machine yet"
		})
		// Not through the witness: the store is none of the API.
		answer := must((&http.Client{Transport: &http.Transport{}}).Get(link))
		defer answer.Body.Close()
		fetched := must(io.ReadAll(answer.Body))
		check(t, answer.StatusCode == 200 && bytes.Equal(fetched, content), "status %d, %d bytes", answer.StatusCode, len(fetched))
	})
	run(t, "what cannot be is refused", func(t *testing.T) {
		refused[*firmware.UploadFirmwareDefault](t, w.uploadFirmware("disk", vendor, board, "1", content[:8]), 400)
		refused[*firmware.UploadFirmwareDefault](t, w.uploadFirmware("bios", vendor, "no-such-board", "1", content[:8]), 400)
		refused[*firmware.RemoveFirmwareDefault](t, w.removeFirmware("disk", vendor, board, "1"), 400)
		_, err := w.updateFirmware(id, "bmc", "1.73.14")
		refused[*machine.UpdateFirmwareDefault](t, err, 422)
		_, err = w.updateFirmware(id, "bmc", "9.9")
		refused[*machine.UpdateFirmwareDefault](t, err, 422)
		_, err = w.updateFirmware(nowhere, "bmc", "2.0")
		refused[*machine.UpdateFirmwareDefault](t, err, 404)
		_, err = w.admin.Firmware().ListFirmwares(firmware.NewListFirmwaresParams().WithMachineID(ptr(nowhere)), nil)
		refused[*firmware.ListFirmwaresDefault](t, err, 404)
	})
	run(t, "it is removed, again without harm", func(t *testing.T) {
		for range 2 {
			must0(w.removeFirmware("bios", vendor, board, "4.0"))
			must0(w.removeFirmware("bmc", vendor, board, "2.0"))
		}
		all := must(w.admin.Firmware().ListFirmwares(firmware.NewListFirmwaresParams().WithBoard(ptr(board)), nil)).Payload
		equal(t, "makers", len(all.Revisions["bios"].VendorRevisions)+len(all.Revisions["bmc"].VendorRevisions), 0)
	})
}

func upperHex(text string) string { return string(bytes.ToUpper([]byte(text))) }
