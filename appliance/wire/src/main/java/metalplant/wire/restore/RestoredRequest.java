package metalplant.wire.restore;

import org.jspecify.annotations.Nullable;

/** @param why for the log and for whoever asks later; null = an administrator said so */
public record RestoredRequest(@Nullable String why) {}
