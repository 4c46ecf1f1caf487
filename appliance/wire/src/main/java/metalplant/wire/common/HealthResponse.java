package metalplant.wire.common;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * How well the plant or one of its dependencies works. Clients read the word, not the status code: {@code metal-
 * ccm} starts only on exactly {@code healthy}. It is also the body of the 500 of the health operation, there as
 * a plain object.
 *
 * @param message "" when fine
 * @param services per dependency; left out when there is none
 * @param status {@code healthy}, {@code degraded}, {@code partial-outage} or {@code unhealthy}
 */
public record HealthResponse(
        @Required String message,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
        Map<String, HealthResponse> services,

        @Required String status) {}
