package metalplant.bootstrap.plantd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import metalplant.bootstrap.DatabaseUrl;
import metalplant.bootstrap.Secrets;
import metalplant.bootstrap.pki.PlantPki;
import metalplant.plan.PlantPlan;
import metalplant.store.DatabaseConfig;

/** How the database of a plan is reached. */
record Engine(PlantPlan.Engine engine, Host host) {
    private static final String USER = "plant";
    private static final String DATABASE = "metalplant";
    private static final int COCKROACH_PORT = 26_257;

    String unit() {
        return engine.word() + ".service";
    }

    int port() {
        return engine == PlantPlan.Engine.POSTGRES ? host.ports().database() : COCKROACH_PORT;
    }

    /** For the API: no password in it. The authority's certificate lies in the data folder, which the API's container has too. */
    String url() {
        return "postgresql://%s@127.0.0.1:%d/%s%s".formatted(USER, port(), DATABASE, options("?"));
    }

    DatabaseConfig config() {
        var secrets = new Secrets(host.plant().secrets());
        return DatabaseUrl.of(jdbc(DATABASE) + options("?"), USER, secrets.databasePassword());
    }

    private String options(String first) {
        return engine == PlantPlan.Engine.POSTGRES
                ? ""
                : first + "sslmode=verify-full&sslrootcert="
                        + URLEncoder.encode(pki().caCert().toString(), UTF_8).replace("%2F", "/");
    }

    /** Whether the API's user gets an answer from its database. */
    boolean answers() {
        var config = config();
        var login = login(config.user());
        login.setProperty("password", config.password());
        try (var connection = DriverManager.getConnection(config.jdbcUrl(), login)) {
            return connection.isValid(2);
        } catch (SQLException _) {
            return false;
        }
    }

    /**
     * Makes user and database where the engine's own container does not: CockroachDB's root comes in with a certificate.
     *
     * @throws SQLException as long as it does not answer
     */
    void prepare() throws SQLException {
        if (engine == PlantPlan.Engine.POSTGRES) {
            return;
        }
        var password = new Secrets(host.plant().secrets()).databasePassword();
        var login = login("root");
        login.setProperty("sslcert", pki().certificate("cockroach-root").toString());
        login.setProperty("sslkey", pki().privateKey("cockroach-root").toString());
        try (var connection = DriverManager.getConnection(jdbc("defaultdb") + options("?"), login)) {
            // The password is of letters, digits, - and _ alone.
            execute(connection, "CREATE USER IF NOT EXISTS %s".formatted(USER));
            execute(connection, "ALTER USER %s WITH PASSWORD '%s'".formatted(USER, password));
            execute(connection, "CREATE DATABASE IF NOT EXISTS %s".formatted(DATABASE));
            execute(connection, "GRANT ALL ON DATABASE %s TO %s".formatted(DATABASE, USER));
        }
    }

    private static void execute(Connection connection, String text) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    private PlantPki pki() {
        return PlantPki.at(host.plant().pki());
    }

    private String jdbc(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port(), database);
    }

    private static Properties login(String user) {
        var login = new Properties();
        login.setProperty("user", user);
        login.setProperty("connectTimeout", "3");
        login.setProperty("socketTimeout", "10");
        return login;
    }
}
