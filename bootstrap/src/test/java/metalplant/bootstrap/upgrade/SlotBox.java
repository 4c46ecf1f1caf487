package metalplant.bootstrap.upgrade;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import metalplant.installer.Blocks;
import metalplant.installer.Gpt;
import metalplant.installer.GptPartition;
import metalplant.installer.upgrade.BootEntries;
import metalplant.installer.upgrade.BootEntries.Entry;
import metalplant.installer.upgrade.TrustedKeys;
import metalplant.installer.upgrade.VersionOrder;
import metalplant.testkit.upgrade.SignedUpgrade;

/**
 * A box with two slots in a folder: a disk, a boot partition, and a firmware that does with both what boot loader and first program of the
 * appliance do.
 */
public final class SlotBox implements UpgradeBox {
    private static final List<String> NAMES =
            List.of("esp", "root-a", "root-a-verity", "root-b", "root-b-verity", "var");
    private static final int SECTORS = 2048;

    public final SignedUpgrade upgrades;
    public final Path sticks;
    private final Path disk;
    private final Path esp;
    private final Map<String, String> versions = new LinkedHashMap<>();
    private volatile Optional<Running> running = Optional.empty();
    private int boots;

    /** A box that is not there before {@link #make}. */
    public SlotBox(Path folder) {
        this.upgrades = new SignedUpgrade(folder.toAbsolutePath());
        this.sticks = folder.toAbsolutePath();
        this.disk = folder.resolve("disk");
        this.esp = folder.resolve("esp");
    }

    /** It was good with version 1.0.0 in its first slot, and is off. */
    public SlotBox make() {
        try {
            Files.createDirectories(sticks);
            know("1.0.0");
            var partitions = new ArrayList<GptPartition>();
            for (int i = 0; i < NAMES.size(); i++) {
                long first = 2048L + (long) i * SECTORS;
                partitions.add(
                        new GptPartition(new UUID(1, 1), new UUID(9, i), first, first + SECTORS - 1, 0, NAMES.get(i)));
            }
            partitions.set(1, partitions.get(1).withId(half(SignedUpgrade.roothash("1.0.0"), 0)));
            partitions.set(2, partitions.get(2).withId(half(SignedUpgrade.roothash("1.0.0"), 32)));
            var table = new Gpt(new UUID(7, 7), 2048L + (long) NAMES.size() * SECTORS + 64, partitions);
            Files.write(disk, new byte[(int) table.diskSectors() * Gpt.SECTOR]);
            write(0, table.head());
            write(table.diskSectors() * Gpt.SECTOR - Gpt.TAIL, table.tail());
            write(place("root-a"), SignedUpgrade.bytes("1.0.0", "root", SignedUpgrade.ROOT_BYTES));
            Files.createDirectories(esp.resolve("EFI/Linux"));
            Files.writeString(
                    esp.resolve("EFI/Linux/metal-plant-1.0.0-%s.efi"
                            .formatted(SignedUpgrade.roothash("1.0.0").substring(0, 12))),
                    "1.0.0");
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An upgrade file on a stick of this box. */
    public String file(String version) {
        know(version);
        return upgrades.file(version).toString();
    }

    void know(String version) {
        versions.put(SignedUpgrade.roothash(version).substring(0, 12), version);
    }

    private static UUID half(String roothash, int at) {
        return new UUID(
                Long.parseUnsignedLong(roothash.substring(at, at + 16), 16),
                Long.parseUnsignedLong(roothash.substring(at + 16, at + 32), 16));
    }

    private static long place(String name) {
        return (2048L + (long) NAMES.indexOf(name) * SECTORS) * Gpt.SECTOR;
    }

    private void write(long at, byte[] bytes) {
        try (var blocks = Blocks.toWrite(disk)) {
            blocks.write(at, ByteBuffer.wrap(bytes));
        }
    }

    /** A block of a slot goes bad. */
    public void spoil(String slot) {
        write(place(slot) + 5_000, new byte[] {1, 2, 3, 4});
    }

    /** Power: the boot loader chooses and counts, the first program looks at the slot. @return the version that runs */
    public String boot() {
        for (int i = 0; i < 10; i++) {
            var entry = chosen();
            var slot = slot(entry);
            if (slot.isPresent()) {
                boots++;
                var version = versions.get(entry.hash());
                running = Optional.of(new Running(
                        String.valueOf(version),
                        "amd64",
                        slot.get(),
                        SignedUpgrade.roothash(String.valueOf(version)),
                        disk,
                        "boot-" + boots));
                return String.valueOf(version);
            }
            rename(entry, entry.name() + "+0-3.efi");
        }
        throw new IllegalStateException("nothing starts: " + entries().list());
    }

    private BootEntries entries() {
        return new BootEntries(esp);
    }

    private Entry chosen() {
        var entry = entries().list().stream()
                .min(Comparator.comparing((Entry each) -> !each.mayStart())
                        .thenComparing(Entry::version, VersionOrder.INSTANCE.reversed()))
                .orElseThrow(() -> new IllegalStateException("the boot partition is empty"));
        if (entry.left().isPresent() && entry.left().getAsInt() > 0) {
            rename(entry, "%s+%d-%d.efi".formatted(entry.name(), entry.left().getAsInt() - 1, entry.done() + 1));
            return entries().of(entry.hash()).orElseThrow();
        }
        return entry;
    }

    private static void rename(Entry entry, String name) {
        try {
            Files.move(entry.file(), entry.file().resolveSibling(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The slot whose ids and content are those of the version; as the first program and verity find out. */
    private Optional<String> slot(Entry entry) {
        var version = String.valueOf(versions.get(entry.hash()));
        try (var blocks = Blocks.toRead(disk)) {
            var table = Gpt.read(blocks.read(0, Gpt.HEAD), blocks.size() / Gpt.SECTOR)
                    .orElseThrow();
            var data = table.partitions().stream()
                    .filter(one -> one.id().equals(half(SignedUpgrade.roothash(version), 0)))
                    .findFirst();
            var tree = table.partitions().stream()
                    .filter(one -> one.id().equals(half(SignedUpgrade.roothash(version), 32)))
                    .findFirst();
            if (data.isEmpty() || tree.isEmpty()) {
                return Optional.empty();
            }
            var root = blocks.read(data.get().first() * Gpt.SECTOR, SignedUpgrade.ROOT_BYTES);
            return java.util.Arrays.equals(root, SignedUpgrade.bytes(version, "root", SignedUpgrade.ROOT_BYTES))
                    ? Optional.of(data.get().name())
                    : Optional.empty();
        }
    }

    List<String> files() {
        try (var files = Files.list(esp.resolve("EFI/Linux"))) {
            return files.map(each -> String.valueOf(each.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] diskBytes() {
        try {
            return Files.readAllBytes(disk);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<Running> running() {
        return running;
    }

    @Override
    public TrustedKeys keys() {
        return TrustedKeys.of(upgrades.key().getPublic());
    }

    @Override
    public <T> T onBootPartition(Function<BootEntries, T> work) {
        return work.apply(entries());
    }

    @Override
    public List<Path> sources() {
        return List.of(sticks);
    }
}
