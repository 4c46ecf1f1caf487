package metalplant.boot.card;

import java.util.List;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;

/**
 * Tells which network card a caller has. On the plant's own wire the kernel knows, and where the plant gives the addresses it must have
 * given this one to that card: an address alone is anybody's word. Behind a relay the lease is all there is.
 *
 * @param prefix the wire that the plant is on
 * @param relayed networks behind relays
 * @param givesAddresses whether the plant does; otherwise somebody else has the leases
 */
public record Cards(Cidr prefix, List<Cidr> relayed, boolean givesAddresses, LeaseFile leases, Neighbours neighbours) {
    public Cards {
        relayed = List.copyOf(relayed);
    }

    /** @throws Problem NOT_ALLOWED if nobody knows whose address this is */
    public String of(IpAddress caller) {
        if (prefix.contains(caller)) {
            return onTheWire(caller);
        }
        if (relayed.stream().anyMatch(each -> each.contains(caller))) {
            return leases.macOf(caller).orElseThrow(() -> unknown(caller, "it has no lease of this plant"));
        }
        throw unknown(caller, "it is in no network in which this plant boots machines");
    }

    private String onTheWire(IpAddress caller) {
        var card = neighbours
                .macOf(caller)
                .orElseThrow(() -> unknown(caller, "no network card of this wire answers for it"));
        if (!givesAddresses || leases.has(caller, card)) {
            return card;
        }
        throw unknown(caller, "the plant has not given it to " + card);
    }

    private static Problem unknown(IpAddress caller, String why) {
        return Problem.of(ProblemCode.NOT_ALLOWED, "%s boots nothing here: %s".formatted(caller, why));
    }
}
