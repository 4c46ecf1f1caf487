package metalplant.wire.plant;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * An order to write an upgrade into the slot that does not run.
 *
 * @param file on the box
 * @param allowOlder whether a version that is older than the running one is meant
 */
public record UpgradeInstallRequest(
        @Nullable String file,
        @JsonProperty("allowolder") @Nullable Boolean allowOlder) {}
