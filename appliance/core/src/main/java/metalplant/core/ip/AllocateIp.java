package metalplant.core.ip;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Ip;
import metalplant.model.ip.IpAddress;
import metalplant.model.ip.IpType;
import metalplant.model.network.Network;

/** Gives a project an address, any free one or the one it names. */
public final class AllocateIp {
    private static final int NETWORKS_MAX = 10_000;

    private final Store store;
    private final AddressAllocator addresses;

    /**
     * Networks as they were read once. A hint: type, parent and project never change, a private network is never unshared, and
     * whether its prefixes are still there is read in the transaction. What an old one refuses is decided anew.
     */
    private final Map<String, Network> networks = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Network> eldest) {
            return size() > NETWORKS_MAX;
        }
    };

    public AllocateIp(Store store, AddressAllocator addresses) {
        this.store = store;
        this.addresses = addresses;
    }

    /**
     * What is asked for. Absent texts are "".
     *
     * @param address the address wanted; absent = any
     * @param family spelt in any case; absent = the network's only one, or IPv4
     * @param machineId becomes a tag
     */
    public record Request(
            String networkId,
            String projectId,
            Optional<String> address,
            Optional<String> family,
            Optional<String> machineId,
            String name,
            String description,
            IpType type,
            List<String> tags) {}

    /**
     * Allocates.
     *
     * @throws Problem BAD_REQUEST, ENTITY_NOT_FOUND, RULE_VIOLATED, ADDRESS_TAKEN, ADDRESS_HELD_ELSEWHERE, NO_ADDRESS_LEFT, and
     *     what {@link Store#run(String, Store.Work)} throws
     */
    public Ip run(Request request) {
        var purpose = purpose(request);
        return Candidates.settle(
                () -> plan(request),
                plan -> store.run(
                        "ip-allocate", tx -> tx.ips().byAllocation(plan.allocation()), tx -> take(tx, plan, purpose)));
    }

    private Ip take(Tx tx, AddressAllocator.Plan plan, AddressAllocator.Purpose purpose) {
        // Read again here, so that a project that is deleted at the same moment leaves no address behind.
        tx.projects().get(purpose.projectId());
        return addresses.take(tx, plan, purpose);
    }

    private static AddressAllocator.Purpose purpose(Request request) {
        if (request.networkId().isEmpty()) {
            throw Problem.bad("networkid must be given");
        }
        if (request.projectId().isEmpty()) {
            throw Problem.bad("projectid must be given");
        }
        var tags = new ArrayList<>(request.tags());
        request.machineId().ifPresent(machine -> tags.add(Ip.machineTag(machine)));
        return new AddressAllocator.Purpose(
                request.projectId(), request.name(), request.description(), request.type(), IpTags.checked(tags));
    }

    private AddressAllocator.Plan plan(Request request) {
        return known(request.networkId())
                .flatMap(network -> planWith(network, request))
                .orElseGet(() -> plan(request, read(request)));
    }

    private AddressAllocator.Plan plan(Request request, Place place) {
        return request.address()
                .map(text -> addresses.proposeNamed(place.network(), named(text)))
                .orElseGet(() -> addresses.propose(place.network(), place.family()));
    }

    /** Where the address is to come from. */
    private record Place(Network network, AddressFamily family) {}

    private Optional<Network> known(String id) {
        synchronized (networks) {
            return Optional.ofNullable(networks.get(id));
        }
    }

    private Optional<AddressAllocator.Plan> planWith(Network network, Request request) {
        if (request.family().isEmpty() && !network.families().contains(AddressFamily.IPV4)) {
            // By now it may have IPv4 as well, which would be preferred.
            return Optional.empty();
        }
        try {
            checkOwner(request, network);
            return Optional.of(plan(request, new Place(network, family(request, network))));
        } catch (Problem e) {
            // A refusal must come from what is stored now.
            return Optional.empty();
        }
    }

    private Place read(Request request) {
        var place = store.read("ip-place", tx -> {
            var network = tx.networks().get(request.networkId());
            var family = family(request, network);
            tx.projects().get(request.projectId());
            checkOwner(request, network);
            return new Place(network, family);
        });
        synchronized (networks) {
            networks.put(request.networkId(), place.network());
        }
        return place;
    }

    private static void checkOwner(Request request, Network network) {
        if (network.isPrivate() && !network.shared() && !network.projectId().equals(request.projectId())) {
            throw Problem.refused(
                    "network \"%s\" belongs to another project and is not shared".formatted(network.id()));
        }
    }

    private static AddressFamily family(Request request, Network network) {
        if (network.prefixes().isEmpty()) {
            throw Problem.refused("network \"%s\" has no prefixes to take an address from".formatted(network.id()));
        }
        var families = network.families();
        if (request.family().isEmpty()) {
            return families.size() == 1 ? families.getFirst() : AddressFamily.IPV4;
        }
        var text = request.family().get();
        var family =
                AddressFamily.parse(text).orElseThrow(() -> Problem.refused("address family must be IPv4 or IPv6"));
        if (!families.contains(family)) {
            throw Problem.bad("network \"%s\" has no %s prefix".formatted(network.id(), family.wire()));
        }
        if (request.address().isPresent()) {
            throw Problem.bad("an address family cannot be given together with an address");
        }
        return family;
    }

    private static IpAddress named(String text) {
        return IpAddress.tryParse(text).orElseThrow(() -> Problem.refused("the address asked for is no IP address"));
    }
}
