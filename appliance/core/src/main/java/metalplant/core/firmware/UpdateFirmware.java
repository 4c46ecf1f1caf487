package metalplant.core.firmware;

import static java.lang.System.Logger.Level.INFO;

import java.time.Duration;
import metalplant.core.bus.FirmwareLink;
import metalplant.core.bus.Outbox;
import metalplant.core.bus.OutboxPublisher;
import metalplant.core.restore.Doubts;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.firmware.Board;
import metalplant.model.firmware.Firmware;
import metalplant.model.firmware.FirmwareKind;
import metalplant.model.machine.Machine;

/**
 * Tells a machine's management controller to fetch and install a firmware. There is no answer from there: the next report has the new
 * revision, or the machine's events say that the command was not sent.
 */
public final class UpdateFirmware {
    private static final System.Logger LOG = System.getLogger(UpdateFirmware.class.getName());

    /** A controller fetches soon, but slowly. */
    private static final Duration LINK_LIFE = Duration.ofHours(2);

    private final Store store;
    private final Firmwares firmwares;
    private final Outbox outbox;
    private final OutboxPublisher publisher;

    public UpdateFirmware(Store store, Firmwares firmwares, Outbox outbox, OutboxPublisher publisher) {
        this.store = store;
        this.firmwares = firmwares;
        this.outbox = outbox;
        this.publisher = publisher;
    }

    /**
     * Decides on the update.
     *
     * @return the machine
     * @throws Problem ENTITY_NOT_FOUND; RULE_VIOLATED for a revision that the machine has or the store has not, and for a machine of no
     *     partition or of a board that it has not told; MACHINE_UNCONFIRMED; FEATURE_DISABLED; FIRMWARE_STORE_UNAVAILABLE
     */
    public Machine run(String machineId, FirmwareKind kind, String revision) {
        var kept = firmwares.kept();
        var before = store.read("firmware-machine", tx -> tx.machines().get(machineId));
        requireNew(before, kind, revision);
        var firmware = new Firmware(kind, requireBoard(before), revision);
        if (!kept.has(firmware)) {
            throw Problem.refused("%s firmware %s of board %s is not in the store, upload it first"
                    .formatted(kind.wire(), revision, firmware.board()));
        }
        var link = new FirmwareLink(kind, kept.link(firmware, LINK_LIFE));
        var draft = outbox.draft();
        var machine = store.run("firmware-update", tx -> {
            var known = sameAs(tx, before, kind, revision);
            draft.updateFirmware(tx, known, link);
            return known;
        });
        LOG.log(INFO, "decided on firmware machine={0} firmware={1}", machineId, firmware.key());
        publisher.kick();
        return machine;
    }

    /** By key again: the machine may have got another board since the store was asked. */
    private static Machine sameAs(Tx tx, Machine before, FirmwareKind kind, String revision) {
        var known = tx.machines().get(before.id());
        Doubts.requireConfirmed(known);
        requireNew(known, kind, revision);
        if (!requireBoard(known).equals(requireBoard(before))) {
            throw Problem.changed("machine", known.id());
        }
        return known;
    }

    private static void requireNew(Machine machine, FirmwareKind kind, String revision) {
        if (Firmwares.revisionOf(machine, kind).equals(revision)) {
            throw Problem.refused(
                    "machine \"%s\" has %s version \"%s\" already".formatted(machine.id(), kind.wire(), revision));
        }
    }

    private static Board requireBoard(Machine machine) {
        var board = Board.of(machine.bmc());
        if (!board.isKnown()) {
            throw Problem.refused("the management controller of machine \"%s\" has not told yet which board it has"
                    .formatted(machine.id()));
        }
        return board;
    }
}
