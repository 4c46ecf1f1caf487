package metalplant.core.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import metalplant.core.restore.Doubts;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.filesystem.FilesystemLayout;
import metalplant.model.filesystem.LayoutRules;
import metalplant.model.image.Image;
import metalplant.model.image.ImageVersions;
import metalplant.model.ip.Ip;
import metalplant.model.ip.IpAddress;
import metalplant.model.machine.Machine;
import metalplant.model.machine.Role;
import metalplant.model.network.Network;
import metalplant.model.partition.Partition;
import metalplant.model.project.Project;
import metalplant.model.size.SizeReservation;
import metalplant.model.size.VersionConstraint;

/** Reads what an allocation is decided by and checks what needs no candidate. The order of the checks decides what a caller is told. */
final class AllocationReader {
    private final Store store;

    AllocationReader(Store store) {
        this.store = store;
    }

    /** @throws Problem BAD_REQUEST for what the request names and is not there; RULE_VIOLATED, ENTITY_NOT_FOUND for the rest */
    AllocationFacts read(AllocateCommand command) {
        AllocationRules.requireReadable(command);
        return store.read("machine-allocate-plan", tx -> facts(tx, command));
    }

    private static AllocationFacts facts(Tx tx, AllocateCommand c) {
        var image = named(() -> image(tx, c));
        requireFeature(image, c.role());
        var wanted = c.machineId().map(id -> named(() -> tx.machines().get(id)));
        var sizeId = wanted.map(Machine::sizeId).orElse(c.sizeId());
        var partitionId = wanted.map(Machine::partitionId).orElse(c.partitionId());
        named(() -> tx.sizes().get(sizeId));
        Partition partition = named(() -> tx.partitions().get(partitionId));
        AllocationRules.requireSound(c);
        requireConstraint(tx, sizeId, image);
        var project = tx.projects().get(c.projectId());
        requireQuota(tx, project);
        var layout = layout(tx, c, sizeId, image);
        wanted.ifPresent(machine -> requireFree(machine));
        var networks = c.networks().stream()
                .map(wish -> tx.networks().get(wish.networkId()))
                .toList();
        requirePrivateSuper(tx, partition);
        return new AllocationFacts(
                wanted,
                partition,
                sizeId,
                image,
                project,
                layout,
                networks,
                underlay(tx, c, partition),
                ips(tx, c, networks),
                reservations(tx, sizeId, partitionId));
    }

    /** What the request itself names: that it is not there is the request's fault. */
    private static <T> T named(Supplier<T> find) {
        try {
            return find.get();
        } catch (Problem e) {
            throw e.code() == ProblemCode.ENTITY_NOT_FOUND
                    ? Problem.bad(e.getMessage()).because(e)
                    : e;
        }
    }

    private static Image image(Tx tx, AllocateCommand c) {
        boolean full = ImageVersions.parse(c.imageId())
                .filter(name -> name.version().patch() > 0)
                .isPresent();
        var exact = full ? tx.images().find(c.imageId()) : Optional.<Image>empty();
        return exact.or(() -> ImageVersions.latest(c.imageId(), tx.images().list()))
                .orElseThrow(() -> Problem.notFound("image", c.imageId()));
    }

    private static void requireFeature(Image image, Role role) {
        var feature = switch (role) {
            case MACHINE -> Image.FEATURE_MACHINE;
            case FIREWALL -> Image.FEATURE_FIREWALL;
        };
        if (!image.features().contains(feature)) {
            throw Problem.bad("image \"%s\" is not usable for a %s, its features are %s"
                    .formatted(image.id(), role.wire(), image.features()));
        }
    }

    private static void requireConstraint(Tx tx, String sizeId, Image image) {
        var constraint = tx.sizeImageConstraints()
                .find(sizeId)
                .flatMap(entity -> Optional.ofNullable(entity.images().get(image.os())));
        if (constraint.isEmpty()) {
            return;
        }
        var version = ImageVersions.versionOf(image);
        if (version.patch() == 0 || !VersionConstraint.parse(constraint.get()).accepts(version)) {
            throw Problem.refused("image \"%s\" does not satisfy the constraint \"%s\" of size \"%s\""
                    .formatted(image.id(), constraint.get(), sizeId));
        }
    }

    /** Counts machines of both roles, which is what the quota's name says; see metal-api-rest.md 4.4 step 5 for the reference's way. */
    static void requireQuota(Tx tx, Project project) {
        var quota = project.quotas().machine();
        if (quota.isPresent() && tx.machines().countOfProject(project.id()) >= quota.get()) {
            throw Problem.refused("project \"%s\" has used up its quota of %d machines, free one or raise the quota"
                    .formatted(project.id(), quota.get()));
        }
    }

    private static FilesystemLayout layout(Tx tx, AllocateCommand c, String sizeId, Image image) {
        return c.layoutId()
                .map(id -> tx.filesystemLayouts().get(id))
                .orElseGet(() -> LayoutRules.select(tx.filesystemLayouts().list(), sizeId, image.id()));
    }

    /** A machine that was named may be reserved, silent or not waiting; but it must be free and its last user's system gone. */
    static void requireFree(Machine machine) {
        Doubts.requireConfirmed(machine);
        if (machine.allocation().isPresent()) {
            throw Problem.refused("machine \"%s\" is already allocated".formatted(machine.id()));
        }
        if (machine.locked()) {
            throw Problem.of(
                    ProblemCode.MACHINE_LOCKED,
                    "machine \"%s\" is locked, set its state to available first".formatted(machine.id()));
        }
        if (machine.reclaimPending()) {
            throw Problem.refused(
                    "machine \"%s\" was freed and has not booted from the network since, try again when it is waiting"
                            .formatted(machine.id()));
        }
    }

    private static void requirePrivateSuper(Tx tx, Partition partition) {
        if (tx.networks().privateSuperOf(partition.id()).isEmpty()) {
            throw Problem.refused("partition \"%s\" has no private super network, let an administrator create one"
                    .formatted(partition.id()));
        }
    }

    private static Optional<Network> underlay(Tx tx, AllocateCommand c, Partition partition) {
        if (c.role() != Role.FIREWALL) {
            return Optional.empty();
        }
        return Optional.of(tx.networks()
                .underlayOf(partition.id())
                .orElseThrow(() -> Problem.refused(
                        "partition \"%s\" has no underlay network, which a firewall needs".formatted(partition.id()))));
    }

    private static List<Ip> ips(Tx tx, AllocateCommand c, List<Network> networks) {
        var ids = networks.stream().map(Network::id).toList();
        var result = new ArrayList<Ip>();
        for (var text : c.ips()) {
            var holders = tx.ips().holders(IpAddress.parse(text));
            // Below namespaced super networks several projects may hold the same address: ours, here, is meant.
            result.add(holders.stream()
                    .filter(ip -> ip.projectId().equals(c.projectId()) && ids.contains(ip.networkId()))
                    .findFirst()
                    .or(() -> holders.stream().findFirst())
                    .orElseThrow(() -> Problem.notFound("ip", text)));
        }
        return List.copyOf(result);
    }

    static List<SizeReservation> reservations(Tx tx, String sizeId, String partitionId) {
        return tx.sizeReservations().ofSize(sizeId).stream()
                .filter(reservation -> reservation.partitionIds().contains(partitionId))
                .toList();
    }
}
