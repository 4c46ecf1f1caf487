package metalplant.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.SystemWorld;
import metalplant.testkit.bus.Eventually;
import metalplant.testkit.bus.Inbox;
import metalplant.testkit.bus.NsqdProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** nsqd as it runs in a plant: nobody without a certificate of the plant's authority speaks with it. */
class NsqBusMutualTlsTest extends NsqdContract {
    private final Path data;
    private final TestAuthority plant;
    private final TestAuthority stranger;
    private final NsqTls ours;

    NsqBusMutualTlsTest(@TempDir Path data, @TempDir Path certificates) {
        this.data = data;
        plant = new TestAuthority(certificates, "plant");
        stranger = new TestAuthority(certificates, "stranger");
        var client = plant.issue("client");
        ours = NsqTls.ofPem(plant.certificate(), client.certificate(), client.key());
    }

    @Override
    NsqdProcess startNsqd() {
        var server = plant.issue("nsqd");
        return NsqdProcess.start(
                data,
                "--tls-required=tcp-https",
                "--tls-client-auth-policy=require-verify",
                "--tls-root-ca-file=" + plant.certificate(),
                "--tls-cert=" + server.certificate(),
                "--tls-key=" + server.key());
    }

    @Override
    Optional<NsqTls> tls() {
        return Optional.of(ours);
    }

    @Test
    void aClientWithoutTlsIsRefused() {
        assertThat(publishWith(Optional.empty(), nsqd().tcp())).isEqualTo(ProblemCode.BUS_UNAVAILABLE);
    }

    @Test
    void aClientWithoutACertificateIsRefused() throws Exception {
        assertThat(publishWith(Optional.of(NsqTls.of(trustingOnly(plant))), nsqd().tcp()))
                .isEqualTo(ProblemCode.BUS_UNAVAILABLE);
    }

    @Test
    void aClientOfAnotherAuthorityIsRefused() {
        var foreign = stranger.issue("foreign");
        var tls = NsqTls.ofPem(plant.certificate(), foreign.certificate(), foreign.key());
        assertThat(publishWith(Optional.of(tls), nsqd().tcp())).isEqualTo(ProblemCode.BUS_UNAVAILABLE);
    }

    @Test
    void anNsqdOfAnotherAuthorityIsNotSpokenTo() {
        var client = plant.issue("wary");
        var tls = NsqTls.ofPem(stranger.certificate(), client.certificate(), client.key());
        assertThat(publishWith(Optional.of(tls), nsqd().tcp())).isEqualTo(ProblemCode.BUS_UNAVAILABLE);
    }

    @Test
    void anNsqdUnderANameThatItsCertificateLacksIsNotSpokenTo() {
        var other = new InetSocketAddress("localhost", nsqd().tcp().getPort());
        assertThat(publishWith(Optional.of(ours), other)).isEqualTo(ProblemCode.BUS_UNAVAILABLE);
    }

    @Test
    void aRenewedCertificateCountsFromTheNextConnectionOn() throws Exception {
        // given: a client whose files hold a certificate that nsqd refuses
        var foreign = stranger.issue("renewed");
        var tls = NsqTls.ofPem(plant.certificate(), foreign.certificate(), foreign.key());
        try (var bus = new NsqBus(config(Optional.of(tls), nsqd().tcp()), new SystemWorld())) {
            var inbox = Inbox.finishing();
            try (var subscription = bus.subscribe("renewed", "core", inbox)) {
                Eventually.until("refused", () -> !bus.reachable());

                // when
                var renewed = plant.issue("renewal");
                Files.move(renewed.key(), foreign.key(), StandardCopyOption.REPLACE_EXISTING);
                Files.move(renewed.certificate(), foreign.certificate(), StandardCopyOption.REPLACE_EXISTING);

                // then
                Eventually.until("welcome", () -> bus.reachable() && subscription.live());
                bus.publish("renewed", "hello".getBytes(UTF_8));
                assertThat(inbox.next().text()).isEqualTo("hello");
            }
        }
    }

    private ProblemCode publishWith(Optional<NsqTls> tls, InetSocketAddress address) {
        try (var bus = new NsqBus(config(tls, address), new SystemWorld())) {
            var problem = catchThrowableOfType(Problem.class, () -> bus.publish("secret", "x".getBytes(UTF_8)));
            assertThat(problem).as("it was published").isNotNull();
            return problem.code();
        }
    }

    private NsqConfig config(Optional<NsqTls> tls, InetSocketAddress address) {
        return new NsqConfig(address, nsqd().http(), tls, TIMINGS);
    }

    private static SSLContext trustingOnly(TestAuthority authority) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (var in = Files.newInputStream(authority.certificate())) {
            store.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
