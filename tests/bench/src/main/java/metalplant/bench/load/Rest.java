package metalplant.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import metalplant.bench.load.HttpConnection.Answer;
import metalplant.bench.plant.PlantStatus;

/** The plant's REST door. Each {@link Client} is one connection for one thread. */
public final class Rest {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] NOTHING = {};

    private final PlantStatus plant;

    public Rest(PlantStatus plant) {
        this.plant = plant;
    }

    /** Whose key signs. */
    public enum Role {
        VIEW("Metal-View"),
        EDIT("Metal-Edit"),
        ADMIN("Metal-Admin");

        private final String type;

        Role(String type) {
            this.type = type;
        }
    }

    /** A call that was not answered with success; the message holds status and body. */
    public static final class CallFailed extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int status;

        CallFailed(String what, int status, String body) {
            super(what + ": " + status + " " + body);
            this.status = status;
        }

        public int status() {
            return status;
        }
    }

    public Client client(Role role) {
        return new Client(new Signer(new Signer.Key(
                role.type,
                switch (role) {
                    case VIEW -> plant.hmacView();
                    case EDIT -> plant.hmacEdit();
                    case ADMIN -> plant.hmacAdmin();
                })));
    }

    /** One connection, opened at the first call. */
    public final class Client implements AutoCloseable {
        private final Signer signer;
        private final HttpConnection connection;

        private Client(Signer signer) {
            this.signer = signer;
            try {
                this.connection = new HttpConnection(
                        new InetSocketAddress(plant.api().getHost(), plant.api().getPort()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /**
         * Calls below the base path and returns the raw answer.
         *
         * @param path without a leading slash: {@code v1/machine}
         * @throws CallFailed if the status is not 200 or 201
         */
        public Answer call(String method, String path, byte[] body) throws IOException {
            var answer =
                    connection.call(method, plant.api().getPath() + path, signer.headers(method, Instant.now()), body);
            if (answer.status() != 200 && answer.status() != 201) {
                throw failed(method, path, answer);
            }
            return answer;
        }

        private static CallFailed failed(String method, String path, Answer answer) {
            var text = answer.text();
            return new CallFailed(
                    method + " " + path, answer.status(), text.substring(0, Math.min(300, text.length())));
        }

        /** The same without keeping the body. @return its length in bytes */
        public int drain(String method, String path, byte[] body) throws IOException {
            var answer =
                    connection.drain(method, plant.api().getPath() + path, signer.headers(method, Instant.now()), body);
            if (answer.status() != 200) {
                throw failed(method, path, answer);
            }
            return answer.length();
        }

        public JsonNode get(String path) throws IOException {
            return tree(call("GET", path, NOTHING));
        }

        public Answer getRaw(String path) throws IOException {
            return call("GET", path, NOTHING);
        }

        public JsonNode post(String path, String json) throws IOException {
            return tree(call("POST", path, json.getBytes(StandardCharsets.UTF_8)));
        }

        public Answer postRaw(String path, byte[] json) throws IOException {
            return call("POST", path, json);
        }

        public JsonNode put(String path, String json) throws IOException {
            return tree(call("PUT", path, json.getBytes(StandardCharsets.UTF_8)));
        }

        public Answer delete(String path) throws IOException {
            return call("DELETE", path, NOTHING);
        }

        private static JsonNode tree(Answer answer) throws IOException {
            return JSON.readTree(answer.body(), 0, answer.length());
        }

        @Override
        public void close() {
            connection.close();
        }
    }

    /** The text of a field of an answer. */
    public static String text(Answer answer, String field) throws IOException {
        return JSON.readTree(answer.body(), 0, answer.length()).path(field).asText();
    }
}
