package metalplant.server.peer;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import metalplant.federation.value.Bytes;
import metalplant.wire.federation.RequestOutcome;

/** What is known of a request. */
public sealed interface Outcome {
    /** It is being worked on. */
    record Running() implements Outcome {}

    /** The plant was started again while it was worked on: it was done, or it was not. */
    record Interrupted() implements Outcome {}

    /** @param body of the answer; empty if it was too large to be kept */
    record Done(int status, Optional<Bytes> body) implements Outcome {}

    /** As it is told to others. */
    default RequestOutcome toWire() {
        return switch (this) {
            case Running _ -> RequestOutcome.running();
            case Interrupted _ -> RequestOutcome.interrupted();
            case Done(int status, var body) ->
                new RequestOutcome(
                        RequestOutcome.DONE,
                        status,
                        body.map(b -> new String(b.toArray(), StandardCharsets.UTF_8))
                                .orElse(null));
        };
    }
}
