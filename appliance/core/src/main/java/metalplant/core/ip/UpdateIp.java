package metalplant.core.ip;

import java.util.List;
import java.util.Optional;
import metalplant.core.store.Store;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.model.ip.Ip;
import metalplant.model.ip.IpType;

/** Changes name, description, type and tags of an address. */
public final class UpdateIp {
    private final Store store;
    private final World world;

    public UpdateIp(Store store, World world) {
        this.store = store;
        this.world = world;
    }

    /**
     * What is to change; absent = stays.
     *
     * @param projectId whose address, where several projects hold it
     */
    public record Request(
            String address,
            Optional<String> projectId,
            Optional<String> name,
            Optional<String> description,
            Optional<IpType> type,
            Optional<List<String>> tags) {}

    /**
     * Updates.
     *
     * @return the address as stored
     * @throws Problem ENTITY_NOT_FOUND, ADDRESS_AMBIGUOUS, BAD_REQUEST for a change that is not allowed
     */
    public Ip run(Request request) {
        var now = world.now();
        request.tags().ifPresent(IpTags::checked);
        return store.run("ip-update", tx -> {
            var old = IpLookup.one(tx, request.address(), request.projectId());
            var wanted = changed(old, request).withStamp(old.stamp().changedAt(now));
            check(old, wanted);
            return tx.ips().update(wanted);
        });
    }

    private static Ip changed(Ip old, Request request) {
        return new Ip(
                old.address(),
                old.prefixId(),
                old.parentPrefix(),
                old.namespace(),
                old.networkId(),
                old.allocationUuid(),
                old.projectId(),
                request.name().orElse(old.name()),
                request.description().orElse(old.description()),
                request.type().orElse(old.type()),
                request.tags().orElse(old.tags()),
                old.stamp());
    }

    private static void check(Ip old, Ip wanted) {
        if (old.type() == IpType.STATIC && wanted.type() == IpType.EPHEMERAL) {
            throw Problem.bad("address %s is static and cannot become ephemeral again".formatted(old.address()));
        }
        boolean allowed =
                old.scope() == wanted.scope() || old.scope() == Ip.Scope.PROJECT || wanted.scope() == Ip.Scope.PROJECT;
        if (!allowed) {
            throw Problem.bad("address %s cannot change from scope %s to %s, only from or to PROJECT"
                    .formatted(old.address(), old.scope(), wanted.scope()));
        }
    }
}
