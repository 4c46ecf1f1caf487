package metalplant.installer;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import metalplant.installer.InstallPlan.Extent;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/** Decides whether a disk may be written and what onto it: a function of facts. */
public final class InstallPlanner {
    /** Room for data behind the image, below which nothing is installed: 8 GiB. */
    public static final long DATA_MIN_BYTES = 8L << 30;

    /** Belong to one disk alone: made at its first boot. */
    private static final Set<String> OWN = Set.of("var", "var-key");

    private static final Set<String> NEEDED = Set.of("esp", "root-a", "root-a-verity", "METALPLANT", "var-key");

    /** Where an encrypted partition keeps its keys: a former one's are gone with them. */
    private static final long KEYS_BYTES = 16L << 20;

    private InstallPlanner() {}

    /**
     * @param source the device or file that is copied
     * @param image its partition table
     * @param running the device that this system was started from
     * @param target what is known of the disk to write
     * @param replacePlant whether a plant on the target may be destroyed
     * @param ids new ones for disk and partitions
     */
    public static InstallPlan plan(
            String source, Gpt image, String running, DiskFacts target, boolean replacePlant, Supplier<UUID> ids) {
        for (var name : NEEDED) {
            if (image.named(name).isEmpty()) {
                throw refused("%s is no image of metal-plant: it has no partition \"%s\"".formatted(source, name));
            }
        }
        checkTarget(source, running, target, replacePlant);
        var fixed = image.partitions().stream()
                .filter(one -> !one.name().equals("var"))
                .toList();
        var sectors = target.sizeBytes() / Gpt.SECTOR;
        var table = new Gpt(
                ids.get(), sectors, fixed.stream().map(one -> renamed(one, ids)).toList());
        var least = table.end() * Gpt.SECTOR + DATA_MIN_BYTES;
        if (target.sizeBytes() < least) {
            throw refused("%s has %s; at least %s are needed, choose a larger disk"
                    .formatted(target.path(), size(target.sizeBytes()), size(least)));
        }
        return new InstallPlan(source, target, table, copies(table), emptied(table));
    }

    private static void checkTarget(String source, String running, DiskFacts target, boolean replacePlant) {
        if (target.path().equals(running) || target.path().equals(source)) {
            throw refused("%s is the disk that this system runs from; choose another one".formatted(target.path()));
        }
        if (target.readOnly()) {
            throw refused("%s can only be read".formatted(target.path()));
        }
        if (target.sectorBytes() != Gpt.SECTOR) {
            throw refused("%s has sectors of %d bytes, the image is made for %d; many disks can be set to these"
                    .formatted(target.path(), target.sectorBytes(), Gpt.SECTOR));
        }
        if (!target.mounts().isEmpty()) {
            throw refused(
                    "%s is in use (%s); end that first".formatted(target.path(), String.join(", ", target.mounts())));
        }
        if (target.holdsPlant() && !replacePlant) {
            throw refused(
                    "%s holds a plant already, which would be lost with all its data; --replace-plant says that it shall be"
                            .formatted(target.path()));
        }
    }

    /**
     * Slots keep their ids: the kernel image finds a slot by its hash, which is its id. Everything else is another thing on another
     * disk.
     */
    private static GptPartition renamed(GptPartition one, Supplier<UUID> ids) {
        return one.name().startsWith("root-") ? one : one.withId(ids.get());
    }

    private static List<Extent> copies(Gpt table) {
        return table.partitions().stream()
                .filter(one -> !OWN.contains(one.name()))
                .map(InstallPlanner::extent)
                .toList();
    }

    private static List<Extent> emptied(Gpt table) {
        var emptied = new ArrayList<Extent>();
        table.partitions().stream()
                .filter(one -> OWN.contains(one.name()))
                .map(InstallPlanner::extent)
                .forEach(emptied::add);
        emptied.add(new Extent("begin of data", table.end() * Gpt.SECTOR, KEYS_BYTES));
        return emptied;
    }

    private static Extent extent(GptPartition one) {
        return new Extent(one.name(), one.first() * Gpt.SECTOR, one.sectors() * Gpt.SECTOR);
    }

    private static Problem refused(String message) {
        return Problem.of(ProblemCode.DISK_REFUSED, message);
    }

    /** For people, in units of 1024. */
    public static String size(long bytes) {
        return bytes >= 10L << 30 ? "%d GiB".formatted(bytes >> 30) : "%d MiB".formatted(bytes >> 20);
    }
}
