package metalplant.images.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import metalplant.images.oci.Digest;
import metalplant.model.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyTest {
    private static final Digest SUM = new Digest("0".repeat(64));

    @TempDir
    Path folder;

    @Test
    void aKeyThatWasMadeSignsAndIsVerifiedByItsPublicHalf() throws Exception {
        // given
        var file = folder.resolve("key");
        SigningKey.create(file, new SecureRandom());
        var statement = new Statement("postgres", "1.0", SUM, SUM, SUM);

        // when
        var signature = Files.writeString(folder.resolve("signature"), statement.signed(SigningKey.read(file)));

        // then
        var open = PublicKey.read(folder.resolve("key.pub"));
        assertThat(Statement.verified(signature, open)).isEqualTo(statement);
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void aKeyIsNeverOverwritten() {
        var file = folder.resolve("key");
        SigningKey.create(file, new SecureRandom());
        assertThatThrownBy(() -> SigningKey.create(file, new SecureRandom()))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("never overwritten");
    }

    @Test
    void aPrivateKeyThatOthersCanReadIsRefused() throws Exception {
        var file = folder.resolve("key");
        SigningKey.create(file, new SecureRandom());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> SigningKey.read(file)).hasMessageContaining("chmod 600");
    }

    @Test
    void whatIsNoKeyIsRefusedWithTheCommandThatMakesOne() throws Exception {
        var file = Files.writeString(
                folder.resolve("key"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThatThrownBy(() -> SigningKey.read(file)).hasMessageContaining("openssl genpkey -algorithm ed25519");
        assertThatThrownBy(() -> PublicKey.read(file)).hasMessageContaining("no Ed25519 public key");
    }

    @Test
    void everyChangedLineOfASignatureIsRefused() throws Exception {
        // given
        var key = SigningKey.throwAway(new SecureRandom());
        var text = new Statement("postgres", "1.0", SUM, SUM, SUM).signed(key);
        var lines = text.split("\n", -1);

        // then
        for (int i = 0; i < lines.length; i++) {
            var changed = lines.clone();
            changed[i] = changed[i] + "0";
            var file = Files.writeString(folder.resolve("signature" + i), String.join("\n", changed));
            assertThatThrownBy(() -> Statement.verified(file, key.publicKey())).isInstanceOf(Problem.class);
        }
    }
}
