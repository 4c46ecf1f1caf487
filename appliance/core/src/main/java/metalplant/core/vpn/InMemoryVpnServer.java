package metalplant.core.vpn;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import metalplant.model.Problem;

/** {@link VpnServer} without a network: nodes join when a test says so. */
public final class InMemoryVpnServer implements VpnServer {
    private final TreeSet<String> projects = new TreeSet<>();
    private final List<Node> nodes = new ArrayList<>();
    private int keys;

    @Override
    public String address() {
        return "https://vpn.invalid";
    }

    @Override
    public synchronized boolean knows(String project) {
        return projects.contains(project);
    }

    @Override
    public synchronized void welcome(String project) {
        projects.add(project);
    }

    @Override
    public synchronized String key(String project, Instant until, boolean ephemeral) {
        if (!knows(project)) {
            throw Problem.notFound("vpn user of project", project);
        }
        return "key-%d-%s-%s-%s".formatted(++keys, project, until, ephemeral);
    }

    @Override
    public synchronized List<Node> nodes() {
        return List.copyOf(nodes);
    }

    @Override
    public synchronized void remove(Node node) {
        nodes.remove(node);
    }

    /** Another one joined. */
    public synchronized void join(Node node) {
        nodes.add(node);
    }

    @Override
    public void close() {}
}
