package metalplant.core.vpn;

import java.time.Instant;
import java.util.List;
import metalplant.model.Problem;

/**
 * The server of a VPN that has a user for each project, and a node for each machine that joined. Every method that asks it throws
 * VPN_UNAVAILABLE while it does not answer.
 */
public interface VpnServer extends AutoCloseable {
    /** Where machines and people reach it. */
    String address();

    boolean knows(String project);

    /** Makes the project's user; nothing happens if there is one. */
    void welcome(String project);

    /**
     * A key with which one node joins, once.
     *
     * @param until the key opens nothing afterwards; a node that joined stays
     * @param ephemeral whether the node is forgotten when it goes away
     * @return secret
     * @throws Problem ENTITY_NOT_FOUND if the project has no user
     */
    String key(String project, Instant until, boolean ephemeral);

    /** Everything that joined, in no order. */
    List<Node> nodes();

    /** Nothing happens if it is gone. */
    void remove(Node node);

    @Override
    void close();

    /**
     * One that joined.
     *
     * @param id of the server
     * @param name of a machine's node: its id
     * @param project its user
     */
    record Node(String id, String name, String project, boolean online, Instant joined) {}
}
