package metalplant.rack.leaf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import metalplant.rack.count.Count;
import metalplant.rack.count.Counters;
import metalplant.rack.inventory.LeafSpec;
import metalplant.rack.inventory.RackPlan;
import metalplant.rack.inventory.ServerSpec.Cable;
import metalplant.rack.leaf.DesiredPorts.Judgement;
import metalplant.rack.plant.Outcome;
import metalplant.rack.plant.Outcome.Done;
import metalplant.rack.plant.SwitchPlant;
import metalplant.rack.server.Input;
import metalplant.rack.server.SimulatedServer;
import metalplant.rack.time.Loop;
import metalplant.rack.time.Pace;

/**
 * The agent of one leaf. It registers until the plant takes it, polls what its ports should be, tells how that went, and
 * tells once a minute which installed servers it sees. A server that starts to show itself is told of earlier: in the
 * field that waits for the minute, here it would make every installation last one.
 */
public final class SimulatedLeaf {
    private static final Duration REGISTER_AGAIN = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofSeconds(10);
    private static final Duration PHONE_HOME = Duration.ofMinutes(1);

    private final LeafSpec spec;
    private final Loop loop;
    private final Pace pace;
    private final SwitchPlant plant;
    private final Counters counters;
    private final RandomGenerator chance;
    private final Runnable onRegistered;
    private final SortedMap<String, SimulatedServer> servers = new TreeMap<>();
    private final SortedMap<String, Instant> established = new TreeMap<>();

    private SortedMap<String, String> vrfs = new TreeMap<>();
    private Loop.Cancel nextBatch = Loop.Cancel.NOTHING;
    private boolean batchUnderWay;
    private boolean batchIsEarly;
    private boolean batchMissed;
    private boolean registered;

    /** @param onRegistered called once, when the plant knows this leaf */
    public SimulatedLeaf(
            LeafSpec spec,
            Loop loop,
            Pace pace,
            SwitchPlant plant,
            Counters counters,
            RandomGenerator chance,
            Runnable onRegistered) {
        this.spec = spec;
        this.loop = loop;
        this.pace = pace;
        this.plant = plant;
        this.counters = counters;
        this.chance = chance;
        this.onRegistered = onRegistered;
    }

    public LeafSpec spec() {
        return spec;
    }

    public boolean isRegistered() {
        return registered;
    }

    /** Port to VRF as it was applied last; empty before the first time. */
    public Map<String, String> appliedVrfs() {
        return Map.copyOf(vrfs);
    }

    /** Plugs a cable of the server into this leaf. The last one plugged into a port is the one that the port sees. */
    public void plug(Cable cable, SimulatedServer server) {
        servers.put(cable.port(), server);
    }

    /** Starts the agent. */
    public void start() {
        register();
        loop.after(Pace.spread(POLL, chance), this::poll);
        nextBatch = loop.after(Pace.spread(PHONE_HOME, chance), this::phoneHome);
    }

    /** An installed system has begun to announce itself on a port of this leaf. */
    public void systemAppeared() {
        if (!batchIsEarly) {
            batchIsEarly = true;
            nextBatch.cancel();
            nextBatch = loop.after(pace.phase(PHONE_HOME, chance), this::phoneHome);
        }
    }

    private void register() {
        plant.registerSwitch(spec, LeafJson.register(spec), outcome -> {
            switch (outcome) {
                case Outcome.Ok<Done> _ -> {
                    registered = true;
                    onRegistered.run();
                }
                case Outcome.Failed<Done> failed -> {
                    failed("switch-register", failed);
                    loop.after(pace.period(REGISTER_AGAIN), this::register);
                }
            }
        });
    }

    private void poll() {
        if (!registered) {
            loop.after(POLL, this::poll);
            return;
        }
        long begin = loop.nanos();
        plant.findSwitch(spec, outcome -> {
            var fault = switch (outcome) {
                case Outcome.Ok<JsonNode> ok -> apply(ok.value());
                case Outcome.Failed<JsonNode> failed -> {
                    failed("switch-get", failed);
                    yield Optional.of(
                            "could not fetch switch: " + failed.failure().text());
                }
            };
            tell(Duration.ofNanos(loop.nanos() - begin), fault);
        });
    }

    private Optional<String> apply(JsonNode document) {
        return switch (DesiredPorts.judge(document, spec.ports())) {
            case Judgement.Fine fine -> {
                vrfs = fine.ports().vrfs();
                counters.add(Count.LEAF_SYNCS);
                yield Optional.empty();
            }
            case Judgement.Refused refused -> {
                counters.add(Count.LEAF_REFUSALS);
                yield Optional.of(refused.reason());
            }
        };
    }

    private void tell(Duration took, Optional<String> fault) {
        ObjectNode notice = LeafJson.notice(took, fault, portsUp());
        var states = notice.putObject("bgp_port_states");
        servers.forEach((port, server) -> {
            String vrf = vrfs.getOrDefault(port, "");
            if (server.announcesSystem() && !vrf.isEmpty()) {
                var since = established.computeIfAbsent(port, _ -> loop.now());
                states.set(port, LeafJson.bgpState(server.spec(), vrf, since));
            } else {
                established.remove(port);
            }
        });
        plant.notifySwitch(spec, notice, outcome -> {
            if (outcome instanceof Outcome.Failed<Done> failed) {
                failed("switch-notify", failed);
            }
            loop.after(Pace.spread(POLL, chance), this::poll);
        });
    }

    /** Uplinks are always up; a server's port is up while the server has power. */
    private Map<String, Boolean> portsUp() {
        var up = new TreeMap<String, Boolean>();
        for (String port : spec.ports()) {
            var server = servers.get(port);
            boolean isUplink = spec.ports().indexOf(port) >= RackPlan.SERVERS_PER_RACK;
            up.put(port, server == null ? isUplink : server.state().step().hasPower());
        }
        return up;
    }

    private void phoneHome() {
        batchIsEarly = false;
        nextBatch = loop.after(Pace.spread(PHONE_HOME, chance), this::phoneHome);
        var seen = new TreeMap<String, SimulatedServer>();
        for (SimulatedServer server : servers.values()) {
            if (server.announcesSystem()) {
                seen.put(server.spec().uuid(), server);
            }
        }
        if (batchUnderWay || seen.isEmpty()) {
            batchMissed = batchUnderWay;
            return;
        }
        batchUnderWay = true;
        var messages = new TreeMap<String, String>();
        seen.keySet().forEach(uuid -> messages.put(uuid, "provisioned since " + loop.now()));
        counters.add(Count.PHONE_HOME_BATCHES);
        plant.phonedHome(messages, outcome -> {
            batchUnderWay = false;
            stored(seen, outcome);
            if (batchMissed) {
                batchMissed = false;
                systemAppeared();
            }
        });
    }

    private void stored(Map<String, SimulatedServer> seen, Outcome<Set<String>> outcome) {
        switch (outcome) {
            case Outcome.Ok<Set<String>> refused -> {
                counters.add(Count.EVENTS_REFUSED, refused.value().size());
                seen.forEach((uuid, server) -> {
                    if (!refused.value().contains(uuid)) {
                        server.accept(new Input.SeenByPlant());
                    }
                });
            }
            case Outcome.Failed<Set<String>> failed -> failed("phone-home", failed);
        }
    }

    private void failed(String call, Outcome.Failed<?> failed) {
        counters.callFailed(call + '.' + failed.failure().kind().name().toLowerCase(Locale.ROOT));
    }
}
