package metalplant.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import metalplant.model.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemFilesTest {
    private final Path folder;
    private final TestAuthority authority;

    PemFilesTest(@TempDir Path folder) {
        this.folder = folder;
        this.authority = new TestAuthority(folder, "plant");
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519"})
    void keysOfEachKindAreRead(String algorithm) throws Exception {
        // given
        var issued = authority.issue(
                "client", KeyPairGenerator.getInstance(algorithm).generateKeyPair());

        // when, then
        assertThat(NsqTls.ofPem(authority.certificate(), issued.certificate(), issued.key())
                        .context())
                .isNotNull();
    }

    @Test
    void certificateAndKeyMayShareOneFile() throws Exception {
        // given: as the programs of metal-stack keep them
        var issued = authority.issue("client");
        var both = folder.resolve("both.pem");
        Files.writeString(
                both, Files.readString(issued.key()) + "a comment\n" + Files.readString(issued.certificate()));

        // when, then
        assertThat(NsqTls.ofPem(authority.certificate(), both, both).context()).isNotNull();
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        // given
        var issued = authority.issue("client");
        var missing = folder.resolve("missing.pem");

        // when, then
        assertThatThrownBy(() -> NsqTls.ofPem(missing, issued.certificate(), issued.key()))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("missing.pem");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nothing of the kind",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END CERTIFICATE-----\n",
                "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
            })
    void aKeyThatIsNoneIsRefused(String content) throws Exception {
        // given
        var issued = authority.issue("client");
        Files.writeString(issued.key(), content);

        // when, then
        assertThatThrownBy(() -> NsqTls.ofPem(authority.certificate(), issued.certificate(), issued.key()))
                .isInstanceOf(Problem.class);
    }

    @Test
    void aFileOfAbsurdSizeIsRefused() throws Exception {
        // given
        var issued = authority.issue("client");
        Files.write(issued.key(), new byte[300 * 1024]);

        // when, then
        assertThatThrownBy(() -> NsqTls.ofPem(authority.certificate(), issued.certificate(), issued.key()))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("client.key");
    }
}
