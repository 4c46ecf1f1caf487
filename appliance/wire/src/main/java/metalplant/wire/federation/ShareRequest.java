package metalplant.wire.federation;

import org.jspecify.annotations.Nullable;

/**
 * Makes a prefix a shared one: cut into blocks that plants get as they need them.
 *
 * @param prefix that no network of any member has yet
 */
public record ShareRequest(@Nullable String prefix) {}
