package metalplant.wire.plant;

import org.jspecify.annotations.Nullable;

/** An order to make a box as it was before first boot. @param confirm the id of its partition, as a person typed it */
public record FactoryResetRequest(@Nullable String confirm) {}
