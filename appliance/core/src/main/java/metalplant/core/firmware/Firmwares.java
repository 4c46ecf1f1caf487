package metalplant.core.firmware;

import static java.lang.System.Logger.Level.INFO;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import metalplant.core.store.Store;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.firmware.Board;
import metalplant.model.firmware.Firmware;
import metalplant.model.firmware.FirmwareKind;
import metalplant.model.machine.Machine;

/**
 * Which firmware there is, and bringing and removing some.
 *
 * @see "metal-api-rest.md 2.4"
 */
public final class Firmwares {
    private static final System.Logger LOG = System.getLogger(Firmwares.class.getName());

    private final Store store;
    private final Optional<FirmwareStore> kept;

    /** @param kept empty = this plant was given none */
    public Firmwares(Store store, Optional<FirmwareStore> kept) {
        this.store = store;
        this.kept = kept;
    }

    /**
     * One installed or installable revision.
     *
     * @param revision "" if the machine has not told
     */
    public record Revision(FirmwareKind kind, Board board, String revision) {}

    /**
     * Everything that is kept; all given filters must hold.
     *
     * @param vendor in any case
     * @param part in any case
     * @throws Problem FEATURE_DISABLED, FIRMWARE_STORE_UNAVAILABLE
     */
    public List<Revision> list(Optional<FirmwareKind> kind, Optional<String> vendor, Optional<String> part) {
        return kept().list(kind).stream()
                .filter(firmware -> vendor.isEmpty()
                        || vendor.get().equalsIgnoreCase(firmware.board().vendor()))
                .filter(firmware -> part.isEmpty()
                        || part.get().equalsIgnoreCase(firmware.board().part()))
                .map(firmware -> new Revision(firmware.kind(), firmware.board(), firmware.revision()))
                .toList();
    }

    /**
     * What a machine has now.
     *
     * @throws Problem ENTITY_NOT_FOUND; FEATURE_DISABLED
     */
    public List<Revision> installed(String machineId, Optional<FirmwareKind> kind) {
        kept();
        var machine = store.read("firmware-of-machine", tx -> tx.machines().get(machineId));
        return Stream.of(FirmwareKind.values())
                .filter(each -> kind.isEmpty() || kind.get() == each)
                .map(each -> new Revision(each, Board.of(machine.bmc()), revisionOf(machine, each)))
                .toList();
    }

    /** What of this kind the machine last told to have; "" if nothing. */
    static String revisionOf(Machine machine, FirmwareKind kind) {
        return switch (kind) {
            case BIOS -> machine.bios().version();
            case BMC -> machine.bmc().version();
        };
    }

    /**
     * Refuses what would not fit any machine, before anything of it is read.
     *
     * @throws Problem BAD_REQUEST unless a machine has that board; FEATURE_DISABLED
     */
    public void requireWelcome(Firmware firmware) {
        kept();
        if (!store.<Boolean>read("firmware-board", tx -> tx.machines().anyHas(firmware.board()))) {
            throw Problem.bad("there is no machine of vendor %s with board %s"
                    .formatted(firmware.board().vendor(), firmware.board().part()));
        }
    }

    /** @throws Problem FEATURE_DISABLED, FIRMWARE_STORE_UNAVAILABLE, TOO_BUSY; whatever reading {@code content} throws */
    public void upload(Firmware firmware, InputStream content, String user) {
        kept().put(firmware, content);
        LOG.log(INFO, "firmware stored firmware={0} user={1}", firmware.key(), user);
    }

    /** @throws Problem FEATURE_DISABLED, FIRMWARE_STORE_UNAVAILABLE */
    public void remove(Firmware firmware, String user) {
        kept().remove(firmware);
        LOG.log(INFO, "firmware removed firmware={0} user={1}", firmware.key(), user);
    }

    FirmwareStore kept() {
        return kept.orElseThrow(() -> Problem.of(
                ProblemCode.FEATURE_DISABLED,
                "this plant has no store for firmware: name a bucket as firmware.to in plant.properties"));
    }
}
