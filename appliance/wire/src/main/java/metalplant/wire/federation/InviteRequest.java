package metalplant.wire.federation;

import org.jspecify.annotations.Nullable;

/**
 * Asks this plant to invite another one; the first invite founds the federation.
 *
 * @param address where the other plant reaches the pairing port, {@code host} or {@code host:port}; null = the address that the API listens on
 * @param file whether a file is wanted that is carried by hand, instead of a short code
 * @param witness whether it is for a witness, which only votes
 */
public record InviteRequest(
        @Nullable String address,
        @Nullable Boolean file,
        @Nullable Boolean witness) {}
