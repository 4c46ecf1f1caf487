package metalplant.agent;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import metalplant.agent.api.FabricDocument;
import metalplant.agent.api.MetalApi;
import metalplant.agent.api.SwitchDocument;
import metalplant.agent.host.SwitchHost;
import metalplant.agent.watch.Finding;
import metalplant.fabric.engine.Desired;
import metalplant.model.Problem;
import metalplant.model.World;

/**
 * The agent of one switch. It registers until the plant takes it; then it looks every few seconds what the switch shall be, makes it so,
 * looks whether it is, and tells. A plant that is away changes nothing: the switch goes on with what it has.
 */
public final class Agent implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Agent.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration REGISTER_AGAIN = Duration.ofSeconds(30);
    private static final Duration PHONE_HOME = Duration.ofMinutes(1);
    private static final Duration TELL = Duration.ofSeconds(30);
    /** The rule that makes a VRF take nothing any more. */
    private static final String CROSS_PROJECT = "R6";

    private static final String COUNTS = "R8";

    /** How far this switch is with what it shall be, spelt as on the wire. */
    enum Turn {
        WAITING,
        CHANGING,
        VERIFIED,
        FAILED;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final World world;
    private final AgentConfig config;
    private final MetalApi api;
    private final SwitchHost host;
    private final StateFolder state;
    private final Changer changer;
    private final Watcher watcher;
    private final Reports reports;
    private final Metrics metrics;
    private final Optional<PhoneHome> phoneHome;
    private final String id;
    private Optional<FabricDocument> applied = Optional.empty();
    private List<Finding> findings = List.of();
    private Turn turn = Turn.VERIFIED;
    private long toldNanos;
    private long homeNanos;

    /**
     * Takes the switch.
     *
     * @param version of this program
     * @param patience how long kernel and sessions may take after a change
     * @throws Problem RULE_VIOLATED if another agent has it
     */
    public Agent(
            World world,
            AgentConfig config,
            MetalApi api,
            SwitchHost host,
            Metrics metrics,
            String version,
            Duration patience) {
        this.world = world;
        this.config = config;
        this.api = api;
        this.host = host;
        this.metrics = metrics;
        this.state = new StateFolder(config.state());
        this.changer = new Changer(
                world,
                host,
                state,
                patience,
                config.commandTimeout(),
                Model.nothing(config, host.database().rows()));
        this.watcher = new Watcher(host);
        this.reports = new Reports(config, version);
        this.phoneHome = config.grpc().map(PhoneHome::new);
        this.id = state.agent(world::newId);
        this.toldNanos = world.nanos() - TELL.toNanos();
        this.homeNanos = world.nanos() - PHONE_HOME.toNanos();
    }

    /** Until the thread is interrupted. */
    public void run() throws InterruptedException {
        changer.recover();
        while (!register()) {
            world.pause(REGISTER_AGAIN);
        }
        while (true) {
            look();
            home();
            world.pause(config.interval());
        }
    }

    /** Whether the plant has taken it. */
    public boolean register() {
        try {
            api.register(reports.registration(host.ports()));
            LOG.log(INFO, "registered switch={0} api={1}", config.box().name(), config.api());
            return true;
        } catch (Problem e) {
            failed("register", e);
            return false;
        }
    }

    /** One look: ask, change, watch, tell. */
    public void look() {
        long begin = world.nanos();
        var error = Optional.<String>empty();
        boolean changed = false;
        try {
            changed = change();
        } catch (Problem e) {
            error = Optional.of(e.getMessage());
            turn = turn == Turn.CHANGING ? Turn.FAILED : turn;
            failed("reconfigure", e);
        }
        try {
            watch();
        } catch (Problem e) {
            error = error.or(() -> Optional.of(e.getMessage()));
            failed("watch", e);
        }
        tell(world.nanos() - begin, error, changed);
    }

    private boolean change() {
        var ports = List.copyOf(host.ports().keySet());
        var document = api.find(config.box().name());
        var fabric = api.fabric(config.box().name());
        var switches = SwitchDocument.read(document, config.box(), ports);
        var model = model(fabric, switches);
        if (!config.reconfigures()) {
            return false;
        }
        if (applied.isEmpty()) {
            resume(ports);
        }
        var wanted = desired(switches, model);
        if (changer.differs(wanted) && fabric.isPresent() && !mayBegin()) {
            return false;
        }
        boolean changed = changer.apply(wanted, proof(model, wanted));
        turn = Turn.VERIFIED;
        applied = Optional.of(model);
        metrics.set("vrfs", wanted.vlans().size());
        if (changed) {
            metrics.count("changes_total");
            state.remember(new StateFolder.Said(document.toString(), fabric.map(JsonNode::toString)));
        }
        return changed;
    }

    /**
     * Whether it is this switch's turn: of two that stand in for each other one at a time is changed, and the plant says which.
     *
     * @throws Problem if the plant does not answer: who is not told that it is his turn waits
     */
    private boolean mayBegin() {
        turn = Turn.WAITING;
        metrics.set("waits_for_turn", 1);
        var held = applied.map(each -> state.quarantined(each.version())).orElse(Set.of());
        var answer = api.tellFabric(
                        config.box().name(),
                        reports.fabric(id, applied, Optional.empty(), findings, held, turn, Set.of()))
                .map(each -> each.path("turn"))
                .filter(JsonNode::isObject);
        // A plant that knows of no turns has none to give.
        boolean mine = answer.map(each -> each.path("granted").asBoolean(false)).orElse(true);
        metrics.set("waits_for_turn", mine ? 0 : 1);
        if (!mine) {
            LOG.log(
                    INFO,
                    "this switch is to be changed and waits for its turn: {0}",
                    SwitchDocument.shown(answer.orElseThrow().path("message").asText("")));
        }
        turn = mine ? Turn.CHANGING : Turn.WAITING;
        return mine;
    }

    /** A change stays if nothing is wrong that was not before, and the plant can still be reached. */
    private Changer.Proof proof(FabricDocument model, Desired wanted) {
        // What a switch was before the agent took it nobody can compare with.
        boolean compares = changer.isKnown();
        var before = compares ? new HashSet<>(watcher.glance(model.zone(), changer.running())) : Set.<Finding>of();
        return () -> {
            if (compares) {
                changer.until(
                        () -> worse(model, wanted, before).isEmpty(),
                        "routes are wrong that were not before the change,");
            }
            changer.until(this::reachesPlant, "the plant is not reached any more");
        };
    }

    /** Jumps of numbers are no fault of a change that lets routes in. */
    private List<Finding> worse(FabricDocument model, Desired wanted, Set<Finding> before) {
        var now = watcher.glance(model.zone(), wanted).stream()
                .filter(each -> !before.contains(each) && !each.rule().equals(COUNTS))
                .toList();
        now.stream().findFirst().ifPresent(each -> LOG.log(WARNING, "after the change: {0}", each.message()));
        return now;
    }

    private boolean reachesPlant() {
        try {
            api.find(config.box().name());
            return true;
        } catch (Problem e) {
            return false;
        }
    }

    private FabricDocument model(Optional<JsonNode> fabric, SwitchDocument switches) {
        return fabric.map(each -> FabricDocument.read(each, config.box(), switches))
                .orElseGet(() -> FabricDocument.none(config.box(), switches));
    }

    private Desired desired(SwitchDocument switches, FabricDocument model) {
        var quarantined = state.quarantined(model.version());
        metrics.set("quarantined_vrfs", quarantined.size());
        return Model.desired(config, switches, model, host.database().rows(), quarantined);
    }

    /** What this agent had made before it was started again, so that a change from there has its steps too. */
    private void resume(List<String> ports) {
        state.remembered().ifPresent(said -> {
            try {
                var switches = SwitchDocument.read(JSON.readTree(said.switches()), config.box(), ports);
                var fabric = said.fabric();
                var last = fabric.isPresent() ? Optional.of(JSON.readTree(fabric.get())) : Optional.<JsonNode>empty();
                changer.resume(desired(switches, model(last, switches)));
            } catch (IOException | Problem e) {
                LOG.log(WARNING, "what was made before is not known any more: {0}", e.getMessage());
            }
        });
    }

    private void watch() {
        if (applied.isEmpty()) {
            return;
        }
        var model = applied.get();
        findings = watcher.look(model.zone(), changer.running());
        metrics.set("findings", findings.size());
        var leaking = new TreeSet<String>();
        findings.stream().filter(each -> each.rule().equals(CROSS_PROJECT)).forEach(each -> leaking.add(each.vrf()));
        var held = state.quarantined(model.version());
        if (!leaking.isEmpty() && held.addAll(leaking)) {
            quarantine(model, held);
        }
    }

    /** At once, and until the plant's model changes: somebody has to find out how this could be. */
    private void quarantine(FabricDocument model, Set<String> vrfs) {
        LOG.log(ERROR, "routes of another project are in a VRF, it takes nothing from others any more vrfs={0}", vrfs);
        state.quarantine(model.version(), vrfs);
        Desired running = changer.running();
        // Whoever waits for a turn here leaves a hole open.
        changer.apply(Model.closed(running, vrfs), () -> {});
        metrics.set("quarantined_vrfs", vrfs.size());
    }

    private void tell(long nanos, Optional<String> error, boolean changed) {
        try {
            var ports = host.ports();
            var sessions = Sessions.read(host.show("show ip bgp vrf all neighbors json"));
            api.tell(config.box().name(), reports.notice(nanos, error, ports, sessions));
            if (changed || error.isPresent() || !findings.isEmpty() || world.nanos() - toldNanos >= TELL.toNanos()) {
                toldNanos = world.nanos();
                var held =
                        applied.map(each -> state.quarantined(each.version())).orElse(Set.of());
                api.tellFabric(
                        config.box().name(),
                        reports.fabric(id, applied, error, findings, held, turn, Sessions.established(sessions)));
            }
            metrics.count("looks_total");
        } catch (Problem e) {
            failed("notify", e);
        }
    }

    private void home() {
        if (phoneHome.isEmpty() || world.nanos() - homeNanos < PHONE_HOME.toNanos()) {
            return;
        }
        homeNanos = world.nanos();
        try {
            metrics.set("machines_seen", phoneHome.get().send(host.neighbours()));
        } catch (Problem e) {
            failed("phone-home", e);
        }
    }

    /** What is wrong now. */
    public List<Finding> findings() {
        return findings;
    }

    private void failed(String operation, Problem e) {
        metrics.failed(operation);
        LOG.log(WARNING, "{0} failed: {1}", operation, e.getMessage());
    }

    @Override
    public void close() throws IOException {
        phoneHome.ifPresent(PhoneHome::close);
        api.close();
        state.close();
    }
}
