package metalplant.bmc.redfish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import metalplant.bmc.driver.Controller;
import metalplant.bmc.vendor.Vendors;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Controllers that answer nonsense: each call ends with a reason. */
class HostileControllerTest {
    static List<String> answers() {
        return List.of(
                "",
                "not JSON",
                "[]",
                "null",
                "{\"Systems\":{\"@odata.id\":\"http://elsewhere.example/\"}}",
                "{\"Systems\":{\"@odata.id\":\"/redfish/../../etc\"}}",
                "{\"Systems\":{\"@odata.id\":\"/redfish/v1/ \"}}",
                "{\"Members\":[]}",
                "{\"Members\":{\"0\":{\"@odata.id\":7}}}",
                "[".repeat(10_000),
                "{\"a\":\"" + "x".repeat(2 << 20) + "\"}");
    }

    @ParameterizedTest
    @MethodSource("answers")
    void nonsenseIsRefusedWithAReason(String answer) throws IOException {
        try (var drivers = serving(answer)) {
            var problem = catchThrowableOfType(
                    Problem.class, () -> drivers.drivers().of(new Controller("127.0.0.1", 623, "root", "secret")));
            assertThat(problem.code()).isIn(ProblemCode.BMC_REFUSED, ProblemCode.BMC_UNREACHABLE);
            assertThat(problem.getMessage()).contains("127.0.0.1").hasSizeLessThan(500);
        }
    }

    @Test
    void thePasswordGoesToNoOtherPlaceThatAControllerNames() throws IOException {
        // given
        var visited = new AtomicBoolean();
        var other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            visited.set(true);
            exchange.close();
        });
        other.start();
        var link = "http://127.0.0.1:%d/redfish/v1/Systems"
                .formatted(other.getAddress().getPort());

        // when
        try (var drivers = serving("{\"Systems\":{\"@odata.id\":\"%s\"}}".formatted(link))) {
            var problem = catchThrowableOfType(
                    Problem.class, () -> drivers.drivers().of(new Controller("127.0.0.1", 623, "root", "secret")));
            assertThat(problem).hasMessageContaining("a place that is not its own");
        } finally {
            other.stop(0);
        }

        // then
        assertThat(visited).isFalse();
    }

    private record Serving(HttpServer server, RedfishDrivers drivers) implements AutoCloseable {
        @Override
        public void close() {
            drivers.close();
            server.stop(0);
        }
    }

    private static Serving serving(String answer) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                var bytes = answer.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        server.start();
        return new Serving(
                server,
                new RedfishDrivers(
                        "http",
                        server.getAddress().getPort(),
                        Duration.ofSeconds(20),
                        (_, _) -> true,
                        Vendors.known()));
    }
}
