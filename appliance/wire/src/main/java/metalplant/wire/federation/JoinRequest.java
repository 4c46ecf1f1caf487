package metalplant.wire.federation;

import org.jspecify.annotations.Nullable;

/**
 * Asks this plant to join the federation of another one. Nothing changes before both accepted the plan.
 *
 * @param code short code of the other plant; null with a file
 * @param address {@code host} or {@code host:port} of its pairing port; null with a file
 * @param file an invite file, base64
 * @param fingerprint of the other plant; another one is refused. Null: people compare check words
 */
public record JoinRequest(
        @Nullable String code,
        @Nullable String address,
        @Nullable String file,
        @Nullable String fingerprint) {}
