package metalplant.model.ip;

import java.math.BigInteger;
import java.util.Optional;
import java.util.UUID;

/**
 * A prefix the plant gives addresses or child prefixes from.
 *
 * @param parent the prefix it was cut from, if it is a child
 * @param namespace project id below a namespaced super network, else ""; prefixes of one parent and one namespace never overlap
 * @param networkId network it belongs to
 * @param holdsChildren true = only cut into children (super networks), false = only gives addresses
 * @param childLength what its children look like: 0 = none yet, n = all children have n bits, -1 = of several lengths;
 *     with one length, distinct aligned bases cannot overlap, so that no range has to be read to cut one more
 * @param revision rises with every write
 */
public record Prefix(
        UUID id,
        Optional<UUID> parent,
        String namespace,
        String networkId,
        Cidr cidr,
        boolean holdsChildren,
        int childLength,
        long revision) {
    public static final int NO_CHILD_YET = 0;
    public static final int MIXED_LENGTHS = -1;

    /** Addresses at its start that are never handed out: the network address. */
    public int reservedFirst() {
        return 1;
    }

    /** Addresses at its end that are never handed out: the IPv4 broadcast address. */
    public int reservedLast() {
        return cidr.family() == AddressFamily.IPV4 ? 1 : 0;
    }

    /** The lowest address that may be handed out; above {@link #lastUsable} in a prefix too small to have any. */
    public BigInteger firstUsable() {
        return cidr.first().value().add(BigInteger.valueOf(reservedFirst()));
    }

    /** The highest address that may be handed out. */
    public BigInteger lastUsable() {
        return cidr.last().value().subtract(BigInteger.valueOf(reservedLast()));
    }

    /** Whether an address of this prefix is one that is never handed out. */
    public boolean reserves(IpAddress address) {
        return address.value().compareTo(firstUsable()) < 0 || address.value().compareTo(lastUsable()) > 0;
    }

    /** The same with another {@code childLength}, at the revision that was read. */
    public Prefix withChildLength(int newChildLength) {
        return new Prefix(id, parent, namespace, networkId, cidr, holdsChildren, newChildLength, revision);
    }

    /** The same one revision later, as a store keeps it after a write. */
    public Prefix nextRevision() {
        return new Prefix(id, parent, namespace, networkId, cidr, holdsChildren, childLength, revision + 1);
    }
}
