package metalplant.wire.size;

import com.fasterxml.jackson.annotation.JsonInclude;
import metalplant.wire.Absent;
import metalplant.wire.Required;
import metalplant.wire.Unsigned;
import org.jspecify.annotations.Nullable;

/**
 * What a machine must have to be of a size. Numbers left out are 0, and 0 is left out.
 *
 * @param identifier glob over models; needed for gpu, forbidden for memory
 * @param max inclusive; cores, GPUs or bytes
 * @param min inclusive; cores, GPUs or bytes
 * @param type {@code cores}, {@code gpu}, {@code memory} or {@code storage}
 */
public record SizeConstraint(
        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
        String identifier,

        @JsonInclude(JsonInclude.Include.NON_DEFAULT) long max,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) long min,
        @Required String type) {
    public SizeConstraint {
        Unsigned.check("max", max);
        Unsigned.check("min", min);
        type = Absent.toText(type);
    }
}
