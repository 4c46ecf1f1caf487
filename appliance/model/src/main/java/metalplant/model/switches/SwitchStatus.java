package metalplant.model.switches;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When a switch agent last applied its configuration, and when it last failed to; kept apart because it changes every few seconds. */
public record SwitchStatus(String switchId, Optional<Sync> lastSync, Optional<Sync> lastError) {
    /** @param error "" = it worked */
    public record Sync(Instant time, Duration duration, String error) {}
}
