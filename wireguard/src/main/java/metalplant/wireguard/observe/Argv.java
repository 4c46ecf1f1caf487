package metalplant.wireguard.observe;

import java.util.ArrayList;
import java.util.List;
import metalplant.model.ip.IpAddress;
import metalplant.wireguard.observe.Change.AddAddress;
import metalplant.wireguard.observe.Change.LoopbackUp;
import metalplant.wireguard.observe.Change.MakeLink;
import metalplant.wireguard.observe.Change.PutRefusal;
import metalplant.wireguard.observe.Change.PutRoute;
import metalplant.wireguard.observe.Change.RemoveAddress;
import metalplant.wireguard.observe.Change.RemoveLink;
import metalplant.wireguard.observe.Change.RemovePeer;
import metalplant.wireguard.observe.Change.RemoveRefusal;
import metalplant.wireguard.observe.Change.RemoveRoute;
import metalplant.wireguard.observe.Change.ReplaceFirewall;
import metalplant.wireguard.observe.Change.SetDevice;
import metalplant.wireguard.observe.Change.SetPeer;
import metalplant.wireguard.observe.Change.StartLink;

/** The command of each step, as a list of arguments. Private keys appear as the names of their files only. */
public final class Argv {
    /** Who made a route: a number that no routing daemon uses, so that ours can be told apart. */
    public static final String ROUTE_MARK = "137";

    /** Above every other metric, so that a real tunnel always wins. */
    public static final int REFUSAL_METRIC = 4_096;

    private Argv() {}

    public static List<String> of(Change change) {
        return switch (change) {
            case ReplaceFirewall _ -> List.of("nft", "-f", "-");
            case LoopbackUp _ -> List.of("ip", "link", "set", "dev", "lo", "up");
            case AddAddress add -> address("replace", add.address());
            case RemoveAddress remove -> address("del", remove.address());
            case MakeLink make -> List.of("ip", "link", "add", "dev", make.link(), "type", "wireguard");
            case RemoveLink remove -> List.of("ip", "link", "del", "dev", remove.link());
            case StartLink start -> start(start);
            case SetDevice set -> device(set);
            case SetPeer set -> peer(set);
            case RemovePeer remove ->
                List.of("wg", "set", remove.link(), "peer", remove.peer().text(), "remove");
            case PutRoute put -> put(put);
            case RemoveRoute remove -> remove(remove);
            case PutRefusal put -> refusal("replace", put.target().toString(), REFUSAL_METRIC);
            case RemoveRefusal remove -> refusal("del", remove.target().toString(), remove.metric());
        };
    }

    private static List<String> address(String verb, IpAddress address) {
        return List.of("ip", "-6", "addr", verb, address.asHost().toString(), "dev", "lo");
    }

    private static List<String> start(StartLink start) {
        // no link-local address: it would send router solicitations into the tunnel
        return List.of("ip", "link", "set", "dev", start.link(), "mtu", text(start.mtu()), "addrgenmode", "none", "up");
    }

    private static List<String> device(SetDevice set) {
        return List.of(
                "wg",
                "set",
                set.link(),
                "listen-port",
                text(set.port()),
                "private-key",
                set.keyFile().toString());
    }

    private static List<String> peer(SetPeer set) {
        var words = new ArrayList<>(
                List.of("wg", "set", set.link(), "peer", set.peer().text()));
        set.endpoint().ifPresent(endpoint -> words.addAll(List.of("endpoint", endpoint.toString())));
        set.keepaliveSeconds().ifPresent(seconds -> words.addAll(List.of("persistent-keepalive", text(seconds))));
        set.allowed().ifPresent(allowed -> words.addAll(List.of("allowed-ips", allowed.toString())));
        return List.copyOf(words);
    }

    private static List<String> put(PutRoute put) {
        return List.of(
                "ip",
                "-6",
                "route",
                "replace",
                put.target().toString(),
                "dev",
                put.link(),
                "src",
                put.source().toString(),
                "metric",
                text(put.metric()),
                "proto",
                ROUTE_MARK);
    }

    private static List<String> remove(RemoveRoute remove) {
        return List.of(
                "ip",
                "-6",
                "route",
                "del",
                remove.target().toString(),
                "dev",
                remove.link(),
                "metric",
                text(remove.metric()),
                "proto",
                ROUTE_MARK);
    }

    private static List<String> refusal(String verb, String target, int metric) {
        return List.of("ip", "-6", "route", verb, "unreachable", target, "metric", text(metric), "proto", ROUTE_MARK);
    }

    private static String text(int number) {
        return Integer.toString(number);
    }
}
