package metalplant.installer.upgrade;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import metalplant.installer.Blocks;
import metalplant.installer.DiskWriter.Progress;
import metalplant.installer.Gpt;
import metalplant.installer.GptPartition;
import metalplant.installer.upgrade.UpgradeFile.Chunk;
import metalplant.installer.upgrade.UpgradeFile.Piece;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/**
 * Writes root and hash tree of an upgrade into the slot that does not run, on the disk that the system runs from. What is there already is
 * not written again, so the same call goes on after any interruption; the slot gets its ids, by which a kernel image finds it, only when it was
 * read back from the disk itself. No other partition is touched.
 */
public final class SlotWriter {
    private static final int ALIGNMENT = 4096;

    private final Path disk;
    private final String running;
    private final UUID runningId;

    /**
     * @param disk the device, or a file in place of one
     * @param running the name of the slot that runs, root-a or root-b
     * @param roothash of what runs: proves that this is the disk and that the slot
     */
    public SlotWriter(Path disk, String running, String roothash) {
        if (!running.equals("root-a") && !running.equals("root-b")) {
            throw Problem.refused("this system does not run from a slot of an image");
        }
        this.disk = disk;
        this.running = running;
        this.runningId = UpgradeManifest.half(roothash.substring(0, 32));
    }

    /**
     * What was done.
     *
     * @param written bytes that had to be written
     * @param found bytes that were there already
     */
    public record Written(long written, long found) {}

    /** The name of the slot that is written. */
    public String slot() {
        return running.equals("root-a") ? "root-b" : "root-a";
    }

    /** @throws Problem DISK_REFUSED if the slot is too small, or this is not the disk that the system runs from */
    public void check(UpgradeManifest manifest) {
        try (var blocks = Blocks.toRead(disk)) {
            var table = table(blocks);
            room(partition(table, slot()), manifest.root().size());
            room(partition(table, slot() + "-verity"), manifest.verity().size());
        }
    }

    private static void room(GptPartition partition, long bytes) {
        long room = partition.sectors() * Gpt.SECTOR;
        if (bytes > room) {
            throw Problem.of(
                    ProblemCode.DISK_REFUSED,
                    "the slot \"%s\" of this disk has %d MiB, the upgrade needs %d MiB: flash the new image to a larger disk and restore a backup there"
                            .formatted(partition.name(), room >> 20, (bytes + (1 << 20) - 1) >> 20));
        }
    }

    /** Writes and reads back. */
    public Written write(UpgradeFile file, BooleanSupplier stopped, Progress progress) {
        var manifest = file.manifest();
        check(manifest);
        try (var blocks = Blocks.toWrite(disk)) {
            var table = table(blocks);
            var copy = new Copy(file, blocks, stopped, progress);
            copy.write(Piece.ROOT, partition(table, slot()), manifest.root());
            copy.write(Piece.VERITY, partition(table, slot() + "-verity"), manifest.verity());
            blocks.sync();
            copy.verify(Piece.ROOT, partition(table, slot()), manifest.root());
            copy.verify(Piece.VERITY, partition(table, slot() + "-verity"), manifest.verity());
            return new Written(copy.written, copy.found);
        }
    }

    /** Gives the slot the ids by which the kernel image of the upgrade finds it. */
    public void name(UpgradeManifest manifest) {
        try (var blocks = Blocks.toWrite(disk)) {
            var table = table(blocks);
            var named = new Gpt(
                    table.diskId(),
                    table.diskSectors(),
                    table.partitions().stream().map(one -> named(one, manifest)).toList());
            if (named.equals(table)) {
                return;
            }
            // One of the two is whole at every moment, and firmware and kernel take that one.
            blocks.write(blocks.size() - Gpt.TAIL, ByteBuffer.wrap(named.tail()));
            blocks.sync();
            blocks.write(0, ByteBuffer.wrap(named.head()));
            blocks.sync();
            if (!table(blocks).equals(named)) {
                throw Problem.of(ProblemCode.DISK_FAILED, "%s does not give back its partition table".formatted(disk));
            }
        }
    }

    private GptPartition named(GptPartition one, UpgradeManifest manifest) {
        if (one.name().equals(slot())) {
            return one.withId(manifest.rootId());
        }
        return one.name().equals(slot() + "-verity") ? one.withId(manifest.verityId()) : one;
    }

    private Gpt table(Blocks blocks) {
        var table = Gpt.read(blocks.read(0, Gpt.HEAD), blocks.size() / Gpt.SECTOR)
                .orElseThrow(() ->
                        Problem.of(ProblemCode.DISK_REFUSED, "%s has no partition table of an image".formatted(disk)));
        if (!partition(table, running).id().equals(runningId)) {
            throw Problem.of(
                    ProblemCode.DISK_REFUSED,
                    "%s is not the disk that this system runs from: its slot %s is another version's"
                            .formatted(disk, running));
        }
        return table;
    }

    private GptPartition partition(Gpt table, String name) {
        return table.named(name)
                .orElseThrow(
                        () -> Problem.of(ProblemCode.DISK_REFUSED, "%s has no partition \"%s\"".formatted(disk, name)));
    }

    /** Copies one piece after the other. */
    private static final class Copy {
        private final UpgradeFile file;
        private final Blocks blocks;
        private final BooleanSupplier stopped;
        private final Progress progress;
        private final ByteBuffer theirs = Blocks.buffer(UpgradeFile.CHUNK);
        private long written;
        private long found;
        private long done;

        Copy(UpgradeFile file, Blocks blocks, BooleanSupplier stopped, Progress progress) {
            this.file = file;
            this.blocks = blocks;
            this.stopped = stopped;
            this.progress = progress;
        }

        void write(Piece piece, GptPartition to, UpgradeManifest.Part part) {
            for (var chunk : UpgradeFile.chunks(part.size())) {
                UpgradeFile.stopWhenAsked(stopped);
                var ours = file.read(piece, chunk);
                long at = to.first() * Gpt.SECTOR + chunk.offset();
                blocks.read(at, theirs.limit(chunk.length()));
                if (ours.mismatch(theirs) < 0) {
                    found += chunk.length();
                } else {
                    blocks.write(at, ours);
                    written += chunk.length();
                }
                advance("writing " + to.name(), chunk);
            }
        }

        void verify(Piece piece, GptPartition from, UpgradeManifest.Part part) {
            var digest = UpgradeFile.sha256();
            try (var disk = Blocks.toVerify(blocks.path())) {
                for (var chunk : UpgradeFile.chunks(part.size())) {
                    UpgradeFile.stopWhenAsked(stopped);
                    // Around the cache only whole blocks are read; a partition ends behind one.
                    int whole = (chunk.length() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
                    disk.read(from.first() * Gpt.SECTOR + chunk.offset(), theirs.limit(whole));
                    digest.update(theirs.limit(chunk.length()));
                    advance("reading back " + from.name(), chunk);
                }
            }
            if (!HexFormat.of().formatHex(digest.digest()).equals(part.sha256())) {
                throw Problem.of(
                        ProblemCode.DISK_FAILED,
                        "%s does not give back the %s that was written to it: the file changed meanwhile, or the disk is broken"
                                .formatted(from.name(), piece));
            }
        }

        private void advance(String what, Chunk chunk) {
            done += chunk.length();
            var manifest = file.manifest();
            progress.at(
                    what, done, 2 * (manifest.root().size() + manifest.verity().size()));
        }
    }
}
