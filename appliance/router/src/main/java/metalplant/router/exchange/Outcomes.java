package metalplant.router.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import metalplant.router.plants.PlantLink;
import metalplant.wire.WireJson;
import metalplant.wire.federation.RequestOutcome;

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
                if (told.isPresent() && told.get().state().equals(RequestOutcome.DONE)) {
                    return reply(line, out, told.get());
                }
                if (told.isPresent() && told.get().state().equals(RequestOutcome.INTERRUPTED)) {
                    throw lost(line, out, "it was started again in the middle");
                }
                last = told.map(_ -> "it was still at work").orElse("it knows nothing of it yet");
            } catch (Problem e) {
                if (e.code() == ProblemCode.ANSWER_LOST) {
                    throw e;
                }
                last = "it could not be asked what it did";
            } catch (IOException _) {
                last = "it could not be asked what it did";
            }
        } while (pause() && world.nanos() < end);
        throw lost(line, out, last);
    }

    private Optional<RequestOutcome> ask(PlantLine line, Outbound out) throws IOException {
        try (var reply = line.send(out.lookUp(PATH + out.requestId()))) {
            if (!reply.good()) {
                return Optional.empty();
            }
            var bytes = reply.body().readNBytes(ANSWER_MAX_BYTES);
            return Optional.of(WireJson.mapper().readValue(bytes, RequestOutcome.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static Reply reply(PlantLine line, Outbound out, RequestOutcome told) {
        var text = told.body();
        if (text == null) {
            throw lost(line, out, "it ended with status %d but its answer was not kept".formatted(told.status()));
        }
        var body = text.getBytes(StandardCharsets.UTF_8);
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
