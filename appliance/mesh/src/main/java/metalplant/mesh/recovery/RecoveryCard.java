package metalplant.mesh.recovery;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import metalplant.federation.signing.Ed25519;
import metalplant.federation.signing.MemberKey;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.PlantId;
import metalplant.mesh.files.AtomicFile;
import metalplant.mesh.wordlist.RecoveryWords;
import metalplant.model.Problem;

/**
 * The public half of a plant's recovery key, in four lines: the key that signs, the key that things are sealed to, the plant that it
 * belongs to, and a signature of the first under all three. Who has the words knows by it which plant may sign backups; nobody without
 * them can put another plant in its place.
 *
 * @param key that the words sign with
 * @param box X25519 key that the words open
 * @param plant root key of the plant
 * @param signature by {@code key}
 */
public record RecoveryCard(MemberKey key, Bytes box, MemberKey plant, Bytes signature) {
    private static final String DOMAIN = "metal-plant recovery card 1";
    private static final int LINES = 4;
    private static final int TEXT_MAX = 1_024;

    /** Binds these words to a plant. */
    public static RecoveryCard of(RecoveryWords words, MemberKey plant) {
        var signer = words.signer();
        var box = words.box().publicKey();
        return new RecoveryCard(signer.key(), box, plant, signer.sign(signed(signer.key(), box, plant)));
    }

    /** @throws Problem BAD_REQUEST if it is none, or is signed by somebody else */
    public static RecoveryCard parse(String text) {
        try {
            var lines = text.lines().toList();
            if (text.length() > TEXT_MAX || lines.size() != LINES) {
                throw new IllegalArgumentException("not four lines");
            }
            var card = new RecoveryCard(
                    new MemberKey(Bytes.ofHex(lines.get(0))),
                    Bytes.ofHex(lines.get(1)),
                    new MemberKey(Bytes.ofHex(lines.get(2))),
                    Bytes.ofHex(lines.get(3)));
            if (!Ed25519.verify(card.key, signed(card.key, card.box, card.plant), card.signature)) {
                throw new IllegalArgumentException("signed by another key");
            }
            return card;
        } catch (IllegalArgumentException e) {
            throw Problem.bad("this is no recovery card").because(e);
        }
    }

    public String text() {
        return String.join("\n", List.of(key.raw().hex(), box.hex(), plant.raw().hex(), signature.hex())) + "\n";
    }

    /** Whether these words are the ones that the card was made of. */
    public boolean isOf(RecoveryWords words) {
        return words.signer().key().equals(key);
    }

    public PlantId plantId() {
        return plant.plant();
    }

    /** The card of a plant, if it has one. */
    public static Optional<RecoveryCard> read(Path file) {
        return Files.exists(file) ? Optional.of(parse(AtomicFile.read(file))) : Optional.empty();
    }

    public void write(Path file) {
        AtomicFile.write(file, text(), AtomicFile.PUBLIC);
    }

    private static byte[] signed(MemberKey key, Bytes box, MemberKey plant) {
        return String.join("\n", DOMAIN, key.raw().hex(), box.hex(), plant.raw().hex())
                .getBytes(US_ASCII);
    }
}
