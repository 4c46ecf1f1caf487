package metalplant.bootstrap;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import metalplant.model.Problem;
import metalplant.store.DatabaseConfig;

/**
 * A database's address in the two forms that exist: {@code postgresql://user:password@host:port/name?options}, as
 * command-line tools and Go clients write it, and the JDBC form without the user.
 */
public final class DatabaseUrl {
    private static final int CONNECTIONS = 20;
    private static final String FORM = "a database URL looks like postgresql://user:password@host:5432/name";

    private DatabaseUrl() {}

    /** Reads {@code postgres://}, {@code postgresql://} or {@code jdbc:postgresql://}; user and password are in front of the host. */
    public static DatabaseConfig parse(String text) {
        URI uri;
        try {
            uri = URI.create(text.replaceFirst("^jdbc:", ""));
        } catch (IllegalArgumentException e) {
            throw Problem.bad(FORM).because(e);
        }
        var scheme = uri.getScheme();
        if (scheme == null
                || !scheme.matches("postgres(ql)?")
                || uri.getHost() == null
                || uri.getPath().length() < 2) {
            throw Problem.bad(FORM);
        }
        var login = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo();
        var colon = login.indexOf(':');
        var query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new DatabaseConfig(
                "jdbc:postgresql://%s:%d%s%s"
                        .formatted(uri.getHost(), uri.getPort() < 0 ? 5432 : uri.getPort(), uri.getRawPath(), query),
                decode(colon < 0 ? login : login.substring(0, colon)),
                decode(colon < 0 ? "" : login.substring(colon + 1)),
                CONNECTIONS);
    }

    public static DatabaseConfig of(String jdbcUrl, String user, String password) {
        return new DatabaseConfig(jdbcUrl, user, password, CONNECTIONS);
    }

    /** The form for tools that are not Java. */
    static String text(DatabaseConfig database) {
        var rest = database.jdbcUrl().replaceFirst("^jdbc:postgresql://", "");
        var login = encode(database.user()) + (database.password().isEmpty() ? "" : ":" + encode(database.password()));
        return "postgresql://" + (login.isEmpty() ? "" : login + "@") + rest;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
