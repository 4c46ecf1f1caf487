package metalplant.store;

/**
 * How to reach the plant's database.
 *
 * @param jdbcUrl {@code jdbc:postgresql://...}, PostgreSQL or CockroachDB alike
 * @param connections size of the pool; transactions beyond it wait, up to a quarter of a minute
 */
public record DatabaseConfig(String jdbcUrl, String user, String password, int connections) {
    /** Without the password, and without the URL's options, which may hold one; for logs. */
    @Override
    public String toString() {
        var place = jdbcUrl.replaceFirst("[?].*", "");
        return "DatabaseConfig[" + place + " user=" + user + " connections=" + connections + "]";
    }
}
