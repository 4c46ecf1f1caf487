package metalplant.wire.common;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import metalplant.wire.Absent;
import metalplant.wire.Required;

/**
 * The caller as the server sees it. The keys are capitalised.
 *
 * @param groups never null
 * @param issuer "" for HMAC users
 * @param subject "" for HMAC users
 * @param tenant the provider tenant
 */
public record User(
        @Required @JsonProperty("EMail") String email,
        @Required @JsonProperty("Groups") List<String> groups,
        @Required @JsonProperty("Issuer") String issuer,
        @Required @JsonProperty("Name") String name,
        @Required @JsonProperty("Subject") String subject,
        @Required @JsonProperty("Tenant") String tenant) {
    public User {
        groups = Absent.toEmpty(groups);
    }
}
