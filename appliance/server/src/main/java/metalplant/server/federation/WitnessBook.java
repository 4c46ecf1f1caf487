package metalplant.server.federation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import metalplant.federation.encoding.CanonicalForm;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.value.Bytes;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.wire.WireJson;

/**
 * What a witness must know at its start, in {@code witness.json} beside its keys: whom it belongs to, and who the plants were when it last
 * heard. The ledger itself it reads anew, through tunnels whose ports follow from the numbers here.
 *
 * @param join by which it was invited
 * @param taken whether the ledger had it as its witness
 * @param plants member records in canonical form, as hex
 * @param numbers of the plants and of the witness, by their ids
 */
record WitnessBook(UUID federation, UUID join, boolean taken, List<String> plants, Map<String, Integer> numbers) {
    /** It knows the plant that invited it, and no more. */
    static WitnessBook met(UUID federation, UUID join, MemberRecord inviter) {
        return new WitnessBook(federation, join, false, List.of(hex(inviter)), Map.of());
    }

    WitnessBook told(Collection<MemberRecord> members, Map<String, Integer> known) {
        return new WitnessBook(
                federation,
                join,
                true,
                members.stream().map(WitnessBook::hex).sorted().toList(),
                known);
    }

    private static String hex(MemberRecord record) {
        return Bytes.of(CanonicalForm.encode(record)).hex();
    }

    List<MemberRecord> records() {
        return plants.stream()
                .map(hex -> CanonicalForm.decode(
                        MemberRecord.class, Bytes.ofHex(hex).toArray()))
                .toList();
    }

    private static Path file(Path folder) {
        return folder.resolve("witness.json");
    }

    /** @throws Problem STORED_STATE_IMPOSSIBLE if it was damaged */
    static Optional<WitnessBook> read(Path folder) {
        if (!Files.exists(file(folder))) {
            return Optional.empty();
        }
        try {
            var book = WireJson.mapper().readValue(file(folder).toFile(), WitnessBook.class);
            book.records();
            return Optional.of(book);
        } catch (IOException | RuntimeException e) {
            throw Problem.of(
                            ProblemCode.STORED_STATE_IMPOSSIBLE,
                            "%s is damaged: begin again in another folder, with a new invite".formatted(file(folder)))
                    .because(e);
        }
    }

    void write(Path folder) {
        AtomicFile.write(
                file(folder), WireJson.text(this).getBytes(java.nio.charset.StandardCharsets.UTF_8), AtomicFile.SECRET);
    }
}
