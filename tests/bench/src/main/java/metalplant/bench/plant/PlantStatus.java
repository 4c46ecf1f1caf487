package metalplant.bench.plant;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;

/** Where a plant is reached, as {@code ./plant status --output json} says it. Holds secrets. */
public record PlantStatus(
        URI api,
        URI router,
        String hmacView,
        String hmacEdit,
        String hmacAdmin,
        String grpcAddress,
        String grpcCa,
        String grpcCert,
        String grpcKey,
        String jdbc,
        String databaseUser,
        String databasePassword,
        String partition,
        long pid) {

    static PlantStatus of(JsonNode status) {
        return new PlantStatus(
                URI.create(text(status, "/api/url")),
                URI.create(text(status, "/router/url")),
                text(status, "/api/hmac/view"),
                text(status, "/api/hmac/edit"),
                text(status, "/api/hmac/admin"),
                text(status, "/grpc/address"),
                text(status, "/grpc/ca"),
                text(status, "/grpc/cert"),
                text(status, "/grpc/key"),
                text(status, "/database/jdbc"),
                text(status, "/database/user"),
                text(status, "/database/password"),
                text(status, "/partition"),
                status.path("pid").asLong());
    }

    /** The same plant at the address of all plants. */
    public PlantStatus throughRouter() {
        return new PlantStatus(
                router,
                router,
                hmacView,
                hmacEdit,
                hmacAdmin,
                grpcAddress,
                grpcCa,
                grpcCert,
                grpcKey,
                jdbc,
                databaseUser,
                databasePassword,
                partition,
                pid);
    }

    private static String text(JsonNode status, String pointer) {
        var node = status.at(pointer);
        if (node.isMissingNode()) {
            throw new IllegalStateException("the plant's status has no " + pointer);
        }
        return node.asText();
    }

    @Override
    public String toString() {
        return "plant at " + api;
    }
}
