package metalplant.wire.project;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Limits by kind.
 *
 * @param project of a tenant: how many projects
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record QuotaSet(
        @Nullable Quota cluster,
        @Nullable Quota ip,
        @Nullable Quota machine,
        @Nullable Quota project) {}
