package metalplant.wire.tenant;

import metalplant.wire.Unsigned;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list to return.
 *
 * @param count page size
 * @param page page number
 */
public record Paging(@Nullable Long count, @Nullable Long page) {
    public Paging {
        Unsigned.check("count", count);
        Unsigned.check("page", page);
    }
}
