package metalplant.ratis.witness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import metalplant.federation.signing.Ed25519;
import metalplant.federation.signing.MemberKey;
import metalplant.federation.value.Bytes;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.ratis.trust.MeshAuthority;
import metalplant.ratis.trust.MeshIdentity;
import metalplant.ratis.trust.Pins;

/**
 * The witness's own keys, made at its first start: a root key, with which it signs that it joins, and an authority for its end of the
 * connections. A certificate is issued anew at each start and never stored.
 */
record WitnessKeys(MemberKey root, MeshAuthority authority) {
    private static final Instant EVER = Instant.parse("9999-12-31T23:59:59Z");

    /** Those in this directory, made now if there are none. */
    static WitnessKeys in(Path directory) {
        var keys = directory.resolve("keys");
        try {
            if (!Files.exists(keys)) {
                make(keys);
            }
            var root = Ed25519.signer(hex(keys, "root")).key();
            var secret = KeyFactory.getInstance("EC")
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(hex(keys, "authority").toArray()));
            return new WitnessKeys(
                    root, new MeshAuthority(new KeyPair(Pins.key(hex(keys, "authority.public")), secret)));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw Problem.of(ProblemCode.STORED_STATE_IMPOSSIBLE, "the keys in %s are unusable".formatted(keys))
                    .because(e);
        }
    }

    /** All or nothing: the directory gets its name once it is whole. */
    private static void make(Path keys) throws IOException {
        var draft = Files.createTempDirectory(keys.toAbsolutePath().getParent(), "keys-");
        var seed = new byte[Ed25519.SEED_SIZE];
        new SecureRandom().nextBytes(seed);
        write(draft, "root", Bytes.of(seed));
        var authority = MeshAuthority.create();
        write(draft, "authority", Bytes.of(authority.keys().getPrivate().getEncoded()));
        write(draft, "authority.public", authority.publicKey());
        Files.move(draft, keys, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void write(Path directory, String name, Bytes content) throws IOException {
        var file = Files.createFile(
                directory.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, content.hex());
    }

    private static Bytes hex(Path directory, String name) throws IOException {
        return Bytes.ofHex(Files.readString(directory.resolve(name)).strip());
    }

    MeshIdentity identity() {
        return authority.issue(root.plant(), Instant.EPOCH, EVER);
    }
}
