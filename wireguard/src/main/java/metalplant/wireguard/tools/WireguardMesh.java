package metalplant.wireguard.tools;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import metalplant.model.Problem;
import metalplant.wireguard.observe.Argv;
import metalplant.wireguard.observe.Change;
import metalplant.wireguard.observe.Diff;
import metalplant.wireguard.observe.Observation;
import metalplant.wireguard.observe.Observation.SeenLink;
import metalplant.wireguard.observe.Probe;
import metalplant.wireguard.observe.SeenDevice;
import metalplant.wireguard.plan.Endpoint;
import metalplant.wireguard.plan.FirewallText;
import metalplant.wireguard.plan.Link;
import metalplant.wireguard.plan.MeshPlan;

/**
 * The mesh on the real tools. It looks, compares and changes what differs; nothing is remembered that could be looked up, except where it
 * sent each peer last. One plant per network namespace: every interface called {@code pmesh...} in it is taken for ours.
 */
public final class WireguardMesh implements Mesh {
    private static final System.Logger LOG = System.getLogger(WireguardMesh.class.getName());
    private static final List<String> PING = List.of("ping", "-6", "-n", "-q", "-c", "3", "-i", "0.2", "-W", "1", "-I");

    private final Commands commands;
    private final IpTool ip;
    private final WgTool wg;
    private final NftTool nft;
    private final LinkMaker links;
    private final Map<String, Endpoint.SocketAddress> planned = new HashMap<>();

    public WireguardMesh(Commands commands) {
        this.commands = commands;
        ip = new IpTool(commands);
        wg = new WgTool(commands);
        nft = new NftTool(commands);
        links = new LinkMaker(commands);
    }

    @Override
    public Applied apply(MeshPlan plan, Set<String> movable) {
        var changes = Diff.changes(plan, observe(plan), withChangedPlans(plan, movable));
        var done = new ArrayList<Change>();
        var failures = new ArrayList<String>();
        var broken = new HashSet<String>();
        for (var change : changes) {
            if (change instanceof Change.OfLink step) {
                if (broken.contains(step.link())) {
                    continue;
                }
                try {
                    carryOut(step);
                } catch (Problem e) {
                    broken.add(step.link());
                    failures.add(e.getMessage());
                    LOG.log(Level.WARNING, "failed to change link={0}: {1}", step.link(), e.getMessage());
                    continue;
                }
            } else {
                carryOut(change);
            }
            done.add(change);
            LOG.log(Level.INFO, "changed the mesh: {0}", change);
        }
        remember(plan, broken);
        return new Applied(done, failures);
    }

    /** A tunnel is planned to another place than last time: then even a living peer is sent there. */
    private Set<String> withChangedPlans(MeshPlan plan, Set<String> movable) {
        var all = new HashSet<>(movable);
        for (var link : plan.links()) {
            var before = Optional.ofNullable(planned.get(link.name()));
            if (before.isPresent() && !before.equals(link.endpoint())) {
                all.add(link.name());
            }
        }
        return all;
    }

    private void remember(MeshPlan plan, Set<String> broken) {
        var before = Map.copyOf(planned);
        planned.clear();
        for (var link : plan.links()) {
            var where = broken.contains(link.name()) ? Optional.ofNullable(before.get(link.name())) : link.endpoint();
            where.ifPresent(endpoint -> planned.put(link.name(), endpoint));
        }
    }

    private void carryOut(Change change) {
        switch (change) {
            case Change.ReplaceFirewall firewall -> nft.replace(firewall.text());
            case Change.MakeLink make -> links.make(make);
            case Change.RemoveLink remove -> links.remove(remove);
            case Change other -> commands.mustRun(Argv.of(other), "");
        }
    }

    /** What is there now. */
    public Observation observe(MeshPlan plan) {
        var seen = new TreeMap<String, SeenLink>();
        ip.links().forEach((name, link) -> seen.put(name, new SeenLink(link.up(), link.mtu(), wg.device(name))));
        return new Observation(
                nft.has(FirewallText.of(plan)), ip.loopbackIsUp(), ip.addresses(plan.overlay()), seen, ip.routes());
    }

    @Override
    public void renew(Link link) {
        carryOut(new Change.RemovePeer(link.name(), link.peerKey()));
        carryOut(Diff.whole(link));
        LOG.log(Level.INFO, "made a silent peer anew link={0} peer={1}", link.name(), link.peer());
    }

    @Override
    public Optional<SeenDevice> device(Link link) {
        return wg.device(link.name());
    }

    @Override
    public Probe probe(Link link) {
        var words = new ArrayList<>(PING);
        words.addAll(List.of(link.name(), link.allowed().toString()));
        return Probe.parse(commands.run(words, "").text());
    }

    @Override
    public void remove(MeshPlan plan) {
        for (var name : ip.links().keySet()) {
            links.remove(new Change.RemoveLink(name));
        }
        for (var route : ip.routes()) {
            carryOut(route.device()
                    .<Change>map(device -> new Change.RemoveRoute(device, route.target(), route.metric()))
                    .orElseGet(() -> new Change.RemoveRefusal(route.target(), route.metric())));
        }
        for (var address : ip.addresses(plan.overlay())) {
            carryOut(new Change.RemoveAddress(address));
        }
        nft.remove();
        planned.clear();
    }
}
