package metalplant.wire.common;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import metalplant.wire.Absent;

/**
 * The caller as the server sees it. The keys are capitalised.
 *
 * @param groups never null
 * @param issuer "" for HMAC users
 * @param subject "" for HMAC users
 * @param tenant the provider tenant
 */
public record User(
        @JsonProperty("EMail") String email,
        @JsonProperty("Groups") List<String> groups,
        @JsonProperty("Issuer") String issuer,
        @JsonProperty("Name") String name,
        @JsonProperty("Subject") String subject,
        @JsonProperty("Tenant") String tenant) {
    public User {
        groups = Absent.toEmpty(groups);
    }
}
