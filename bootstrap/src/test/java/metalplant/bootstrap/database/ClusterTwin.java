package metalplant.bootstrap.database;

import java.io.IOException;
import java.nio.file.Path;

/** What the container of PostgreSQL does before it runs the server, with the programs of a development machine. */
public final class ClusterTwin {
    private ClusterTwin() {}

    /** Makes the cluster if there is none, and configures it. */
    public static void prepare(EmbeddedPostgres.Layout layout, PostgresBinaries binaries, PlainUser user)
            throws IOException {
        new Cluster(layout, binaries, user).prepare();
    }

    public static Path server(PostgresBinaries binaries) {
        return binaries.postgres();
    }
}
