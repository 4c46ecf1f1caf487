package metalplant.router.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import metalplant.router.plants.PlantLink;
import metalplant.wire.WireJson;

/**
 * Asks a plant what became of a request whose answer got lost (decision 14). The request itself is never sent again.
 */
public final class Outcomes {
    /** Where a plant tells it, below its base path. */
    public static final String PATH = "/federation/request/";

    private static final Duration BETWEEN = Duration.ofMillis(200);
    private static final int ANSWER_MAX_BYTES = 1024 * 1024;

    private final World world;

    public Outcomes(World world) {
        this.world = world;
    }

    /** What the owner says; the answer of a finished request comes along if it was kept. */
    private record Told(String state, int status, String body) {}

    /**
     * The answer that got lost.
     *
     * @throws Problem ANSWER_LOST naming request and plant
     */
    public Reply recover(PlantLine line, Outbound out) {
        if (line.plant().link() instanceof PlantLink.Stock) {
            throw lost(line, out, "it cannot be asked what it did");
        }
        long end = world.nanos() + line.outcomeWait().toNanos();
        var last = "it could not be asked what it did";
        do {
            try {
                var told = ask(line, out);
                if (told.isPresent() && told.get().state().equals("done")) {
                    return reply(line, told.get());
                }
                last = told.map(_ -> "it was still at work").orElse("it knows nothing of it yet");
            } catch (Problem | IOException _) {
                last = "it could not be asked what it did";
            }
        } while (pause() && world.nanos() < end);
        throw lost(line, out, last);
    }

    private Optional<Told> ask(PlantLine line, Outbound out) throws IOException {
        try (var reply = line.send(out.lookUp(PATH + out.requestId()))) {
            if (!reply.good()) {
                return Optional.empty();
            }
            var bytes = reply.body().readNBytes(ANSWER_MAX_BYTES);
            return Optional.of(WireJson.mapper().readValue(bytes, Told.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static Reply reply(PlantLine line, Told told) {
        var body = told.body().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return new Reply(
                line.plant().label(),
                told.status(),
                Map.of("content-type", List.of("application/json")),
                Optional.of((long) body.length),
                new ByteArrayInputStream(body),
                () -> {});
    }

    private boolean pause() {
        try {
            world.pause(BETWEEN);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Problem lost(PlantLine line, Outbound out, String why) {
        return Problem.of(
                        ProblemCode.ANSWER_LOST,
                        "the answer of plant %s to request %s got lost, and %s: look before you try again"
                                .formatted(line.plant().label(), out.requestId(), why))
                .with("plant", line.plant().label())
                .with("request", out.requestId());
    }
}
