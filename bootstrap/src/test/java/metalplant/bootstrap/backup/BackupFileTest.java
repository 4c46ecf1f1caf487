package metalplant.bootstrap.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import metalplant.bootstrap.Folders;
import metalplant.federation.value.Bytes;
import metalplant.mesh.recovery.RecoveryCard;
import metalplant.mesh.wordlist.RecoveryWords;
import metalplant.model.Problem;
import metalplant.store.backup.ColumnType;
import metalplant.store.backup.RowSink;
import metalplant.store.backup.TableShape;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupFileTest {
    private static final SecureRandom CHANCE = new SecureRandom();
    private static final TableShape TABLE = new TableShape(
            "thing",
            List.of(new TableShape.Column("id", ColumnType.TEXT), new TableShape.Column("body", ColumnType.JSONB)),
            List.of("id"));
    private static final int ROWS = 6_000;

    @TempDir
    Path folder;

    private PlantKeys keys;
    private RecoveryWords words;

    @BeforeEach
    void keys() {
        keys = keys("plant");
        var fresh = keys.missing().orElseThrow();
        words = RecoveryWords.parse(String.join(" ", fresh.words()));
        fresh.keep();
    }

    private PlantKeys keys(String name) {
        return new PlantKeys(Folders.create(folder.resolve(name)), CHANCE);
    }

    private Path written() {
        return written(keys, keys.ownCard());
    }

    /** A backup of some chunks, with random values that do not become small. */
    private Path written(PlantKeys by, RecoveryCard card) {
        try {
            var file = folder.resolve("a.backup");
            var key = by.fileKey();
            var header = new BackupHeader(
                    card.plantId().text(),
                    "plant",
                    "v1",
                    "2026-01-02T03:04:05Z",
                    card.text(),
                    PlantKeys.sealed(card.box(), key),
                    PlantKeys.sealed(by.box().publicKey(), key));
            try (var sealed = new SealingStream(Files.newOutputStream(file), header, key)) {
                var writer = new ContentWriter(
                        sealed,
                        steps -> new Manifest("v1", "PostgreSQL", "now", steps),
                        List.of(new FolderParts.Part("secrets/a", "rw-------", new byte[] {1, 2})));
                writer.steps(List.of("0101-a.sql"));
                writer.table(TABLE);
                for (int i = 0; i < ROWS; i++) {
                    var noise = new byte[32];
                    CHANCE.nextBytes(noise);
                    writer.row(Arrays.asList(
                            Integer.toString(i),
                            i % 7 == 0 ? null : Bytes.of(noise).hex()));
                }
                writer.end();
                sealed.finish(by.identity().signer());
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What comes out. */
    private static final class Taken implements ContentReader.Taker, RowSink {
        final List<String> files = new ArrayList<>();
        int rows;
        int nothings;

        @Override
        public void manifest(Manifest manifest) {}

        @Override
        public void file(FolderParts.Part part) {
            files.add(part.name());
        }

        @Override
        public RowSink rows() {
            return this;
        }

        @Override
        public void steps(List<String> steps) {}

        @Override
        public void table(TableShape table) {}

        @Override
        public void row(List<@Nullable String> row) {
            rows++;
            nothings += row.get(1) == null ? 1 : 0;
        }
    }

    @Test
    void wordsAlonePutBackWhatWasWritten() {
        // given
        var file = written();
        var taken = new Taken();

        // when
        var header = BackupFile.verify(file);
        var sums = RestoreBackup.read(file, PlantKeys.opened(header, words), taken);

        // then
        assertThat(taken.files).containsExactly("secrets/a");
        assertThat(taken.rows).isEqualTo(ROWS);
        assertThat(taken.nothings).isEqualTo((ROWS + 6) / 7);
        assertThat(Objects.requireNonNull(sums.tables().get("thing")).rows()).isEqualTo(ROWS);
        assertThat(keys.opened(header)).isEqualTo(PlantKeys.opened(header, words));
    }

    @Test
    void aFileThatEndsAnywhereBeforeItsEndIsRefused() throws Exception {
        // given
        var whole = Files.readAllBytes(written());
        long seed = CHANCE.nextLong();
        var chance = new Random(seed);
        var ends =
                new ArrayList<>(List.of(0, 1, 18, 19, 23, 27, whole.length - 65, whole.length - 64, whole.length - 1));
        chance.ints(60, 0, whole.length).forEach(ends::add);

        // then
        for (int end : ends) {
            var file = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, end));
            assertThatThrownBy(() -> BackupFile.verify(file))
                    .as("seed %d, end %d", seed, end)
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("backup");
        }
    }

    @Test
    void aTurnedBitAnywhereIsRefused() throws Exception {
        // given
        var whole = Files.readAllBytes(written());
        long seed = CHANCE.nextLong();
        var chance = new Random(seed);

        // then
        for (int i = 0; i < 150; i++) {
            int at = i < 60 ? chance.nextInt(2_000) : chance.nextInt(whole.length);
            int bit = 1 << chance.nextInt(8);
            var turned = whole.clone();
            turned[at] ^= (byte) bit;
            var file = Files.write(folder.resolve("turned"), turned);
            assertThatThrownBy(() -> BackupFile.verify(file))
                    .as("seed %d, byte %d, bit %d", seed, at, bit)
                    .isInstanceOf(Problem.class);
        }
    }

    @Test
    void garbageIsRefusedWithoutMuchMemory() throws Exception {
        // given
        long seed = CHANCE.nextLong();
        var chance = new Random(seed);

        // then
        for (int i = 0; i < 100; i++) {
            var garbage = new byte[chance.nextInt(5_000)];
            chance.nextBytes(garbage);
            if (i % 2 == 0) {
                var start = ByteBuffer.allocate(27 + garbage.length)
                        .put(BackupFile.MAGIC)
                        .putInt(1);
                garbage = start.putInt(chance.nextInt()).put(garbage).array();
            }
            var file = Files.write(folder.resolve("garbage"), garbage);
            assertThatThrownBy(() -> BackupFile.verify(file))
                    .as("seed %d, round %d", seed, i)
                    .isInstanceOf(Problem.class);
        }
    }

    @Test
    void somethingBehindTheEndIsRefused() throws Exception {
        var file = written();
        Files.write(file, new byte[] {0}, java.nio.file.StandardOpenOption.APPEND);
        assertThatThrownBy(() -> BackupFile.verify(file)).hasMessageContaining("follows its end");
    }

    @Test
    void aWriterThatDiedNeverLeavesAWholeFile() throws Exception {
        // given
        var file = folder.resolve("half");
        var key = keys.fileKey();
        var card = keys.ownCard();
        var header =
                new BackupHeader(card.plantId().text(), "plant", "v1", "2026-01-02T03:04:05Z", card.text(), "00", "00");

        // when
        try (var sealed = new SealingStream(Files.newOutputStream(file), header, key)) {
            sealed.write(new byte[200_000]);
        }

        // then
        assertThatThrownBy(() -> BackupFile.verify(file)).hasMessageContaining("cut off");
    }

    @Test
    void aLaterFormIsRefusedByName() throws Exception {
        var file = written();
        var bytes = Files.readAllBytes(file);
        bytes[BackupFile.MAGIC.length + 3] = 2;
        Files.write(file, bytes);
        assertThatThrownBy(() -> BackupFile.verify(file))
                .hasMessageContaining("form 2")
                .hasMessageContaining("later one");
    }

    @Test
    void whatAnotherPlantSealedToThesePublicKeysIsRefused() {
        // given
        var forger = keys("forger");
        var theirs = RecoveryCard.of(
                RecoveryWords.made(CHANCE), forger.identity().signer().key());
        var own = keys.ownCard();

        // then: signed by the forger in the name of this plant
        assertThatThrownBy(() -> BackupFile.verify(written(forger, own))).hasMessageContaining("forged");

        // and: the forger's own card, which these words did not make
        var other = BackupFile.verify(written(forger, theirs));
        assertThatThrownBy(() -> PlantKeys.opened(other, words)).hasMessageContaining("not the recovery words");
        assertThatThrownBy(() -> keys.opened(other)).hasMessageContaining("of another plant");

        // and: a card with this plant's recovery key and the forger's root key
        var pieced = new RecoveryCard(
                own.key(), own.box(), forger.identity().signer().key(), own.signature());
        assertThatThrownBy(() -> BackupFile.verify(written(forger, pieced))).isInstanceOf(Problem.class);
    }

    @Test
    void wordsOfAnEarlierKeyOpenEarlierBackups() {
        // given
        var header = BackupFile.verify(written());

        // when
        var fresh = keys.fresh();
        fresh.keep();
        var later = BackupFile.verify(written());

        // then
        assertThat(PlantKeys.opened(header, words)).hasSize(32);
        assertThatThrownBy(() -> PlantKeys.opened(later, words)).hasMessageContaining("not the recovery words");
        assertThat(PlantKeys.opened(later, RecoveryWords.parse(String.join(" ", fresh.words()))))
                .hasSize(32);
    }

    @Test
    void chunksThatChangedPlacesAreRefusedEvenIfSigned() throws Exception {
        // given
        var file = written();
        byte[] key;
        BackupFile.Head head;
        try (var in = new BufferedInputStream(Files.newInputStream(file))) {
            head = BackupFile.head(in);
            key = PlantKeys.opened(head.header(), words);
        }
        var bytes = Files.readAllBytes(file);
        int chunk = 4 + BackupFile.CHUNK + BackupFile.TAG;
        int first = head.start().length;
        var swapped = bytes.clone();
        System.arraycopy(bytes, first, swapped, first + chunk, chunk);
        System.arraycopy(bytes, first + chunk, swapped, first, chunk);
        Files.write(file, swapped);

        // then
        assertThatThrownBy(() -> RestoreBackup.read(file, key, new Taken())).hasMessageContaining("part 1");
    }

    @Test
    void namesThatLeadOutOfTheFolderAreNone() {
        for (var name : List.of(
                "../x",
                "/etc/passwd",
                "secrets/../../x",
                "federation/ledger/peers",
                "federation/voter",
                "life/life",
                "secrets/.x",
                "netns",
                Folders.RESTORING,
                "",
                "a/b",
                "federation/lives.json/x")) {
            assertThat(FolderParts.isKept(name)).as(name).isFalse();
        }
        assertThat(List.of("plant.json", "secrets/hmac-admin", "federation/keys/root.key", "federation/lives.json"))
                .allMatch(FolderParts::isKept);
    }

    @Test
    void theVoterAndTheLifeOfAPlantAreInNoBackup() throws Exception {
        // given
        var data = folder.resolve("whole");
        for (var name : List.of(
                "federation/ledger/abc/raft/log_0",
                "federation/ledger/peers/x",
                "federation/voter",
                "life/life",
                "run/status.json",
                "postgres/PG_VERSION",
                "log/plant.0.log",
                "federation/joins.json",
                "pki/ca.key")) {
            Files.createDirectories(data.resolve(name).getParent());
            Files.writeString(data.resolve(name), "x");
        }

        // then
        assertThat(FolderParts.read(data).stream().map(FolderParts.Part::name))
                .containsExactlyInAnyOrder("federation/joins.json", "pki/ca.key");
    }

    @Test
    void sumsThatDoNotFitAreRefused() throws Exception {
        // given: a whole, signed and sealed file whose end tells of more rows
        var packed = new java.io.ByteArrayOutputStream();
        try (var out = new java.io.DataOutputStream(new java.util.zip.GZIPOutputStream(packed))) {
            var json = new com.fasterxml.jackson.databind.ObjectMapper();
            out.writeByte(ContentWriter.MANIFEST);
            bytes(out, json.writeValueAsBytes(new Manifest("v1", "PostgreSQL", "now", List.of())));
            out.writeByte(ContentWriter.END);
            bytes(out, json.writeValueAsBytes(new Manifest.Sums(0, Map.of("thing", new Manifest.Table(1, "00")))));
        }

        // then
        assertThatThrownBy(
                        () -> ContentReader.read(new java.io.ByteArrayInputStream(packed.toByteArray()), new Taken()))
                .hasMessageContaining("sums");
    }

    private static void bytes(java.io.DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
