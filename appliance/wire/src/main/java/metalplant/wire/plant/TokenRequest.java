package metalplant.wire.plant;

import org.jspecify.annotations.Nullable;

/**
 * Asks the plant for a token of its own.
 *
 * @param name of the person; null = whoever signed the request
 * @param role {@code view}, {@code edit} or {@code admin}; null = that of whoever signed the request
 * @param seconds it lives; null = an hour
 */
public record TokenRequest(
        @Nullable String name,
        @Nullable String role,
        @Nullable Long seconds) {}
