package metalplant.core.federation;

import java.util.List;
import java.util.Optional;
import metalplant.model.ip.Cidr;

/**
 * What this plant sees alive of addresses that should be nobody's. Answers from memory and never waits: it is asked inside of the
 * transaction of each step.
 *
 * @see "federation.md 3.6 (4)"
 */
public interface Sightings {
    /** Sees nothing. */
    Sightings NONE = _ -> Optional.empty();

    /** Something alive that lies in one of these prefixes, seen at the last look. */
    Optional<Sighted> among(List<Cidr> prefixes);

    /**
     * An address, or a route to some.
     *
     * @param where for people, 128 printable characters at most
     */
    record Sighted(Cidr cidr, String where) {}
}
