package metalplant.cli.install;

import java.util.List;
import metalplant.installer.DiskFacts;
import metalplant.installer.DiskWriter;
import metalplant.installer.InstallPlan;

/** What {@code plantctl install --output json} prints. */
final class InstallAnswers {
    private InstallAnswers() {}

    record Disk(String disk, String serial, String model, long sizeBytes, String state, List<String> partitions) {}

    record Disks(List<Disk> disks) {}

    record Piece(String name, long offsetBytes, long lengthBytes) {}

    record Plan(String source, Disk target, List<Piece> copied) {}

    record Done(
            String source, Disk target, long bytes, long writtenBytes, long foundBytes, String sha256, long seconds) {}

    static Disks list(List<DiskFacts> disks, String running) {
        return new Disks(disks.stream().map(one -> disk(one, running)).toList());
    }

    static Plan plan(InstallPlan plan) {
        return new Plan(
                plan.source(),
                disk(plan.target(), ""),
                plan.copies().stream()
                        .map(one -> new Piece(one.name(), one.offset(), one.length()))
                        .toList());
    }

    static Done done(InstallPlan plan, DiskWriter.Written written, long seconds) {
        return new Done(
                plan.source(),
                disk(plan.target(), ""),
                plan.bytes(),
                written.written(),
                written.found(),
                written.sha256(),
                seconds);
    }

    /** In words: what stands between this disk and an installation. */
    static String state(DiskFacts disk, String running) {
        if (disk.path().equals(running)) {
            return "runs this system";
        }
        if (!disk.mounts().isEmpty()) {
            return "in use: " + String.join(", ", disk.mounts());
        }
        if (disk.holdsPlant()) {
            return "holds a plant";
        }
        return disk.partitions().isEmpty() ? "empty" : disk.partitions().size() + " partitions";
    }

    private static Disk disk(DiskFacts disk, String running) {
        return new Disk(
                disk.path(), disk.serial(), disk.model(), disk.sizeBytes(), state(disk, running), disk.partitions());
    }
}
