package metalplant.server.url;

import java.time.Duration;

/**
 * Whether and how URLs are tried.
 *
 * @param enabled false = only their form is looked at, for a plant that reaches no network at all
 * @param timeout of one try, redirects included
 * @param parallelMax tries at once; a further one is refused
 */
public record UrlCheckConfig(boolean enabled, Duration timeout, int parallelMax) {
    public static final UrlCheckConfig DEFAULT = new UrlCheckConfig(true, Duration.ofSeconds(5), 16);
    public static final UrlCheckConfig OFF = new UrlCheckConfig(false, DEFAULT.timeout(), DEFAULT.parallelMax());

    public UrlCheckConfig {
        if (timeout.isNegative() || timeout.isZero() || parallelMax < 1) {
            throw new IllegalArgumentException("timeout and parallel-max of the URL check must be positive");
        }
    }
}
