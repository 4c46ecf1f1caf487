package metalplant.wire.image;

import java.time.Instant;
import java.util.List;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * A new image.
 *
 * @param id {@code <os>-<major>.<minor>[.<patch>]}
 * @param classification {@code preview} (default), {@code supported} or {@code deprecated}
 * @param expirationDate unset means in 90 days
 * @param features {@code machine}, {@code firewall}
 * @param url must answer
 */
public record ImageCreateRequest(
        @Required @Nullable String id,
        @Nullable String name,
        @Nullable String description,
        @Nullable String classification,
        @Nullable Instant expirationDate,
        @Nullable List<String> features,
        @Required @Nullable String url) {}
