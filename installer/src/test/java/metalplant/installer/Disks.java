package metalplant.installer;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Small images and disks as sparse files. */
final class Disks {
    static final long MIB = 1 << 20;
    static final UUID LINUX = UUID.fromString("0fc63daf-8483-4772-8e79-3d69d8477de4");

    private Disks() {}

    /** Ids that a test can predict: 1, 2, 3. */
    static Supplier<UUID> counted() {
        var last = new AtomicLong();
        return () -> new UUID(0, last.incrementAndGet());
    }

    /** The table of an image whose partitions have a MiB or two each. */
    static Gpt image() {
        var names = List.of("esp", "root-a", "root-a-verity", "root-b", "root-b-verity", "METALPLANT", "var-key");
        var partitions = new java.util.ArrayList<GptPartition>();
        var at = 2048L;
        for (var i = 0; i < names.size(); i++) {
            var sectors = 2048L * (i % 2 + 1);
            partitions.add(new GptPartition(LINUX, new UUID(7, i), at, at + sectors - 1, 0, names.get(i)));
            at += sectors;
        }
        return new Gpt(new UUID(7, 7), at + 64, partitions);
    }

    /** An image file with chance in all partitions but the empty slot and the key. */
    static Path imageFile(Path folder) throws IOException {
        var file = folder.resolve("image");
        var table = image();
        var chance = new Random(42);
        try (var disk = new RandomAccessFile(file.toFile(), "rw")) {
            disk.setLength(table.diskSectors() * Gpt.SECTOR);
            disk.write(table.head());
            for (var one : table.partitions()) {
                if (!one.name().startsWith("root-b") && !one.name().equals("var-key")) {
                    var bytes = new byte[(int) (one.sectors() * Gpt.SECTOR)];
                    chance.nextBytes(bytes);
                    disk.seek(one.first() * Gpt.SECTOR);
                    disk.write(bytes);
                }
            }
        }
        return file;
    }

    /** A file with the bytes of another use in its first MiBs, of the given size. */
    static Path usedDisk(Path folder, long bytes) throws IOException {
        var file = folder.resolve("disk");
        try (var disk = new RandomAccessFile(file.toFile(), "rw")) {
            disk.setLength(bytes);
            var old = new byte[(int) (30 * MIB)];
            new Random(1).nextBytes(old);
            disk.write(old);
        }
        return file;
    }

    static DiskFacts facts(Path file, long bytes) {
        return new DiskFacts(file.toString(), "SERIAL-1", "Model", bytes, 512, false, false, List.of(), List.of());
    }

    static byte[] bytes(Path file, long offset, int length) {
        try (var blocks = Blocks.toRead(file)) {
            var into = ByteBuffer.allocate(length);
            blocks.read(offset, into);
            return into.array();
        }
    }
}
