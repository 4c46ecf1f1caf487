package metalplant.server.auth;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import metalplant.door.bearer.KeyFetch;
import metalplant.model.Lazy;
import metalplant.model.Problem;

/** Over HTTP: a good answer of at most a megabyte within ten seconds, or none. Redirects are not followed. */
final class HttpKeyFetch implements KeyFetch, AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration WHOLE = Duration.ofSeconds(10);
    private static final long BYTES_MAX = 1 << 20;
    private static final int OK = 200;

    private final Optional<SSLContext> trust;
    private final Lazy<HttpClient> client;

    /**
     * Reads whom to believe at once, so that a wrong file stops the start.
     *
     * @param authorities PEM; empty = those of the JDK
     * @throws Problem BAD_REQUEST if the file cannot be read
     */
    HttpKeyFetch(Optional<Path> authorities) {
        this.trust = authorities.map(HttpKeyFetch::trusting);
        this.client = new Lazy<>(this::open);
    }

    private HttpClient open() {
        var builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER);
        trust.ifPresent(builder::sslContext);
        return builder.build();
    }

    @Override
    public byte[] get(URI from) throws IOException {
        var request = HttpRequest.newBuilder(from)
                .timeout(WHOLE)
                .header("Accept", "application/json")
                .build();
        var answer = client.get().sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), BYTES_MAX));
        try {
            return good(answer.get(WHOLE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            throw new IOException("%s does not answer: %s".formatted(from, e.getCause()), e);
        } catch (TimeoutException e) {
            throw new IOException("%s does not answer within %s".formatted(from, WHOLE), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            answer.cancel(true);
        }
    }

    private static byte[] good(HttpResponse<byte[]> answer) throws IOException {
        if (answer.statusCode() != OK) {
            throw new IOException("%s answers with status %d".formatted(answer.uri(), answer.statusCode()));
        }
        return answer.body();
    }

    private static SSLContext trusting(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("authority-" + number++, certificate);
            }
            if (number == 0) {
                throw Problem.bad("%s has no certificate".formatted(file));
            }
            var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw Problem.bad("oidc.ca-file %s cannot be read: %s".formatted(file, e.getMessage()))
                    .because(e);
        }
    }

    @Override
    public void close() {
        client.ifMade().ifPresent(HttpClient::shutdownNow);
    }
}
