package metalplant.bootstrap;

import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.List;
import metalplant.bootstrap.database.EmbeddedPostgres;
import metalplant.bootstrap.database.PlainUser;
import metalplant.bootstrap.database.PostgresBinaries;
import metalplant.bootstrap.process.PidFile;
import metalplant.bootstrap.process.Stopping;
import metalplant.model.World;
import metalplant.server.federation.TunnelLeftovers;

/** Children that outlived a plant which was killed. To be called with the plant's lock held. */
final class Leftovers {
    private static final System.Logger LOG = System.getLogger(Leftovers.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Folders folders;
    private final World world;

    Leftovers(Folders folders, World world) {
        this.folders = folders;
        this.world = world;
    }

    /** The next start takes tunnels over; so this is for a stop. */
    void removeTunnels() {
        if (TunnelLeftovers.remove(folders.federation(), Folders.wireguardGo())) {
            LOG.log(WARNING, "removed the tunnels that a killed plant left behind");
        }
    }

    /** Stops them all; nothing happens when there are none. */
    void stopChildren() {
        for (var file : List.of(
                RackProcess.pidFile(folders),
                new PidFile(folders.nsq().resolve("nsqd.pid")),
                new PidFile(folders.nsq().resolve("nsqlookupd.pid")))) {
            file.running().ifPresent(process -> {
                LOG.log(
                        WARNING,
                        "stopping what a killed plant left behind pid={0} file={1}",
                        String.valueOf(process.pid()),
                        file.file());
                Stopping.stop(process, PATIENCE, world);
            });
        }
        if (EmbeddedPostgres.isLeftBehind(folders.postgres())) {
            EmbeddedPostgres.stopLeftBehind(
                    folders.postgres(),
                    PostgresBinaries.in(Folders.cache(), Build.postgresVersion()),
                    PlainUser.find(),
                    world);
        }
    }
}
