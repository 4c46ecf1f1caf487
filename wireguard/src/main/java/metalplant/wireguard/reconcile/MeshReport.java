package metalplant.wireguard.reconcile;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import metalplant.wireguard.observe.Change;
import metalplant.wireguard.plan.MemberId;
import metalplant.wireguard.rotate.Rotation;

/**
 * What one round found and did.
 *
 * @param changes made in this round; empty when all was well
 * @param renewed peers that were made anew after a long silence
 * @param failures tunnels that could not be built, with what to do
 * @param notices what keeps tunnels from coming up, by peer
 */
public record MeshReport(
        List<LinkHealth> links,
        List<Change> changes,
        List<MemberId> renewed,
        List<String> failures,
        Map<MemberId, String> notices) {
    public MeshReport {
        links = List.copyOf(links);
        changes = List.copyOf(changes);
        renewed = List.copyOf(renewed);
        failures = List.copyOf(failures);
    }

    /** One tunnel, if it exists. */
    public Optional<LinkHealth> link(MemberId peer, int generation) {
        return links.stream()
                .filter(link -> link.peer().equals(peer) && link.generation() == generation)
                .findFirst();
    }

    /** What {@link Rotation#move} needs to know of a pair whose present keys are of {@code generation}. */
    public Rotation.Evidence evidence(MemberId peer, int generation) {
        return new Rotation.Evidence(
                link(peer, generation + 1).filter(LinkHealth::isUp).isPresent(),
                link(peer, generation).filter(LinkHealth::arrivedLately).isEmpty());
    }
}
