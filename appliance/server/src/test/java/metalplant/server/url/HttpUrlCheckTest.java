package metalplant.server.url;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpUrlCheckTest {
    private static final UrlCheckConfig QUICK = new UrlCheckConfig(true, Duration.ofSeconds(2), 1);

    private final Queue<String> methods = new ConcurrentLinkedQueue<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final Semaphore arrived = new Semaphore(0);
    private HttpServer server;
    private HttpUrlCheck check;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        check = new HttpUrlCheck(QUICK);
    }

    @AfterEach
    void stop() {
        end.countDown();
        check.close();
        server.stop(0);
    }

    /** {@code /status/N} answers with N, {@code /silent} not before the end, {@code /redirect/N} leads to itself with N - 1. */
    private void answer(HttpExchange exchange) throws IOException {
        methods.add(exchange.getRequestMethod());
        var parts = exchange.getRequestURI().getPath().split("/");
        switch (parts[1]) {
            case "status" -> exchange.sendResponseHeaders(Integer.parseInt(parts[2]), -1);
            case "redirect" -> redirect(exchange, Integer.parseInt(parts[2]));
            default -> silent(exchange);
        }
        exchange.close();
    }

    private static void redirect(HttpExchange exchange, int left) throws IOException {
        exchange.getResponseHeaders().add("Location", left == 0 ? "/status/200" : "/redirect/" + (left - 1));
        exchange.sendResponseHeaders(302, -1);
    }

    private void silent(HttpExchange exchange) throws IOException {
        arrived.release();
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exchange.sendResponseHeaders(200, -1);
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private static void assertRefused(ThrowingCallable action) {
        assertProblem(ProblemCode.URL_UNREACHABLE, action);
    }

    private static void assertProblem(ProblemCode code, ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/status/200", "/status/204", "/status/304", "/redirect/2"})
    void anAnswerBelowFourHundredIsGood(String path) {
        assertThatCode(() -> check.check(url(path))).doesNotThrowAnyException();

        assertThat(methods).containsOnly("HEAD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/status/400", "/status/404", "/status/405", "/status/503"})
    void anAnswerFromFourHundredOnIsRefused(String path) {
        assertRefused(() -> check.check(url(path)));
    }

    @Test
    void redirectsWithoutEndAreNotFollowedForEver() {
        assertThatCode(() -> {
                    try {
                        check.check(url("/redirect/1000"));
                    } catch (Problem refused) {
                        assertThat(refused.code()).isEqualTo(ProblemCode.URL_UNREACHABLE);
                    }
                })
                .doesNotThrowAnyException();

        assertThat(methods).hasSizeLessThan(20);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "x",
                "/etc/passwd",
                "ftp://host/x",
                "file:///etc/passwd",
                "http://",
                "http:///x",
                "http://a b/",
                "jar:http://x!/y",
                "javascript:alert(1)",
                "http:relative"
            })
    void whatIsNoHttpUrlIsRefusedWithoutATry(String text) {
        assertRefused(() -> check.check(text));
        assertRefused(() -> check.check("http://host/" + "x".repeat(5000)));
        assertThat(methods).isEmpty();
    }

    @Test
    void aServerThatSaysNothingIsNotWaitedForForEver() {
        assertRefused(() -> check.check(url("/silent")));
    }

    @Test
    void aPortWhereNobodyListensIsRefused() throws IOException {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }

        assertRefused(() -> check.check("http://127.0.0.1:" + port + "/"));
    }

    @Test
    void oneTryTooManyAtOnceIsRefusedAndItsPlaceIsGivenBack() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> assertRefused(() -> check.check(url("/silent"))));
            arrived.acquire();

            assertProblem(ProblemCode.TOO_BUSY, () -> check.check(url("/status/200")));
            first.get();
        }
        assertThatCode(() -> check.check(url("/status/200"))).doesNotThrowAnyException();
    }

    @Test
    void aCheckThatIsOffLooksAtTheFormOnly() {
        try (var off = new HttpUrlCheck(UrlCheckConfig.OFF)) {
            assertThatCode(() -> off.check(url("/status/404"))).doesNotThrowAnyException();
            assertRefused(() -> off.check("ftp://x"));
            assertRefused(() -> off.check(""));
        }
        assertThat(methods).isEmpty();
    }
}
