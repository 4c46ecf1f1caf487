package metalplant.wire.project;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A limit and what is used of it.
 *
 * @param quota null is unlimited
 * @param used only in the answer to find one project
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Quota(@Nullable Integer quota, @Nullable Integer used) {}
