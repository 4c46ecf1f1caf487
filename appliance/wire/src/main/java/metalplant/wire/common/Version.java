package metalplant.wire.common;

import com.fasterxml.jackson.annotation.JsonProperty;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * Which build answers. {@code metalctl} refuses to log in when it is older than the minimum named here.
 *
 * @param minClientVersion semantic version
 * @param name {@code metal-api}
 * @param releaseVersion null when not configured
 * @param version semantic version with a leading v
 */
public record Version(
        @Required @JsonProperty("builddate") String buildDate,
        @Required @JsonProperty("gitsha1") String gitSha1,
        @Required @JsonProperty("min_client_version") String minClientVersion,
        @Required String name,
        @JsonProperty("release_version") @Nullable String releaseVersion,
        @Required String revision,
        @Required String version) {}
