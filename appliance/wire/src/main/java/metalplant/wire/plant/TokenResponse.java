package metalplant.wire.plant;

import java.time.Instant;

/**
 * A token of the plant.
 *
 * @param token secret; sent as {@code Authorization: Bearer TOKEN}
 */
public record TokenResponse(String token, String name, String role, Instant expires) {
    @Override
    public String toString() {
        return "TokenResponse[" + name + ", " + role + "]";
    }
}
