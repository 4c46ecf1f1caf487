package metalplant.wire.project;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What masterdata keeps of every entity. Clients dereference it: an answer always carries one.
 *
 * @param apiVersion {@code v1}
 * @param id "" and null make a new id
 * @param kind {@code Project} or {@code Tenant}
 * @param version rises with each update; 0 is left out
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Meta(
        @Nullable Map<String, String> annotations,
        @JsonProperty("apiversion") @Nullable String apiVersion,
        @JsonProperty("created_time") @Nullable Instant createdTime,
        @Nullable String id,
        @Nullable String kind,
        @Nullable List<String> labels,
        @JsonProperty("updated_time") @Nullable Instant updatedTime,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) long version) {}
