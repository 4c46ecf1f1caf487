package metalplant.rack;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import metalplant.rack.bmc.NsqCommands;
import metalplant.rack.count.Count;
import metalplant.rack.inventory.ServerSpec;
import metalplant.rack.plant.PlantAccess;
import metalplant.rack.plant.RemotePlant;
import metalplant.rack.server.Step;
import metalplant.rack.server.Trace;
import metalplant.rack.time.Loop;
import metalplant.rack.time.ThreadLoop;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The process: reads options, runs a {@link Simulation} until it is told to end, keeps the state file fresh. */
@Command(
        name = "rack",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "A simulated rack that speaks a plant's real protocols.")
public final class Rack implements Callable<Integer> {
    private static final Logger LOG;
    private static final Duration STATE_EVERY = Duration.ofSeconds(1);
    private static final int WRONG_USE = 2;

    static {
        // Before the first logger: one line per fact.
        var format = "java.util.logging.SimpleFormatter.format";
        if (System.getProperty(format) == null) {
            System.setProperty(format, "%1$tF %1$tT.%1$tL %4$s %5$s%6$s%n");
        }
        LOG = System.getLogger(Rack.class.getName());
    }

    @Mixin
    private final RackOptions options = new RackOptions();

    public static void main(String[] args) {
        System.exit(new CommandLine(new Rack()).execute(args));
    }

    @Override
    public Integer call() throws InterruptedException {
        Running running;
        try {
            running = start();
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            LOG.log(Level.ERROR, "cannot start: {0}", String.valueOf(e.getMessage()));
            return WRONG_USE;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(running::stop, "rack-stop"));
        new CountDownLatch(1).await();
        return 0;
    }

    private Running start() throws IOException, GeneralSecurityException {
        var access = options.access();
        var setup = options.setup(access);
        var bugs = new BugCatcher();
        var loop = new ThreadLoop(bugs::caught);
        var plant = new RemotePlant(access, setup.machines(), loop);
        var simulation = new Simulation(setup, plant, loop, new LogTrace());
        bugs.simulation = Optional.of(simulation);
        var broker = broker(access, simulation, loop);
        var file = Optional.ofNullable(options.stateFile).map(StateFile::new);
        var running = new Running(loop, plant, simulation, broker, file);
        LOG.log(Level.INFO, "starting rack machines={0} access={1}", String.valueOf(setup.machines()), access);
        loop.post(simulation::start);
        loop.post(running::keepStateFresh);
        broker.ifPresent(NsqCommands::start);
        return running;
    }

    private static Optional<NsqCommands> broker(PlantAccess access, Simulation simulation, Loop loop)
            throws IOException, GeneralSecurityException {
        if (access.nsq().isEmpty()) {
            LOG.log(Level.WARNING, "no broker given: no command will reach a BMC");
            return Optional.empty();
        }
        return Optional.of(
                new NsqCommands(access.nsq().get(), access.nsqTls(), access.partition(), simulation.bmcs(), loop));
    }

    /** Everything that must be ended again. */
    private record Running(
            ThreadLoop loop,
            RemotePlant plant,
            Simulation simulation,
            Optional<NsqCommands> broker,
            Optional<StateFile> file) {
        void keepStateFresh() {
            file.ifPresent(it -> it.writeSoon(state(true)));
            loop.after(STATE_EVERY, this::keepStateFresh);
        }

        String state(boolean stillRunning) {
            boolean connected = broker.map(NsqCommands::isConnected).orElse(false);
            long pid = ProcessHandle.current().pid();
            return new StateReport(simulation)
                    .write(loop.now(), pid, connected, stillRunning)
                    .toPrettyString();
        }

        void stop() {
            broker.ifPresent(NsqCommands::close);
            loop.close();
            plant.close();
            file.ifPresent(it -> it.write(state(false)));
        }
    }

    /** Counts what escaped; kept apart because the loop is there before the simulation. */
    private static final class BugCatcher {
        private Optional<Simulation> simulation = Optional.empty();

        void caught(Throwable bug) {
            LOG.log(Level.ERROR, "caught a bug of the rack", bug);
            simulation.ifPresent(it -> it.counters().add(Count.BUGS));
        }
    }

    private static final class LogTrace implements Trace {
        @Override
        public void moved(ServerSpec server, Step from, Step to) {
            LOG.log(Level.DEBUG, "moved server={0} from={1} to={2}", server.name(), from, to);
        }

        @Override
        public void troubled(ServerSpec server, String reason) {
            LOG.log(Level.INFO, "crashed server={0} because={1}", server.name(), reason);
        }
    }
}
