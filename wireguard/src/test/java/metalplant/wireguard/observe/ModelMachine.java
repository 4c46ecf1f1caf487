package metalplant.wireguard.observe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;
import metalplant.wireguard.observe.Observation.SeenLink;
import metalplant.wireguard.observe.Observation.SeenRoute;
import metalplant.wireguard.observe.SeenDevice.SeenPeer;
import metalplant.wireguard.plan.Endpoint;
import metalplant.wireguard.plan.FirewallText;
import metalplant.wireguard.plan.MeshPlan;
import metalplant.wireguard.plan.PublicKey;

/** A machine on paper, for the difference alone: that its rules are the kernel's is for the lab to show. */
final class ModelMachine {
    private final TreeSet<IpAddress> addresses = new TreeSet<>();
    private final TreeMap<String, SeenLink> links = new TreeMap<>();
    private final List<SeenRoute> routes = new ArrayList<>();
    private final Map<String, PublicKey> keyOfFile = new HashMap<>();
    private String firewall = "";
    private boolean loopback;

    Observation see(MeshPlan plan) {
        plan.links().forEach(link -> keyOfFile.put(link.keyFile().toString(), link.ownKey()));
        return new Observation(firewall.equals(FirewallText.of(plan)), loopback, addresses, links, routes);
    }

    void apply(List<Change> changes) {
        changes.forEach(this::apply);
    }

    private void apply(Change change) {
        switch (change) {
            case Change.ReplaceFirewall replace -> firewall = replace.text();
            case Change.LoopbackUp _ -> loopback = true;
            case Change.AddAddress add -> addresses.add(add.address());
            case Change.RemoveAddress remove -> addresses.remove(remove.address());
            case Change.MakeLink make -> make(make.link());
            case Change.RemoveLink remove -> removeLink(remove.link());
            case Change.StartLink start ->
                links.computeIfPresent(start.link(), (_, link) -> new SeenLink(true, start.mtu(), link.device()));
            case Change.SetDevice set ->
                device(
                        set.link(),
                        device -> new SeenDevice(
                                Optional.ofNullable(keyOfFile.get(set.keyFile().toString())),
                                set.port(),
                                device.peers()));
            case Change.SetPeer set -> device(set.link(), device -> withPeer(device, set));
            case Change.RemovePeer remove -> device(remove.link(), device -> without(device, remove.peer()));
            case Change.PutRoute put -> {
                routes.removeIf(route -> route.target().equals(put.target()) && route.metric() == put.metric());
                routes.add(
                        new SeenRoute(put.target(), Optional.of(put.link()), put.metric(), Optional.of(put.source())));
            }
            case Change.RemoveRoute remove ->
                routes.removeIf(route -> route.target().equals(remove.target())
                        && route.metric() == remove.metric()
                        && route.device().equals(Optional.of(remove.link())));
            case Change.PutRefusal put ->
                routes.add(new SeenRoute(put.target(), Optional.empty(), Argv.REFUSAL_METRIC, Optional.empty()));
            case Change.RemoveRefusal remove ->
                routes.removeIf(route ->
                        route.target().equals(remove.target()) && route.device().isEmpty());
        }
    }

    private void make(String name) {
        if (links.containsKey(name)) {
            throw new IllegalStateException(name + " is there already");
        }
        links.put(name, new SeenLink(false, 1_500, Optional.of(new SeenDevice(Optional.empty(), 0, List.of()))));
    }

    private void removeLink(String name) {
        links.remove(name);
        routes.removeIf(route -> route.device().equals(Optional.of(name)));
    }

    private void device(String name, java.util.function.UnaryOperator<SeenDevice> change) {
        links.computeIfPresent(
                name,
                (_, link) -> new SeenLink(link.up(), link.mtu(), link.device().map(change)));
    }

    private static SeenDevice without(SeenDevice device, PublicKey peer) {
        return new SeenDevice(
                device.key(),
                device.listenPort(),
                device.peers().stream().filter(each -> !each.key().equals(peer)).toList());
    }

    private static SeenDevice withPeer(SeenDevice device, Change.SetPeer set) {
        var old = device.peer(set.peer());
        var peers = new ArrayList<>(without(device, set.peer()).peers());
        peers.add(new SeenPeer(
                set.peer(),
                set.endpoint().or(() -> old.flatMap(SeenPeer::endpoint)),
                set.allowed()
                        .map(List::of)
                        .orElseGet(() -> old.map(SeenPeer::allowed).orElse(List.<Cidr>of())),
                0,
                0,
                0,
                set.keepaliveSeconds()
                        .orElseGet(() -> old.map(SeenPeer::keepaliveSeconds).orElse(0))));
        return new SeenDevice(device.key(), device.listenPort(), peers);
    }

    void roam(String name, Endpoint.SocketAddress to) {
        device(
                name,
                device -> new SeenDevice(
                        device.key(),
                        device.listenPort(),
                        device.peers().stream()
                                .map(peer -> new SeenPeer(
                                        peer.key(),
                                        Optional.of(to),
                                        peer.allowed(),
                                        peer.handshakeSeconds(),
                                        peer.received(),
                                        peer.sent(),
                                        peer.keepaliveSeconds()))
                                .toList()));
    }

    /** Somebody or something takes a part away. */
    void damage(Random random) {
        for (var name : List.copyOf(links.keySet())) {
            switch (random.nextInt(5)) {
                case 0 -> removeLink(name);
                case 1 ->
                    links.computeIfPresent(name, (_, link) -> new SeenLink(link.up(), link.mtu(), Optional.empty()));
                case 2 -> links.computeIfPresent(name, (_, link) -> new SeenLink(false, 9_000, link.device()));
                case 3 -> device(name, device -> new SeenDevice(Optional.empty(), 1, device.peers()));
                default -> routes.removeIf(route -> route.device().equals(Optional.of(name)));
            }
        }
        firewall = random.nextBoolean() ? firewall : "";
        loopback = random.nextBoolean();
        addresses.add(IpAddress.parse("fd12:3456::dead"));
        routes.add(new SeenRoute(Cidr.parse("fd12:3456::/64"), Optional.empty(), 4_096, Optional.empty()));
    }
}
