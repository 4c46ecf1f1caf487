package metalplant.store.ip;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import metalplant.model.ip.Ip;
import metalplant.store.kernel.Db;
import metalplant.store.kernel.Sql;

/** Table {@code ip_tag}: finds addresses by tag. The tags themselves are kept with the address. */
record TagSql(Db db) {
    /** Longer tags are indexed by their digest: an index entry has a bound, a tag has none. */
    private static final int BYTES_MAX = 512;

    private static final Sql INSERT = sql(
            "INSERT",
            "INSERT INTO ip_tag (tag, prefix_id, address) VALUES (?, ?, ?) ON CONFLICT (tag, prefix_id, address) DO NOTHING");
    private static final Sql DELETE = sql("DELETE", "DELETE FROM ip_tag WHERE prefix_id = ? AND address = ?");

    /** A condition on {@code ip_address}; goes with the value of {@link #term}. */
    static final String HAS_TAG =
            "(prefix_id, address) IN (SELECT t.prefix_id, t.address FROM ip_tag t WHERE t.tag = ?)";

    private static Sql sql(String name, String text) {
        return Sql.constant(TagSql.class, name, text);
    }

    void insert(Ip ip) {
        if (ip.tags().isEmpty()) {
            return;
        }
        List<Object[]> rows = ip.tags().stream()
                .map(tag -> new Object[] {term(tag), ip.prefixId(), ip.address().value()})
                .toList();
        db.batch(INSERT, rows);
    }

    void delete(Ip ip) {
        db.update(DELETE, ip.prefixId(), ip.address().value());
    }

    /** What stands in the index for a tag. */
    static String term(String tag) {
        var bytes = tag.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= BYTES_MAX) {
            return tag;
        }
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
