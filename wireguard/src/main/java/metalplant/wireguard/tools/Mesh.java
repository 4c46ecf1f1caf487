package metalplant.wireguard.tools;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import metalplant.wireguard.observe.Change;
import metalplant.wireguard.observe.Probe;
import metalplant.wireguard.observe.SeenDevice;
import metalplant.wireguard.plan.Link;
import metalplant.wireguard.plan.MeshPlan;

/** The machine's side of the mesh. Used by one thread at a time. */
public interface Mesh {
    /**
     * What was done, and which tunnels could not be built and why. A failed tunnel does not keep others from being built.
     */
    record Applied(List<Change> done, List<String> failures) {
        public Applied {
            done = List.copyOf(done);
            failures = List.copyOf(failures);
        }
    }

    /**
     * Makes the machine look exactly like {@code plan}. Calling it twice is calling it once.
     *
     * @param movable names of links whose peer is silent, so that the planned endpoint is better than the known one
     * @throws metalplant.model.Problem MESH_TOOL_FAILED if nothing can be known or the packet filter cannot be loaded; then
     *     no tunnel was opened
     */
    Applied apply(MeshPlan plan, Set<String> movable);

    /** The same, where WireGuard's own knowledge of where peers are is kept unless their planned endpoint changed. */
    default Applied apply(MeshPlan plan) {
        return apply(plan, Set.of());
    }

    /** Forgets a peer and makes it anew, and with it the time stamp that a clock gone wrong left there. */
    void renew(Link link);

    /** What WireGuard says of a tunnel; nothing if it does not answer. */
    Optional<SeenDevice> device(Link link);

    /** Sends a few echoes through a tunnel. */
    Probe probe(Link link);

    /** Takes everything away that {@link #apply} made. */
    void remove(MeshPlan plan);
}
