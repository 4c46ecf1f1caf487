package metalplant.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** BGP sessions, as FRR says them. */
final class Sessions {
    private static final int SESSIONS_MAX = 8192;

    private Sessions() {}

    /**
     * One session.
     *
     * @param neighbour a port, or an address
     * @param host how the other side calls itself
     * @param since unix seconds; 0 if it is not established
     */
    record Session(
            String vrf,
            String neighbour,
            String host,
            String group,
            String state,
            long since,
            long sent,
            long accepted) {
        boolean isEstablished() {
            return state.equals("Established");
        }
    }

    /** Reads the answer of {@code show ip bgp vrf all neighbors json}. */
    static List<Session> read(JsonNode answer) {
        var found = new ArrayList<Session>();
        answer.properties()
                .forEach(vrf -> vrf.getValue().properties().forEach(each -> {
                    var session = each.getValue();
                    if (session.isObject() && session.has("bgpState") && found.size() < SESSIONS_MAX) {
                        found.add(new Session(
                                vrf.getKey(),
                                each.getKey(),
                                session.path("hostname").asText(""),
                                session.path("peerGroup").asText(""),
                                session.path("bgpState").asText(""),
                                session.path("bgpTimerUpEstablishedEpoch").asLong(0),
                                counter(session, "sentPrefixCounter"),
                                counter(session, "acceptedPrefixCounter")));
                    }
                }));
        return found;
    }

    /** The neighbours with whom one is. */
    static Set<String> established(List<Session> sessions) {
        var found = new TreeSet<String>();
        sessions.stream().filter(Session::isEstablished).forEach(each -> found.add(each.neighbour()));
        return found;
    }

    private static long counter(JsonNode session, String name) {
        long sum = 0;
        for (var family : List.of("ipv4Unicast", "ipv6Unicast")) {
            sum += session.path("addressFamilyInfo").path(family).path(name).asLong(0);
        }
        return sum;
    }
}
