package metalplant.server.federation;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.value.PlantId;
import metalplant.model.Problem;
import metalplant.wireguard.reconcile.LinkHealth;

/** What lies between this plant and others. */
interface Tunnel extends AutoCloseable {
    /** Where others find this plant, in the form of {@link Whereabouts}. */
    String endpoint();

    /** Where this plant listens for them. */
    Doors doors();

    /** @param mesh for messages @param ledger for the ledger's voters */
    record Doors(InetSocketAddress mesh, InetSocketAddress ledger) {}

    /** Why there are no tunnels; empty if there are. */
    Optional<String> absence();

    /**
     * Makes this plant's own end, so that its doors can be opened; twice is once.
     *
     * @throws Problem MESH_TOOL_FAILED or RULE_VIOLATED with what to do about it
     */
    void open(Situation situation);

    /** Whether {@link #doors} can be listened on. */
    boolean isOpen();

    /** Brings the tunnels in line soon; cheap if they are. */
    void refresh(Situation situation);

    /** How each tunnel was when it was last looked at. */
    Map<PlantId, LinkHealth> health();

    /** The changing keys of tunnels; empty without tunnels. */
    default Optional<TunnelRotation> rotation() {
        return Optional.empty();
    }

    /**
     * Measures how long packets may be, and keeps to it from then on; takes seconds.
     *
     * @param other whose tunnel works
     * @return empty without tunnels
     */
    default Optional<PathMtu> measure(MemberRecord other) {
        return Optional.empty();
    }

    /** Takes all tunnels away. */
    @Override
    void close();
}
