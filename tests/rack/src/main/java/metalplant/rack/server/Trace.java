package metalplant.rack.server;

import metalplant.rack.inventory.ServerSpec;

/** Told of every step of every server. */
public interface Trace {
    void moved(ServerSpec server, Step from, Step to);

    /** The installer of the server gives up. */
    void troubled(ServerSpec server, String reason);
}
