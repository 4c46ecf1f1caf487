package metalplant.bootstrap.seed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.util.zip.CRC32;
import metalplant.model.ip.Cidr;

/**
 * What stands for the internet in a plant for development: a part of the range for tests (RFC 2544) that follows from the name of the
 * partition. So two such plants give different addresses, but for one pair of names in 64, and a join tells of that.
 */
final class TestInternet {
    private static final Cidr RANGE = Cidr.parse("198.18.0.0/15");
    private static final int LENGTH = 21;
    private static final int PARTS = 1 << (LENGTH - RANGE.length());

    private TestInternet() {}

    static Cidr of(String partition) {
        var sum = new CRC32();
        sum.update(partition.getBytes(UTF_8));
        var size = BigInteger.ONE.shiftLeft(RANGE.family().bits() - LENGTH);
        var part = BigInteger.valueOf(sum.getValue() % PARTS);
        return new Cidr(RANGE.first().plus(size.multiply(part)), LENGTH);
    }
}
