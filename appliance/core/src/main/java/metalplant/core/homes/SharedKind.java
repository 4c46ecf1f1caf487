package metalplant.core.homes;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import metalplant.core.store.SharedTable;
import metalplant.core.store.Table;
import metalplant.core.store.Tx;
import metalplant.model.Entity;
import metalplant.model.Problem;
import metalplant.model.Stamp;
import metalplant.model.image.Image;
import metalplant.model.image.ImageVersions;
import metalplant.model.partition.Partition;
import metalplant.model.project.Project;
import metalplant.model.region.Region;
import metalplant.model.region.Zone;
import metalplant.model.tenant.Tenant;

/** A kind of entity that plants share: what is told of it, and what refers to it here. */
abstract sealed class SharedKind<E extends Entity<E>>
        permits SharedKind.Regions,
                SharedKind.Zones,
                SharedKind.Tenants,
                SharedKind.Projects,
                SharedKind.Images,
                SharedSizes,
                SharedLayouts,
                SharedNetworks {
    /** Above this an entity stays with its plant. */
    static final int CONTENT_BYTES_MAX = 32 * 1024;

    /** All of them; what others refer to comes first. */
    static final List<SharedKind<?>> ALL = List.of(
            new Regions(),
            new Zones(),
            new Tenants(),
            new Projects(),
            new Images(),
            new SharedSizes(),
            new SharedLayouts(),
            new SharedNetworks());

    final String name;
    final int place;
    private final Function<Tx, ? extends Table<E>> table;

    SharedKind(String name, int place, Function<Tx, ? extends Table<E>> table) {
        this.name = name;
        this.place = place;
        this.table = table;
    }

    static Optional<SharedKind<?>> find(String name) {
        return ALL.stream().filter(kind -> kind.name.equals(name)).findFirst();
    }

    final Table<E> table(Tx tx) {
        return table.apply(tx);
    }

    /** What is told of it; @throws Problem if it refers to something that is not here */
    abstract SharedContent content(Tx tx, E entity);

    /** The entity under this id; @throws Problem RULE_VIOLATED if the content is not one of it, or refers to what is not here */
    abstract E entity(Tx tx, String id, SharedContent content, Stamp stamp);

    abstract boolean isUsed(Tx tx, String id);

    /** Whether plants share this one at all. */
    boolean isShared(E entity) {
        return true;
    }

    /** All that plants share. */
    final List<E> shared(Tx tx) {
        return table(tx).list().stream().filter(this::isShared).toList();
    }

    /** The id of the entity that this one refers to; "" = none. */
    String refersTo(E entity) {
        return "";
    }

    /** Whether the operator of this plant said that another plant's entity with this id is the same thing. */
    boolean isSaidToBeSame(E own) {
        return false;
    }

    /** Whether everything that refers to it can be made to refer to another id. */
    boolean canBeRenamed(Tx tx, String id) {
        return true;
    }

    /** Makes everything here that refers to one id refer to the other. With the same id what follows from it is told anew. */
    abstract void repoint(Tx tx, String from, String to);

    /** Writes what belongs to a row that was just written and has no row of its own in the ledger. */
    void settle(Tx tx, E entity, SharedContent content) {}

    /** Notes what a row takes that was just inserted; {@link #unsettle} gives it back. */
    void inserted(Tx tx, E entity) {}

    /** Removes what belongs to a row before it is removed or gets another home. */
    void unsettle(Tx tx, E entity) {}

    /** As {@link #unsettle}, of a row that nothing comes instead of. */
    void vanish(Tx tx, E entity) {
        unsettle(tx, entity);
    }

    /** What somebody should know of a copy that was just written. */
    List<String> remarks(Tx tx, E copy) {
        return List.of();
    }

    /** The id under which the entity with this internal id is kept here. */
    static String here(Tx tx, String kind, UUID id) {
        return tx.shared()
                .find(id)
                .filter(row -> row.kind().equals(kind) && !row.deleted())
                .map(SharedTable.Row::localId)
                .orElseThrow(() -> Problem.refused("its %s %s is not here".formatted(kind, id)));
    }

    final Problem other() {
        return Problem.refused("it is not the content of a " + name);
    }

    static final class Regions extends SharedKind<Region> {
        Regions() {
            super("region", 1, Tx::regions);
        }

        @Override
        SharedContent content(Tx tx, Region region) {
            return new SharedContent.OfRegion(
                    region.name(), region.description(), SharedContent.Pair.of(region.labels()));
        }

        @Override
        Region entity(Tx tx, String id, SharedContent content, Stamp stamp) {
            if (!(content instanceof SharedContent.OfRegion its)) {
                throw other();
            }
            return new Region(id, its.name(), its.description(), SharedContent.Pair.map(its.labels()), stamp);
        }

        private static List<Zone> zones(Tx tx, String id) {
            return tx.zones().list().stream()
                    .filter(zone -> zone.regionId().equals(id))
                    .toList();
        }

        @Override
        boolean isUsed(Tx tx, String id) {
            return !zones(tx, id).isEmpty();
        }

        @Override
        void repoint(Tx tx, String from, String to) {
            for (var zone : zones(tx, from)) {
                Published.changed(
                        tx,
                        "zone",
                        tx.zones()
                                .update(new Zone(
                                        zone.id(), to, zone.name(), zone.description(), zone.labels(), zone.stamp())));
            }
        }
    }

    static final class Zones extends SharedKind<Zone> {
        Zones() {
            super("zone", 2, Tx::zones);
        }

        @Override
        SharedContent content(Tx tx, Zone zone) {
            return new SharedContent.OfZone(
                    tx.regions().get(zone.regionId()).stamp().uid(),
                    zone.name(),
                    zone.description(),
                    SharedContent.Pair.of(zone.labels()));
        }

        @Override
        Zone entity(Tx tx, String id, SharedContent content, Stamp stamp) {
            if (!(content instanceof SharedContent.OfZone its)) {
                throw other();
            }
            return new Zone(
                    id,
                    here(tx, "region", its.region()),
                    its.name(),
                    its.description(),
                    SharedContent.Pair.map(its.labels()),
                    stamp);
        }

        @Override
        String refersTo(Zone zone) {
            return zone.regionId();
        }

        private static List<Partition> partitions(Tx tx, String id) {
            return tx.partitions().list().stream()
                    .filter(partition -> partition.zoneId().equals(id))
                    .toList();
        }

        @Override
        boolean isUsed(Tx tx, String id) {
            return !partitions(tx, id).isEmpty();
        }

        @Override
        void repoint(Tx tx, String from, String to) {
            if (!from.equals(to)) {
                partitions(tx, from).forEach(partition -> tx.partitions().update(partition.inZone(to)));
            }
        }
    }

    static final class Tenants extends SharedKind<Tenant> {
        Tenants() {
            super("tenant", 3, Tx::tenants);
        }

        @Override
        SharedContent content(Tx tx, Tenant tenant) {
            return new SharedContent.OfTenant(
                    tenant.name(),
                    tenant.description(),
                    SharedContent.Limits.of(tenant.quotas()),
                    SharedContent.Limits.of(tenant.defaultQuotas()),
                    tenant.iamConfig()
                            .map(iam -> new SharedContent.Login(iam.issuerUrl(), iam.issuerClientId(), iam.idmType())),
                    SharedContent.Notes.of(tenant.meta()));
        }

        @Override
        Tenant entity(Tx tx, String id, SharedContent content, Stamp stamp) {
            if (!(content instanceof SharedContent.OfTenant its)) {
                throw other();
            }
            return new Tenant(
                    id,
                    its.name(),
                    its.description(),
                    whole(its.quotas()),
                    whole(its.defaultQuotas()),
                    its.login()
                            .map(login ->
                                    new Tenant.IamConfig(login.issuerUrl(), login.issuerClientId(), login.idmType())),
                    its.notes().meta(),
                    stamp);
        }

        @Override
        boolean isSaidToBeSame(Tenant own) {
            return own.sameCustomer();
        }

        @Override
        boolean isUsed(Tx tx, String id) {
            return !tx.projects().ofTenant(id).isEmpty();
        }

        @Override
        void repoint(Tx tx, String from, String to) {
            for (var project : tx.projects().ofTenant(from)) {
                Published.changed(
                        tx,
                        "project",
                        tx.projects()
                                .update(new Project(
                                        project.id(),
                                        project.name(),
                                        project.description(),
                                        to,
                                        project.quotas(),
                                        project.meta(),
                                        project.stamp())));
            }
        }
    }

    private static metalplant.model.tenant.Quotas whole(SharedContent.Limits limits) {
        try {
            return limits.quotas();
        } catch (ArithmeticException e) {
            throw Problem.refused("a quota of it is no 32-bit number").because(e);
        }
    }

    static final class Projects extends SharedKind<Project> {
        Projects() {
            super("project", 4, Tx::projects);
        }

        @Override
        SharedContent content(Tx tx, Project project) {
            return new SharedContent.OfProject(
                    tx.tenants().get(project.tenantId()).stamp().uid(),
                    project.name(),
                    project.description(),
                    SharedContent.Limits.of(project.quotas()),
                    SharedContent.Notes.of(project.meta()));
        }

        @Override
        Project entity(Tx tx, String id, SharedContent content, Stamp stamp) {
            if (!(content instanceof SharedContent.OfProject its)) {
                throw other();
            }
            return new Project(
                    id,
                    its.name(),
                    its.description(),
                    here(tx, "tenant", its.tenant()),
                    whole(its.quotas()),
                    its.notes().meta(),
                    stamp);
        }

        @Override
        boolean isUsed(Tx tx, String id) {
            return tx.machines().countOfProject(id) > 0
                    || !tx.networks().ofProject(id).isEmpty()
                    || tx.ips().countOfProject(id) > 0
                    || !tx.sizeReservations().ofProject(id).isEmpty();
        }

        @Override
        String refersTo(Project project) {
            return project.tenantId();
        }

        /** Machines and addresses carry it to where nobody renames anything. */
        @Override
        boolean canBeRenamed(Tx tx, String id) {
            return !isUsed(tx, id);
        }

        @Override
        void repoint(Tx tx, String from, String to) {}
    }

    static final class Images extends SharedKind<Image> {
        /** The end of the year 9999: formats of dates end there. */
        private static final long LAST_SECOND = 253_402_300_799L;

        Images() {
            super("image", 5, Tx::images);
        }

        @Override
        SharedContent content(Tx tx, Image image) {
            return new SharedContent.OfImage(
                    image.name(),
                    image.description(),
                    image.url(),
                    image.os(),
                    image.version(),
                    image.features(),
                    image.classification(),
                    image.expiration().getEpochSecond(),
                    image.expiration().getNano());
        }

        @Override
        Image entity(Tx tx, String id, SharedContent content, Stamp stamp) {
            if (!(content instanceof SharedContent.OfImage its)) {
                throw other();
            }
            if (ImageVersions.parse(id).isEmpty()
                    || its.os().isEmpty()
                    || its.version().isEmpty()) {
                throw Problem.refused("no operating system and version follow from it");
            }
            return new Image(
                    id,
                    its.name(),
                    its.description(),
                    its.url(),
                    its.os(),
                    its.version(),
                    its.features(),
                    its.classification(),
                    expiration(its),
                    stamp);
        }

        private static Instant expiration(SharedContent.OfImage its) {
            boolean readable = its.expires() >= 0
                    && its.expires() <= LAST_SECOND
                    && its.expiresNanos() >= 0
                    && its.expiresNanos() < 1_000_000_000;
            if (!readable) {
                throw Problem.refused("its expiration is no moment that clients can read");
            }
            return Instant.ofEpochSecond(its.expires(), its.expiresNanos());
        }

        @Override
        boolean isUsed(Tx tx, String id) {
            return tx.machines().usersOfImages().containsKey(id);
        }

        @Override
        void repoint(Tx tx, String from, String to) {
            if (from.equals(to)) {
                return;
            }
            var users = tx.machines().usersOfImages().getOrDefault(from, List.of());
            for (var machine : tx.machines().findAll(users)) {
                machine.allocation()
                        .map(allocation -> allocation.withImage(to))
                        .ifPresent(changed ->
                                tx.machines().update(machine.withAllocation(Optional.of(changed), machine.tags())));
            }
        }
    }
}
