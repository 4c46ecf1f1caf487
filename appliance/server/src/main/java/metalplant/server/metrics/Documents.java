package metalplant.server.metrics;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import metalplant.door.Caller;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.router.plants.Indoors;
import metalplant.wire.WireJson;

/** Answers of the plant's own API, asked in the process. Lists are read row by row, however long they are. */
final class Documents {
    private static final int GOOD = 200;
    /** A row has others behind it. */
    private static final ObjectReader ROW =
            WireJson.mapper().reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Indoors plant;
    private final Caller caller;

    Documents(Indoors plant, Caller caller) {
        this.plant = plant;
        this.caller = caller;
    }

    /** One document. */
    JsonNode get(String path) {
        try (var said = said("GET", path, "").body()) {
            return WireJson.mapper().readTree(said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each row of a list; of null there are none. */
    void rows(String verb, String path, String body, Consumer<JsonNode> row) {
        try (var said = said(verb, path, body).body();
                var parser = WireJson.mapper().createParser(said)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                return;
            }
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                row.accept(ROW.readTree(parser));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Indoors.Said said(String verb, String path, String body) {
        var headers = List.of(Map.entry("content-type", "application/json"));
        var said = plant.ask(new Indoors.Asked(verb, path, headers, body.getBytes(StandardCharsets.UTF_8), caller));
        if (said.status() != GOOD) {
            throw Problem.of(ProblemCode.TOO_BUSY, "%s answers with %d".formatted(path, said.status()));
        }
        return said;
    }
}
