package metalplant.door.bearer;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import metalplant.door.Role;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/**
 * Groups of a directory, read for one tenant. A directory of the kind {@code ldap} calls them {@code tenant_app-scope-scope-role}, one of the kind
 * {@code ad} {@code xxpg_srv_appAPP-scope-scope-role_full}, where xx are the two letters of the tenant. The first scope may name another tenant
 * before a {@code #}, on whose behalf the group counts.
 *
 * @see "metal-api-rest.md 1.5 and 1.7"
 */
final class TenantGroups {
    private static final String AD_REFERENCE = "app";
    private static final int AD_PREFIX_LENGTH = 4;
    private static final int AD_TENANT_LENGTH = 2;
    private static final Set<String> ADMIN = Set.of("maas-all-all-admin", "k8s_kaas-admin");
    private static final Set<String> EDIT = Set.of("maas-all-all-edit", "k8s_kaas-edit");
    private static final Set<String> VIEW = Set.of("maas-all-all-view", "k8s_kaas-view");

    private TenantGroups() {}

    /** A group without what stands around it. */
    private record Parsed(String tenant, String inner) {
        /** Four parts, none of which is looked at. */
        boolean isWhole() {
            return inner.split("-", -1).length == 4;
        }

        boolean isOnBehalf() {
            return inner.split("-", -1)[1].contains("#");
        }
    }

    /**
     * The groups of this tenant, without its prefix and in lower case; others and those of another form are left out.
     *
     * @param directory {@code ad} or {@code ldap}, in any case
     * @param provider whether groups on behalf of others count
     * @throws Problem CREDENTIALS_REFUSED for another directory
     */
    static List<String> of(String tenant, String directory, boolean provider, List<String> groups) {
        boolean ad = switch (directory.toLowerCase(Locale.ROOT)) {
            case "ad" -> true;
            case "ldap" -> false;
            default ->
                throw Problem.of(
                        ProblemCode.CREDENTIALS_REFUSED,
                        "groups of a directory of the kind \"%s\" cannot be read, only of ad and ldap"
                                .formatted(directory));
        };
        var own = tenant.toLowerCase(Locale.ROOT);
        return groups.stream()
                .map(group -> group.toLowerCase(Locale.ROOT))
                .flatMap(group -> (ad ? activeDirectory(group) : ldap(group)).stream())
                .filter(group -> group.isWhole() && group.tenant().equals(own) && (provider || !group.isOnBehalf()))
                .map(Parsed::inner)
                .toList();
    }

    private static Optional<Parsed> ldap(String group) {
        var parts = group.split("_", -1);
        return parts.length == 2 ? Optional.of(new Parsed(parts[0], parts[1])) : Optional.empty();
    }

    private static Optional<Parsed> activeDirectory(String group) {
        var parts = group.split("_", -1);
        return parts.length == 4 && parts[0].length() == AD_PREFIX_LENGTH && parts[2].startsWith(AD_REFERENCE)
                ? Optional.of(
                        new Parsed(parts[0].substring(0, AD_TENANT_LENGTH), parts[2].substring(AD_REFERENCE.length())))
                : Optional.empty();
    }

    /** The highest role that one of them gives; without any the caller is known and may do what needs no role. */
    static Role role(List<String> groups) {
        return Stream.of(new Given(Role.ADMIN, ADMIN), new Given(Role.EDIT, EDIT), new Given(Role.VIEW, VIEW))
                .filter(given -> groups.stream().anyMatch(given.groups()::contains))
                .map(Given::role)
                .findFirst()
                .orElse(Role.ANY);
    }

    private record Given(Role role, Set<String> groups) {}
}
