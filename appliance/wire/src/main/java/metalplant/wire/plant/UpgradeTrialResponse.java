package metalplant.wire.plant;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A start of a new version. @param step that it was at last @param problem of that step */
public record UpgradeTrialResponse(
        Instant began, String step, @Nullable String problem) {}
