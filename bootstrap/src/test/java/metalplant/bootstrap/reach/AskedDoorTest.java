package metalplant.bootstrap.reach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import metalplant.bootstrap.pki.PlantPki;
import metalplant.mesh.certificate.CertificateFiles;
import metalplant.model.Problem;
import metalplant.model.SystemWorld;
import metalplant.trust.OwnKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A door with a certificate that nobody knows. */
class AskedDoorTest {
    @TempDir
    Path folder = Path.of("");

    private HttpsServer server;
    private URI health;

    AskedDoorTest() throws Exception {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        health = URI.create("https://127.0.0.1:%d/metal/v1/health"
                .formatted(server.getAddress().getPort()));
    }

    @BeforeEach
    void open() throws Exception {
        var now = new SystemWorld().now();
        var pki = PlantPki.open(folder, new PlantPki.Names("north-1", List.of()), now, now);
        var chain = CertificateFiles.read(pki.nsqdCert(), pki.nsqdKey());
        var context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {new OwnKey(chain.chain(), chain.key())}, null, null);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/metal/v1/health", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    @Test
    void aDoorOnThisMachineIsBelievedWhateverItShows() {
        assertThat(AskedDoor.here(health, Keeper.PATIENCE).complaint()).isEmpty();
        assertThat(new AskedDoor(health, Optional.empty(), Keeper.PATIENCE).complaint())
                .startsWith("it does not answer: ");

        server.stop(0);
        assertThat(AskedDoor.here(health, Keeper.PATIENCE).complaint()).startsWith("it does not answer: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://192.0.2.1/metal/v1/health",
                "https://localhost/metal/v1/health",
                "https://127.0.0.1.example.org/",
                "https://[2001:db8::1]/"
            })
    void aDoorElsewhereNeedsACertificateThatIsKnown(String door) {
        assertThatThrownBy(() -> AskedDoor.here(URI.create(door), Keeper.PATIENCE))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("on this machine alone");
    }
}
