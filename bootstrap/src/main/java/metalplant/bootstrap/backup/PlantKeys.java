package metalplant.bootstrap.backup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import metalplant.bootstrap.Folders;
import metalplant.federation.value.Bytes;
import metalplant.mesh.files.AtomicFile;
import metalplant.mesh.identity.IncarnationFile;
import metalplant.mesh.identity.PlantIdentity;
import metalplant.mesh.identity.WireguardKey;
import metalplant.mesh.recovery.RecoveryCard;
import metalplant.mesh.wordlist.RecoveryWords;
import metalplant.model.Problem;

/**
 * The keys of a plant that backups need: its identity, which signs them; the card of its recovery key, to which they are sealed; and a key
 * of its own, with which it can try them without the words.
 */
public final class PlantKeys {
    private final Folders folders;
    private final SecureRandom chance;

    public PlantKeys(Folders folders, SecureRandom chance) {
        this.folders = folders;
        this.chance = chance;
    }

    /**
     * A recovery key that nobody has seen yet.
     *
     * @param words for the person, once
     */
    public record Fresh(List<String> words, RecoveryCard card, Path file) {
        /** Called when the words were shown: from now on this is the plant's recovery key. */
        public void keep() {
            card.write(file);
        }

        @Override
        public String toString() {
            return "fresh recovery key of " + card.plantId().text();
        }
    }

    /** A recovery key for a plant that has none. */
    public Optional<Fresh> missing() {
        return card().isPresent() ? Optional.empty() : Optional.of(fresh());
    }

    /** Another recovery key in the place of the present one, which goes on to open the backups made up to now. */
    public Fresh fresh() {
        var words = RecoveryWords.made(chance);
        return new Fresh(
                words.words(), RecoveryCard.of(words, identity().signer().key()), folders.recoveryCard());
    }

    Optional<RecoveryCard> card() {
        return RecoveryCard.read(folders.recoveryCard());
    }

    /** @throws Problem RULE_VIOLATED if the plant has no recovery key, or another plant's */
    RecoveryCard ownCard() {
        var card = card().orElseThrow(
                        () -> Problem.refused(
                                "this plant has no recovery key, so nobody could open its backups: ./plantctl recovery renew makes one"));
        if (!card.plant().equals(identity().signer().key())) {
            throw Problem.refused("%s is another plant's: ./plantctl recovery renew makes one for this plant"
                    .formatted(folders.recoveryCard()));
        }
        return card;
    }

    PlantIdentity identity() {
        return PlantIdentity.open(
                folders.federation().resolve("keys"),
                new IncarnationFile(folders.federation().resolve("lives")),
                chance);
    }

    /** Made once. */
    WireguardKey box() {
        var file = folders.secrets().resolve("backup-key");
        if (!Files.exists(file)) {
            AtomicFile.create(
                    file,
                    (WireguardKey.made(chance).secretText() + "\n")
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
        return WireguardKey.read(AtomicFile.read(file));
    }

    byte[] fileKey() {
        var key = new byte[BackupFile.KEY_BYTES];
        chance.nextBytes(key);
        return key;
    }

    static String sealed(Bytes to, byte[] key) {
        return WireguardKey.seal(to, BackupFile.USE, key)
                .orElseThrow(() -> Problem.refused("the recovery card has a key that nothing can be sealed to"))
                .hex();
    }

    /** The file's key with the recovery words. */
    static byte[] opened(BackupHeader header, RecoveryWords words) {
        if (!header.recoveryCard().isOf(words)) {
            throw Problem.refused(
                    "these are not the recovery words of this backup: they belong to the plant that made it, %s, at %s"
                            .formatted(header.partition(), header.created()));
        }
        return opened(header.forWords(), words.box());
    }

    /** The file's key with the plant's own key. */
    byte[] opened(BackupHeader header) {
        refuseForeign(header);
        return opened(header.forPlant(), box());
    }

    void refuseForeign(BackupHeader header) {
        var own = identity().plant().text();
        if (!header.plant().equals(own)) {
            throw Problem.refused("the backup is of another plant: of %s (partition %s), and this one is %s"
                    .formatted(header.plant(), header.partition(), own));
        }
    }

    private static byte[] opened(String sealed, WireguardKey box) {
        var key = box.open(BackupFile.USE, Bytes.ofHex(sealed))
                .filter(bytes -> bytes.length == BackupFile.KEY_BYTES)
                .orElseThrow(() -> Problem.bad("the backup is damaged: its key cannot be opened"));
        return Arrays.copyOf(key, key.length);
    }
}
