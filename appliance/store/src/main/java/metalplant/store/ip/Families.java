package metalplant.store.ip;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Block;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;
import metalplant.store.kernel.Db;

/** What the tables of prefixes, blocks and addresses read alike. Families are stored as bits: {@code family} is no column name in CockroachDB. */
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

    /** The block of columns {@code bits} to {@code state}. */
    static Block block(ResultSet row, String prefixId) throws SQLException {
        return new Block(
                row.getObject(prefixId, UUID.class),
                cidr(row),
                row.getString("holder"),
                row.getLong("incarnation"),
                row.getLong("fence"),
                Block.State.valueOf(row.getString("state")));
    }
}
