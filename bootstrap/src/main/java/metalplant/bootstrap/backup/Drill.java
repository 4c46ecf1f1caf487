package metalplant.bootstrap.backup;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metalplant.bootstrap.Folders;
import metalplant.bootstrap.PlantLock;
import metalplant.federation.signing.Ed25519;
import metalplant.federation.value.Bytes;
import metalplant.mesh.wordlist.RecoveryWords;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.store.DatabaseConfig;
import metalplant.store.SqlStore;
import metalplant.store.backup.BackupSources;
import metalplant.store.backup.Invariants;
import metalplant.store.backup.RowSink;
import metalplant.store.backup.ScratchDatabase;
import metalplant.store.backup.TableSink;
import metalplant.store.backup.TableSource;

/**
 * Restores the newest backup for real, into a database made for that beside the plant's and removed afterwards, reads all of it back and
 * holds it against what the backup says of itself. The plant goes on meanwhile.
 */
final class Drill {
    private final Folders folders;
    private final DatabaseConfig database;
    private final PlantKeys keys;
    private final World world;

    Drill(Folders folders, DatabaseConfig database, PlantKeys keys, World world) {
        this.folders = folders;
        this.database = database;
        this.keys = keys;
        this.world = world;
    }

    /**
     * What was found.
     *
     * @param wrong what is not as it should be; empty if the backup is good
     * @param read entities and machines that this release understood
     */
    record Found(
            String name,
            String place,
            String created,
            int files,
            int tables,
            long rows,
            long read,
            long tookMillis,
            List<String> wrong) {}

    /**
     * Tries the newest backup of a shelf.
     *
     * @param words opened with them, as somebody on new hardware would; else with the plant's own key
     * @throws Problem RULE_VIOLATED if there is no backup of this plant, BAD_REQUEST if the newest one is damaged
     */
    Found on(Shelf shelf, Optional<RecoveryWords> words) {
        var lock = folders.run().resolve("drill.lock");
        try (var _ = PlantLock.take(lock, pid -> "another drill runs (pid %s)".formatted(pid))) {
            return Fetched.inScratch(copies -> tried(shelf, newest(shelf), words, copies));
        }
    }

    private String newest(Shelf shelf) {
        var own = keys.identity().plant().text();
        var kept = Kept.of(shelf).stream()
                .filter(each -> each.header().isEmpty() || each.isOf(own))
                .toList();
        // By name, which has the time in it: one whose header is damaged must not be passed over for an older one.
        return kept.stream()
                .map(each -> each.entry().name())
                .max(java.util.Comparator.comparing(Drill::stamp))
                .orElseThrow(() -> Problem.refused("there is no backup of this plant in " + shelf.place()));
    }

    private static String stamp(String name) {
        return name.replaceFirst("^.*-([0-9]{8}T[0-9]{6}Z-[0-9a-f]{8})\\.backup$", "$1");
    }

    private Found tried(Shelf shelf, String name, Optional<RecoveryWords> words, Path copies) {
        long from = world.nanos();
        var file = shelf.fetch(name, copies);
        var header = BackupFile.verify(file);
        keys.refuseForeign(header);
        var key = words.map(typed -> PlantKeys.opened(header, typed)).orElseGet(() -> keys.opened(header));
        try (var scratch = ScratchDatabase.make(database, world.newId())) {
            var taker = new Taker(header, scratch.config());
            var sums = RestoreBackup.read(file, key, taker);
            var wrong = new ArrayList<>(taker.wrong());
            taker.flush();
            wrong.addAll(differences(sums, scratch.config(), taker.engine()));
            taker.finish();
            long read = readAll(scratch.config(), wrong);
            return new Found(
                    name,
                    shelf.place(),
                    header.created(),
                    sums.files(),
                    sums.tables().size(),
                    sums.rows(),
                    read,
                    (world.nanos() - from) / 1_000_000,
                    List.copyOf(wrong));
        }
    }

    private long readAll(DatabaseConfig scratch, List<String> wrong) {
        wrong.addAll(Invariants.broken(scratch));
        try (var store = SqlStore.open(scratch, world)) {
            return Invariants.readAll(store);
        }
    }

    /** Before the rows are brought to this release: each table as it was read. Another engine writes JSON in another way. */
    private List<String> differences(Manifest.Sums told, DatabaseConfig scratch, String engine) {
        var found = new TableSource(BackupSources.forReading(scratch))
                .read(RowSums::new)
                .tables();
        boolean same = engine.equals(BackupSources.engine(scratch));
        return told.tables().entrySet().stream()
                .filter(table -> {
                    var there = found.get(table.getKey());
                    return there == null
                            || there.rows() != table.getValue().rows()
                            || (same && !there.equals(table.getValue()));
                })
                .map(table -> "table %s differs behind the restore".formatted(table.getKey()))
                .sorted()
                .toList();
    }

    /** Fills the scratch database; files are looked at and written nowhere. */
    private final class Taker implements ContentReader.Taker {
        private final BackupHeader header;
        private final TableSink sink;
        private final List<String> missing = new ArrayList<>(List.of(
                "plant.json",
                "pki/ca.key",
                "federation/keys/root.key",
                "secrets/hmac-admin",
                "federation/lives/incarnation"));
        private final List<String> wrong = new ArrayList<>();
        private String engine = "";

        Taker(BackupHeader header, DatabaseConfig scratch) {
            this.header = header;
            this.sink = new TableSink(BackupSources.forWriting(scratch), world);
        }

        @Override
        public void manifest(Manifest manifest) {
            TableSink.refuseTooNew(manifest.steps());
            engine = manifest.engine();
        }

        @Override
        public void file(FolderParts.Part part) {
            missing.remove(part.name());
            if (part.name().equals("federation/keys/root.key") && !isRootKey(part.content())) {
                wrong.add("the root key in the backup is not that of plant " + header.plant());
            }
        }

        private boolean isRootKey(byte[] content) {
            var text = new String(content, java.nio.charset.StandardCharsets.US_ASCII).strip();
            try {
                return Ed25519.signer(Bytes.ofHex(text))
                        .key()
                        .equals(header.recoveryCard().plant());
            } catch (IllegalArgumentException _) {
                return false;
            }
        }

        @Override
        public RowSink rows() {
            return sink;
        }

        String engine() {
            return engine;
        }

        List<String> wrong() {
            missing.forEach(name -> wrong.add("the backup lacks the file " + name));
            return wrong;
        }

        void flush() {
            sink.flush();
        }

        void finish() {
            sink.finish();
        }
    }
}
