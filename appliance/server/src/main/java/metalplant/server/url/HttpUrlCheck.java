package metalplant.server.url;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import metalplant.core.url.UrlCheck;
import metalplant.model.Lazy;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/** Sends HEAD and believes any status below 400. Follows a few redirects, but not from https to http. */
public final class HttpUrlCheck implements UrlCheck, AutoCloseable {
    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final int LENGTH_MAX = 4096;
    private static final int REFUSED_FROM = 400;

    private final UrlCheckConfig config;
    private final Semaphore places;
    private final Lazy<HttpClient> client;

    public HttpUrlCheck(UrlCheckConfig config) {
        this.config = config;
        this.places = new Semaphore(config.parallelMax());
        this.client = new Lazy<>(() -> HttpClient.newBuilder()
                .connectTimeout(config.timeout())
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build());
    }

    @Override
    public void check(String url) {
        var uri = parse(url);
        if (!config.enabled()) {
            return;
        }
        if (!places.tryAcquire()) {
            throw Problem.of(ProblemCode.TOO_BUSY, "too many URLs are being tried at once, try again");
        }
        try {
            int status = head(uri);
            if (status >= REFUSED_FROM) {
                throw unreachable(url, "it answers with status " + status);
            }
        } finally {
            places.release();
        }
    }

    private static URI parse(String url) {
        if (url.length() > LENGTH_MAX) {
            throw Problem.of(ProblemCode.URL_UNREACHABLE, "a URL may have at most %d characters".formatted(LENGTH_MAX));
        }
        try {
            var uri = new URI(url);
            var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (SCHEMES.contains(scheme) && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw unreachable(url, "it is no URL").because(e);
        }
        throw unreachable(url, "it is no http or https URL");
    }

    private int head(URI uri) {
        var request = HttpRequest.newBuilder(uri)
                .timeout(config.timeout())
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        var answer = client.get().sendAsync(request, HttpResponse.BodyHandlers.discarding());
        try {
            return await(answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(uri.toString(), "the plant is stopping").because(e);
        } catch (TimeoutException e) {
            throw unreachable(uri.toString(), "it does not answer in time").because(e);
        } catch (IOException e) {
            throw unreachable(uri.toString(), reason(e)).because(e);
        } finally {
            answer.cancel(true);
        }
    }

    /** The timeout of a request starts anew with each redirect, so the whole has one of its own. */
    private int await(CompletableFuture<HttpResponse<Void>> answer)
            throws InterruptedException, TimeoutException, IOException {
        try {
            return answer.get(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
                    .statusCode();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        }
    }

    private static String reason(IOException e) {
        var message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    private static Problem unreachable(String url, String why) {
        return Problem.of(ProblemCode.URL_UNREACHABLE, "\"%s\" cannot be fetched: %s".formatted(url, why));
    }

    @Override
    public void close() {
        client.ifMade().ifPresent(made -> {
            made.shutdownNow();
            made.close();
        });
    }
}
