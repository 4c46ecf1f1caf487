package metalplant.installer;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.BooleanSupplier;
import metalplant.installer.InstallPlan.Extent;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/**
 * Carries out a plan. The old partition table goes first and the new one comes last, so a disk that was written halfway starts nothing
 * and holds nothing that looks like a plant. What is on the disk already is not written again: the same call goes on after any
 * interruption. Nothing is believed before it was read back from the disk itself.
 */
public final class DiskWriter {
    /** What is read at once, and after which an end is noticed. */
    static final int CHUNK = 4 << 20;

    /** The boot partition of a running system may change while it is copied; so often it is copied again. */
    private static final int ROUNDS_MAX = 3;

    /** What a person is told. */
    @FunctionalInterface
    public interface Progress {
        /**
         * @param what the step, for example "writing root-a"
         * @param done bytes of all steps that are done
         * @param all bytes of all steps
         */
        void at(String what, long done, long all);
    }

    /**
     * What was done.
     *
     * @param written bytes that had to be written
     * @param found bytes that were on the disk already
     * @param sha256 of everything that was copied, as it was read back
     */
    public record Written(long written, long found, String sha256) {}

    private final InstallPlan plan;
    private final BooleanSupplier stopped;
    private final Progress progress;
    private final ByteBuffer ours = Blocks.buffer(CHUNK);
    private final ByteBuffer theirs = Blocks.buffer(CHUNK);
    private long written;
    private long found;
    private long done;

    /**
     * @param stopped asked after each piece; the work then ends with a problem that says how to go on
     */
    public DiskWriter(InstallPlan plan, BooleanSupplier stopped, Progress progress) {
        this.plan = plan;
        this.stopped = stopped;
        this.progress = progress;
    }

    /** Writes and verifies. The caller asked whoever had to be asked. */
    public Written run() {
        var path = Path.of(plan.target().path());
        try (var source = Blocks.toRead(Path.of(plan.source()));
                var target = Blocks.toWrite(path)) {
            var size = target.size();
            if (size != plan.target().sizeBytes()) {
                throw Problem.of(
                        ProblemCode.DISK_REFUSED,
                        "%s has %d bytes now and had %d when it was looked at; look again"
                                .formatted(path, size, plan.target().sizeBytes()));
            }
            removeTable(target, size);
            plan.emptied().forEach(extent -> empty(target, extent));
            var digest = copyUntilStill(source, target);
            target.write(size - Gpt.TAIL, ByteBuffer.wrap(plan.table().tail()));
            target.write(0, ByteBuffer.wrap(plan.table().head()));
            target.sync();
            verifyTable(path);
            return new Written(written, found, digest);
        }
    }

    private void removeTable(Blocks target, long size) {
        target.write(0, ByteBuffer.allocate(Gpt.HEAD));
        target.write(size - Gpt.TAIL, ByteBuffer.allocate(Gpt.TAIL));
        target.sync();
    }

    private void empty(Blocks target, Extent extent) {
        for (var at = extent.offset(); at < extent.end(); at += CHUNK) {
            stopWhenAsked();
            target.write(at, ByteBuffer.allocate((int) Math.min(CHUNK, extent.end() - at)));
        }
    }

    private String copyUntilStill(Blocks source, Blocks target) {
        for (var round = 1; ; round++) {
            done = 0;
            var read = digest();
            for (var extent : plan.copies()) {
                copy(source, target, extent, read);
            }
            target.sync();
            var wanted = HexFormat.of().formatHex(read.digest());
            var got = digestOf(target.path(), "reading back");
            if (!got.equals(wanted)) {
                throw Problem.of(
                        ProblemCode.DISK_FAILED,
                        "%s does not give back what was written to it: the disk is broken; take another one"
                                .formatted(target.path()));
            }
            if (bootHash(source).equals(bootHash(target))) {
                return got;
            }
            if (round == ROUNDS_MAX) {
                throw Problem.of(
                        ProblemCode.DISK_FAILED,
                        "the boot partition of %s changes all the time; call again when no upgrade runs"
                                .formatted(plan.source()));
            }
        }
    }

    private void copy(Blocks source, Blocks target, Extent extent, MessageDigest read) {
        for (var at = extent.offset(); at < extent.end(); at += CHUNK) {
            stopWhenAsked();
            var length = (int) Math.min(CHUNK, extent.end() - at);
            source.read(at, ours.limit(length));
            target.read(at, theirs.limit(length));
            read.update(ours.duplicate());
            if (ours.mismatch(theirs) < 0) {
                found += length;
            } else {
                target.write(at, ours.duplicate());
                written += length;
            }
            advance("writing " + extent.name(), length);
        }
    }

    private String digestOf(Path path, String what) {
        var digest = digest();
        try (var disk = Blocks.toVerify(path)) {
            for (var extent : plan.copies()) {
                for (var at = extent.offset(); at < extent.end(); at += CHUNK) {
                    stopWhenAsked();
                    var length = (int) Math.min(CHUNK, extent.end() - at);
                    disk.read(at, theirs.limit(length));
                    digest.update(theirs);
                    advance(what + " " + extent.name(), length);
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private String bootHash(Blocks disk) {
        var digest = digest();
        for (var extent : plan.copies()) {
            for (var at = extent.offset(); extent.name().equals("esp") && at < extent.end(); at += CHUNK) {
                disk.read(at, theirs.limit((int) Math.min(CHUNK, extent.end() - at)));
                digest.update(theirs);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private void verifyTable(Path path) {
        try (var disk = Blocks.toRead(path)) {
            var head = disk.read(0, Gpt.HEAD);
            if (!Gpt.read(head, plan.table().diskSectors()).equals(java.util.Optional.of(plan.table()))) {
                throw Problem.of(
                        ProblemCode.DISK_FAILED,
                        "%s does not give back its partition table; take another disk".formatted(path));
            }
        }
    }

    private void advance(String what, int length) {
        done += length;
        progress.at(what, done, 2 * plan.bytes());
    }

    private void stopWhenAsked() {
        if (stopped.getAsBoolean()) {
            throw Problem.of(
                    ProblemCode.DISK_UNFINISHED,
                    "stopped: %s is not finished and starts nothing; the same call goes on where this one ended"
                            .formatted(plan.target().path()));
        }
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
