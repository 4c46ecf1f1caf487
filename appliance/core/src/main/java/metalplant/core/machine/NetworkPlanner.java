package metalplant.core.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metalplant.core.machine.PlannedNetwork.Use;
import metalplant.model.Problem;
import metalplant.model.ip.Ip;
import metalplant.model.machine.Role;
import metalplant.model.network.Network;

/**
 * Decides what the networks of an allocation are to the machine. Pure.
 *
 * @see "metal-api-rest.md 4.5"
 */
final class NetworkPlanner {
    private final AllocateCommand command;
    private final AllocationFacts facts;

    NetworkPlanner(AllocateCommand command, AllocationFacts facts) {
        this.command = command;
        this.facts = facts;
    }

    /** In the order of the wishes, a firewall's underlay last; @throws Problem RULE_VIOLATED */
    List<PlannedNetwork> plan() {
        facts.networks().forEach(NetworkPlanner::refuseAdministrative);
        var primary = primary();
        facts.ips().forEach(this::requireUsable);
        var planned = new ArrayList<PlannedNetwork>();
        for (int i = 0; i < facts.networks().size(); i++) {
            var network = facts.networks().get(i);
            planned.add(planned(
                    network, use(network, primary), command.networks().get(i).autoAcquire()));
        }
        facts.underlay()
                .ifPresent(underlay -> planned.add(new PlannedNetwork(underlay, Use.UNDERLAY, true, List.of())));
        planned.forEach(NetworkPlanner::requirePrefixes);
        return List.copyOf(planned);
    }

    private static void refuseAdministrative(Network network) {
        if (network.underlay() || network.privateSuper()) {
            throw Problem.refused("network \"%s\" is an underlay or super network, machines join its children only"
                    .formatted(network.id()));
        }
    }

    private Network primary() {
        var privates = facts.networks().stream().filter(Network::isPrivate).toList();
        var unshared = privates.stream().filter(network -> !network.shared()).toList();
        if (privates.isEmpty()) {
            throw Problem.refused("no private network given");
        }
        if (unshared.size() > 1) {
            throw Problem.refused("more than one unshared private network given, only one can be the primary one");
        }
        if (unshared.isEmpty() && privates.size() > 1) {
            throw Problem.refused("more than one private network given, and all of them are shared");
        }
        if (command.role() == Role.MACHINE && privates.size() > 1) {
            throw Problem.refused("a machine can be in one private network only");
        }
        var primary = unshared.isEmpty() ? privates.getFirst() : unshared.getFirst();
        if (!primary.projectId().equals(command.projectId())) {
            throw Problem.refused("private network \"%s\" does not belong to project \"%s\""
                    .formatted(primary.id(), command.projectId()));
        }
        privates.forEach(this::requireHere);
        return primary;
    }

    private void requireHere(Network network) {
        if (!network.partitionId().equals(facts.partition().id())) {
            throw Problem.refused("private network \"%s\" is not in partition \"%s\""
                    .formatted(network.id(), facts.partition().id()));
        }
    }

    private static Use use(Network network, Network primary) {
        if (!network.isPrivate()) {
            return Use.EXTERNAL;
        }
        if (!network.shared()) {
            return Use.PRIVATE_PRIMARY_UNSHARED;
        }
        return network.id().equals(primary.id()) ? Use.PRIVATE_PRIMARY_SHARED : Use.PRIVATE_SECONDARY_SHARED;
    }

    private void requireUsable(Ip ip) {
        if (!ip.projectId().equals(command.projectId())) {
            throw Problem.refused(
                    "address %s does not belong to project \"%s\"".formatted(ip.address(), command.projectId()));
        }
        if (networkOf(ip).isEmpty()) {
            throw Problem.refused("address %s is in none of the given networks".formatted(ip.address()));
        }
        if (ip.scope() == Ip.Scope.EMPTY) {
            throw Problem.refused("address %s belongs to no project and cannot be used".formatted(ip.address()));
        }
    }

    private Optional<Network> networkOf(Ip ip) {
        return facts.networks().stream()
                .filter(network -> network.id().equals(ip.networkId()))
                .findFirst();
    }

    private PlannedNetwork planned(Network network, Use use, boolean autoAcquire) {
        var given = facts.ips().stream()
                .filter(ip -> ip.networkId().equals(network.id()))
                .toList();
        if (network.isPrivate() && !autoAcquire && given.isEmpty()) {
            throw Problem.refused(
                    "private network \"%s\" acquires no address by itself and none of the given ones is in it"
                            .formatted(network.id()));
        }
        return new PlannedNetwork(network, use, autoAcquire && given.isEmpty(), given);
    }

    private static void requirePrefixes(PlannedNetwork planned) {
        if (planned.acquire() && planned.network().prefixes().isEmpty()) {
            throw Problem.refused("network \"%s\" has no prefixes to take an address from"
                    .formatted(planned.network().id()));
        }
    }
}
