package metalplant.rack.server;

import metalplant.rack.inventory.ServerSpec;

/** Who watches a server from outside: its leaves. */
@FunctionalInterface
public interface Neighbourhood {
    /** The installed system has started to announce itself on the cables. */
    void systemAppeared(ServerSpec server);
}
