package metalplant.store.ip;

import java.sql.ResultSet;
import java.sql.SQLException;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;
import metalplant.store.kernel.Db;

/** Reads and writes families as their number of bits: {@code family} is no column name in CockroachDB. */
public final class Families {
    private Families() {}

    /** What is stored for a family: 32 or 128. */
    public static int column(AddressFamily family) {
        return family.bits();
    }

    /** The family of column {@code bits}. */
    public static AddressFamily read(ResultSet row) throws SQLException {
        return row.getInt("bits") == AddressFamily.IPV4.bits() ? AddressFamily.IPV4 : AddressFamily.IPV6;
    }

    static IpAddress address(ResultSet row, String column) throws SQLException {
        return new IpAddress(read(row), Db.integer(row, column));
    }

    /** The prefix of columns {@code lo} and {@code mask_length}. */
    static Cidr cidr(ResultSet row) throws SQLException {
        return new Cidr(address(row, "lo"), row.getInt("mask_length"));
    }
}
