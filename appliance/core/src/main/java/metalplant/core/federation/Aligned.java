package metalplant.core.federation;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;

/** Cuts a run of addresses into prefixes. */
final class Aligned {
    private Aligned() {}

    /** As few prefixes as possible that are exactly the addresses from {@code first} to before {@code end}, ascending. */
    static List<Cidr> between(AddressFamily family, BigInteger first, BigInteger end) {
        var list = new ArrayList<Cidr>();
        var at = first;
        while (at.compareTo(end) < 0) {
            int aligned = at.signum() == 0 ? family.bits() : at.getLowestSetBit();
            int fitting = end.subtract(at).bitLength() - 1;
            int bits = Math.min(Math.min(aligned, fitting), family.bits());
            list.add(new Cidr(new IpAddress(family, at), family.bits() - bits));
            at = at.add(BigInteger.ONE.shiftLeft(bits));
        }
        return list;
    }
}
