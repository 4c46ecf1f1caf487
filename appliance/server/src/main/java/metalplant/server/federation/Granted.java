package metalplant.server.federation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import metalplant.federation.membership.Grants;
import metalplant.model.Problem;
import metalplant.router.table.Guard;

/** What usually stays inside of a plant, by the names that the ledger and people have for it: {@code bmc-credentials}. */
final class Granted {
    private Granted() {}

    static String name(Guard guard) {
        return guard.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Names of newer software open nothing. */
    static Set<Guard> of(Grants grants) {
        var set = new TreeSet<Guard>();
        grants.names().forEach(name -> guard(name).ifPresent(set::add));
        return set;
    }

    /** @throws Problem BAD_REQUEST for a name that nobody knows */
    static List<String> checked(List<String> names) {
        return names.stream()
                .distinct()
                .sorted()
                .map(name -> guard(name)
                        .map(Granted::name)
                        .orElseThrow(() -> Problem.bad(
                                "nothing called \"%s\" can be granted; there are %s".formatted(name, all()))))
                .toList();
    }

    private static Optional<Guard> guard(String name) {
        return grantable().filter(guard -> name(guard).equals(name)).findFirst();
    }

    private static String all() {
        return String.join(", ", grantable().map(Granted::name).toList());
    }

    private static java.util.stream.Stream<Guard> grantable() {
        return Arrays.stream(Guard.values()).filter(guard -> guard != Guard.NONE);
    }
}
