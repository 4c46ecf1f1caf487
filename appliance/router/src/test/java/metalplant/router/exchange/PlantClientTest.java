package metalplant.router.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import metalplant.model.SystemWorld;
import metalplant.router.plants.PlantLink;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlantClientTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String GOOD = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]";

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private ServerSocket server;
    private PlantClient client;

    /** What the plant does with a request, by its number from 1 on. */
    private interface Manners {
        /** False ends the connection. */
        boolean meet(int request, Socket socket) throws IOException;
    }

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        client = PlantClient.to(
                        URI.create("http://127.0.0.1:" + server.getLocalPort() + "/metal"),
                        new PlantLink.Stock(
                                new PlantLink.Keys(Optional.empty(), Optional.empty(), Optional.empty()),
                                Optional.empty()),
                        Waits.DEFAULT,
                        new SystemWorld())
                .orElseThrow();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    private void plant(Manners manners) {
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    var socket = server.accept();
                    connections.incrementAndGet();
                    Thread.ofVirtual().start(() -> serve(socket, manners));
                } catch (IOException _) {
                    return;
                }
            }
        });
    }

    private void serve(Socket socket, Manners manners) {
        try (socket) {
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            for (var first = in.readLine(); first != null; first = in.readLine()) {
                for (var line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {}
                requests.add(first);
                if (!manners.meet(requests.size(), socket)) {
                    return;
                }
            }
        } catch (IOException _) {
            // The client has gone.
        }
    }

    private static boolean good(Socket socket) throws IOException {
        socket.getOutputStream().write(GOOD.getBytes(StandardCharsets.ISO_8859_1));
        return true;
    }

    private String call(String method) throws IOException {
        var answer =
                client.send(new BasicClassicHttpRequest(method, "/metal/v1/machine"), PATIENCE, !method.equals("GET"));
        try (var body = answer.body()) {
            return answer.status() + new String(body.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void aConnectionServesOneRequestAfterTheOther() throws IOException {
        plant((_, socket) -> good(socket));

        for (int i = 0; i < 5; i++) {
            assertThat(call("GET")).isEqualTo("200[]");
            assertThat(call("DELETE")).isEqualTo("200[]");
        }

        assertThat(connections).hasValue(1);
    }

    @Test
    void aWriteThatAKeptConnectionSwallowsIsSentOnce() throws IOException {
        plant((request, socket) -> request != 2 && good(socket));
        call("GET");

        assertThatThrownBy(() -> call("DELETE")).isInstanceOf(IOException.class).isNotInstanceOf(Unsent.class);

        assertThat(requests).filteredOn(line -> line.startsWith("DELETE")).hasSize(1);
    }

    @Test
    void aReadThatAKeptConnectionSwallowsIsSentOnceMore() throws IOException {
        plant((request, socket) -> request != 2 && good(socket));
        call("GET");

        assertThat(call("GET")).isEqualTo("200[]");

        assertThat(requests).hasSize(3);
        assertThat(connections).hasValue(2);
    }

    @Test
    void aReadThatANewConnectionSwallowsIsNotSentAgain() {
        plant((_, _) -> false);

        assertThatThrownBy(() -> call("GET")).isInstanceOf(IOException.class).isNotInstanceOf(Unsent.class);

        assertThat(requests).hasSize(1);
    }

    @Test
    void aWriteGoesOutOnAnotherConnectionThanOneThatThePlantHasClosed() throws Exception {
        var closed = new CountDownLatch(1);
        plant((request, socket) -> {
            good(socket);
            if (request == 1) {
                socket.close();
                closed.countDown();
            }
            return request != 1;
        });
        call("GET");
        assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();

        assertThat(call("DELETE")).isEqualTo("200[]");

        assertThat(requests).hasSize(2);
    }

    /** Twenty seconds of bytes: only a wait that is counted as a whole ends before the plant does. */
    @Test
    void aHeadThatComesByteByByteIsWaitedForAsAWhole() throws InterruptedException {
        var cut = new CountDownLatch(1);
        plant((_, socket) -> {
            try {
                socket.getOutputStream().write("HTTP/1.1 200 OK\r\nX: ".getBytes(StandardCharsets.US_ASCII));
                for (int i = 0; i < 2_000; i++) {
                    socket.getOutputStream().write('x');
                    new SystemWorld().pause(Duration.ofMillis(10));
                }
            } catch (IOException e) {
                cut.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return false;
        });

        assertThatThrownBy(() -> client.send(
                        new BasicClassicHttpRequest("GET", "/metal/v1/machine"), Duration.ofMillis(300), false))
                .isInstanceOf(IOException.class);

        assertThat(cut.await(15, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void anAnswerThatIsNotReadToItsEndTakesItsConnectionWithIt() throws IOException {
        plant((_, socket) -> good(socket));
        var answer = client.send(new BasicClassicHttpRequest("GET", "/metal/v1/machine"), PATIENCE, false);
        answer.body().close();

        assertThatThrownBy(() -> answer.body().read()).hasMessageContaining("not read to its end");
        assertThat(call("GET")).isEqualTo("200[]");

        assertThat(connections).hasValue(2);
    }

    @Test
    void anAnswerThatEndsEarlyNeverLooksWhole() {
        plant((_, socket) -> {
            socket.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[".getBytes(StandardCharsets.US_ASCII));
            return false;
        });

        assertThatThrownBy(() -> call("GET")).isInstanceOf(IOException.class);
    }

    @Test
    void aClientThatHasASuccessorKeepsNoConnectionAndEndsWhatItBegan() throws Exception {
        var ended = new CountDownLatch(1);
        plant((request, socket) -> {
            good(socket);
            if (request == 2 && socket.getInputStream().read() < 0) {
                ended.countDown();
            }
            return true;
        });
        call("GET");
        var answer = client.send(new BasicClassicHttpRequest("GET", "/metal/v1/machine"), PATIENCE, false);

        client.retire();

        assertThat(new String(answer.body().readAllBytes(), StandardCharsets.US_ASCII))
                .isEqualTo("[]");
        assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aRequestForWhichThereIsNoConnectionIsUnsent() throws IOException {
        server.close();

        assertThatThrownBy(() -> call("DELETE")).isInstanceOf(Unsent.class);
    }

    @Test
    void whatIsNoHttpIsNoAnswer() {
        plant((_, socket) -> {
            socket.getOutputStream().write("SSH-2.0-x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return false;
        });

        assertThatThrownBy(() -> call("GET")).isInstanceOf(IOException.class);
    }
}
