package metalplant.server.firmware;

import static metalplant.wire.Absent.toText;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import metalplant.core.firmware.Firmwares;
import metalplant.core.firmware.UpdateFirmware;
import metalplant.door.Role;
import metalplant.model.firmware.Board;
import metalplant.model.firmware.Firmware;
import metalplant.model.firmware.FirmwareKind;
import metalplant.server.http.Answer;
import metalplant.server.http.Call;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;
import metalplant.server.machine.MachineAnswers;
import metalplant.wire.common.EmptyBody;
import metalplant.wire.firmware.BoardRevisions;
import metalplant.wire.firmware.FirmwaresResponse;
import metalplant.wire.firmware.VendorRevisions;
import metalplant.wire.machine.MachineResponse;
import metalplant.wire.machine.MachineUpdateFirmwareRequest;

/** The operations of firmware. */
public final class FirmwareHttp implements Feature {
    private static final String PATH = "/v1/firmware";
    private static final String ONE = PATH + "/{kind}/{vendor}/{board}/{revision}";
    private static final String FIELD = "file";

    private final Firmwares firmwares;
    private final UpdateFirmware update;
    private final MachineAnswers answers;

    public FirmwareHttp(Firmwares firmwares, UpdateFirmware update, MachineAnswers answers) {
        this.firmwares = firmwares;
        this.update = update;
        this.answers = answers;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get(PATH, "listFirmwares", Role.ADMIN, this::list)
                        .query("machine-id")
                        .query("kind")
                        .query("vendor")
                        .query("board")
                        .answers(FirmwaresResponse.class),
                Operation.upload(ONE, "uploadFirmware", Role.ADMIN, this::upload),
                // Its clients send a body or none, and nobody looks at it.
                Operation.delete(ONE, "removeFirmware", Role.ADMIN, this::remove)
                        .reads(EmptyBody.class),
                Operation.post("/v1/machine/update-firmware/{id}", "updateFirmware", Role.ADMIN, this::update)
                        .reads(MachineUpdateFirmwareRequest.class)
                        .answers(MachineResponse.class));
    }

    private Answer list(Call call) {
        var kind = call.query("kind").flatMap(FirmwareKind::find);
        var machine = given(call, "machine-id");
        var found = machine.isPresent()
                ? firmwares.installed(machine.get(), kind)
                : firmwares.list(kind, given(call, "vendor"), given(call, "board"));
        return Answer.ok(toWire(found, kind));
    }

    private static Optional<String> given(Call call, String name) {
        return call.query(name).filter(text -> !text.isEmpty());
    }

    /** A kind that was asked for is there even if nothing of it is. */
    private static FirmwaresResponse toWire(List<Firmwares.Revision> found, Optional<FirmwareKind> asked) {
        var kinds = new TreeMap<String, VendorRevisions>();
        for (var kind : FirmwareKind.values()) {
            if (asked.isEmpty() || asked.get() == kind) {
                kinds.put(
                        kind.wire(),
                        vendors(found.stream()
                                .filter(each -> each.kind() == kind)
                                .toList()));
            }
        }
        return new FirmwaresResponse(kinds);
    }

    private static VendorRevisions vendors(List<Firmwares.Revision> found) {
        var vendors = new TreeMap<String, BoardRevisions>();
        found.stream().map(each -> each.board().vendor()).distinct().forEach(vendor -> {
            var ofVendor = found.stream()
                    .filter(each -> each.board().vendor().equals(vendor))
                    .toList();
            vendors.put(vendor, boards(ofVendor));
        });
        return new VendorRevisions(vendors);
    }

    private static BoardRevisions boards(List<Firmwares.Revision> found) {
        var boards = new TreeMap<String, List<String>>();
        found.forEach(each -> boards.computeIfAbsent(
                each.board().part(),
                part -> found.stream()
                        .filter(other -> other.board().part().equals(part))
                        .map(Firmwares.Revision::revision)
                        .toList()));
        return new BoardRevisions(boards);
    }

    private Answer upload(Call call) {
        var firmware = firmware(call);
        firmwares.requireWelcome(firmware);
        firmwares.upload(firmware, call.file(FIELD), call.caller().email());
        return Answer.done();
    }

    private Answer remove(Call call) {
        firmwares.remove(firmware(call), call.caller().email());
        return Answer.done();
    }

    private static Firmware firmware(Call call) {
        return new Firmware(
                FirmwareKind.parse(call.path("kind")),
                new Board(call.path("vendor"), call.path("board")),
                call.path("revision"));
    }

    private Answer update(Call call) {
        var request = call.body(MachineUpdateFirmwareRequest.class);
        var kind = FirmwareKind.parse(toText(request.kind()));
        return Answer.ok(answers.of(update.run(call.path("id"), kind, toText(request.revision()))));
    }
}
