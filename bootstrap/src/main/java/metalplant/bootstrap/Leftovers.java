package metalplant.bootstrap;

import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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

    /**
     * Removes the tunnels. The next start takes them over; so this is for a stop.
     *
     * @return whether there were any
     */
    boolean removeTunnels() {
        boolean removed = TunnelLeftovers.remove(folders.federation(), Folders.wireguardGo());
        if (removed) {
            LOG.log(WARNING, "removed the tunnels that a killed plant left behind");
        }
        return removed;
    }

    /**
     * Stops them all; nothing happens when there are none.
     *
     * @return what was stopped, in words
     */
    List<String> stopChildren() {
        var stopped = new ArrayList<String>();
        var children = new LinkedHashMap<String, PidFile>();
        children.put("the simulated rack", RackProcess.pidFile(folders));
        children.put("nsqd", new PidFile(folders.nsq().resolve("nsqd.pid")));
        children.put("nsqlookupd", new PidFile(folders.nsq().resolve("nsqlookupd.pid")));
        children.forEach((what, file) -> file.running().ifPresent(process -> {
            LOG.log(
                    WARNING,
                    "stopping what a killed plant left behind pid={0} file={1}",
                    String.valueOf(process.pid()),
                    file.file());
            Stopping.stop(process, PATIENCE, world);
            stopped.add(what);
        }));
        if (EmbeddedPostgres.isLeftBehind(folders.postgres())) {
            stopped.add("the database");
            EmbeddedPostgres.stopLeftBehind(
                    folders.postgres(),
                    PostgresBinaries.in(Folders.cache(), Build.postgresVersion()),
                    PlainUser.find(),
                    world);
        }
        return stopped;
    }
}
