package metalplant.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import metalplant.core.store.LeaseTable;
import metalplant.core.store.Store;
import metalplant.model.lease.BootLease;
import metalplant.testkit.SimulatedWorld;
import org.junit.jupiter.api.Test;

/** What {@code LeaseTable} promises. */
public abstract class LeaseContract {
    private static final String MAC = "0c:00:00:00:00:01";
    private final SimulatedWorld world = SimulatedWorld.seeded(43);
    private final Instant now = world.now();

    /** An empty store. */
    protected abstract Store store();

    @Test
    public void aLeaseComesBackAsItWasInserted() {
        var store = store();
        var lease = lease("", Duration.ofHours(96));
        write(store, leases -> leases.insert(lease));

        assertThat(find(store, lease.id())).contains(lease);
    }

    @Test
    public void onlyLiveLeasesOfAMachineAreFound() {
        var store = store();
        var live = lease("m1", Duration.ofHours(1));
        var expired = lease("m1", Duration.ZERO);
        var revoked = lease("m1", Duration.ofHours(1)).revoke();
        var foreign = lease("m2", Duration.ofHours(1));
        write(store, leases -> List.of(live, expired, foreign).forEach(leases::insert));
        write(store, leases -> leases.insert(revoked));

        assertThat(live(store, "m1")).containsExactly(live);
    }

    @Test
    public void liveLeasesOfANetworkCardAreFoundWhicheverMachineTheyAreBoundTo() {
        var store = store();
        var unbound = lease("", Duration.ofHours(1));
        var bound = lease("m1", Duration.ofHours(1));
        var foreign = new BootLease(
                world.newId(), "0c:00:00:00:00:02", "north", "", "secret", now, now.plusSeconds(60), false);
        write(store, leases -> {
            List.of(unbound, bound, foreign).forEach(leases::insert);
            leases.insert(lease("m2", Duration.ZERO));
            leases.insert(lease("m3", Duration.ofHours(1)).revoke());
        });

        assertThat(store.<List<BootLease>>read("with", tx -> tx.leases().liveWith(MAC, now)))
                .containsExactlyInAnyOrder(unbound, bound);
    }

    @Test
    public void onlyLiveLeasesAreCountedWhomeverTheyBelongTo() {
        var store = store();
        assertThat(count(store)).isZero();
        write(store, leases -> {
            leases.insert(lease("", Duration.ofHours(1)));
            leases.insert(lease("m1", Duration.ofHours(1)));
            leases.insert(lease("m1", Duration.ofMillis(1)));
            leases.insert(lease("m2", Duration.ZERO));
            leases.insert(lease("m2", Duration.ofHours(-1)));
            leases.insert(lease("m3", Duration.ofHours(1)).revoke());
        });

        assertThat(count(store)).isEqualTo(3);

        write(store, leases -> leases.revokeOf("m1"));
        assertThat(count(store)).isEqualTo(1);
    }

    @Test
    public void aLeaseIsBoundByUpdatingIt() {
        var store = store();
        var lease = lease("", Duration.ofHours(1));
        write(store, leases -> leases.insert(lease));

        write(store, leases -> leases.update(lease.bindTo("m1")));

        assertThat(live(store, "m1")).containsExactly(lease.bindTo("m1"));
    }

    @Test
    public void revokingTakesEveryLeaseOfTheMachineAndNoOther() {
        var store = store();
        var other = lease("m2", Duration.ofHours(1));
        write(store, leases -> {
            leases.insert(lease("m1", Duration.ofHours(1)));
            leases.insert(lease("m1", Duration.ofHours(2)));
            leases.insert(other);
        });

        write(store, leases -> leases.revokeOf("m1"));

        assertThat(live(store, "m1")).isEmpty();
        assertThat(live(store, "m2")).containsExactly(other);
    }

    @Test
    public void purgingForgetsWhatEndedBefore() {
        var store = store();
        var fresh = lease("m1", Duration.ofHours(1));
        write(store, leases -> {
            leases.insert(fresh);
            leases.insert(lease("m1", Duration.ofHours(-1)));
        });

        assertThat(store.<Integer>run("purge", tx -> tx.leases().purge(now))).isEqualTo(1);
        assertThat(find(store, fresh.id())).isPresent();
    }

    private BootLease lease(String machineId, Duration life) {
        return new BootLease(world.newId(), MAC, "north", machineId, "secret", now, now.plus(life), false);
    }

    private long count(Store store) {
        return store.read("count", tx -> tx.leases().countLive(now));
    }

    private static void write(Store store, Consumer<LeaseTable> change) {
        store.run("write", tx -> {
            change.accept(tx.leases());
            return true;
        });
    }

    private static Optional<BootLease> find(Store store, UUID id) {
        return store.read("find", tx -> tx.leases().find(id));
    }

    private List<BootLease> live(Store store, String machineId) {
        return store.read("live", tx -> tx.leases().liveOf(machineId, now));
    }
}
