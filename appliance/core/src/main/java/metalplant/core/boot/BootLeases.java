package metalplant.core.boot;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import metalplant.model.event.EventType;
import metalplant.model.lease.BootLease;
import metalplant.model.machine.Hardware;

/**
 * Lends credentials to booting servers and tells who may speak for which machine.
 *
 * <p>Stock boot clients of a partition share one certificate, so that with it anybody could speak for any machine. A lease is one
 * server's own. It is bound to the machine that first uses it, in Dhcp or Register; Register must show the network card that the
 * lease was asked for. From then on, and until the installation is reported, nobody else may register, wait, report or abort for
 * that machine. What a lease may do:
 *
 * <table>
 * <caption>Calls of a lease for machine M</caption>
 * <tr><th>lease</th><th>Dhcp, Register</th><th>Wait, Report, AbortReinstall</th><th>events</th></tr>
 * <tr><td>live, unbound</td><td>binds it</td><td>refused</td><td>if no other lease has M, and M is not known with other cards</td></tr>
 * <tr><td>live, bound to M</td><td>yes</td><td>yes</td><td>yes</td></tr>
 * <tr><td>live, bound to another</td><td>refused</td><td>refused</td><td>refused</td></tr>
 * <tr><td>revoked, was bound to M</td><td>refused</td><td>refused</td><td>the last one, Booting New Kernel</td></tr>
 * <tr><td>anything else</td><td>refused</td><td>refused</td><td>refused</td></tr>
 * </table>
 *
 * <p>A server that boots again asks for another lease with the same card, or another one that it is known to have; that one takes
 * the place of the older one. A card that a known machine never had binds nothing.
 */
public final class BootLeases {
    /** How long a lease lasts when nothing revokes it and nobody chose otherwise. */
    public static final Duration LIFE = Duration.ofDays(4);

    private static final Pattern MAC = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}");

    private final Store store;
    private final World world;
    private final LeaseSigner signer;
    private final Supplier<String> keys;
    private final Duration life;
    private final long liveMax;

    /**
     * @param keys new secrets, each unguessable
     * @param life of a lease that nothing revokes
     * @param liveMax about how many leases may live at a time; parallel requests may exceed it a little
     */
    public BootLeases(
            Store store, World world, LeaseSigner signer, Supplier<String> keys, Duration life, long liveMax) {
        this.store = store;
        this.world = world;
        this.signer = signer;
        this.keys = keys;
        this.life = life;
        this.liveMax = liveMax;
    }

    /**
     * Lends credentials to whoever boots from this card.
     *
     * @throws Problem as {@link #lend(String, String, String)}
     */
    public LentLease lend(String mac, String partitionId) {
        return lend(mac, partitionId, "");
    }

    /**
     * Lends credentials to whoever boots from this card. A card has one unbound and one bound lease at most: what it was lent before
     * and did not use ends, and so does what it used as another machine.
     *
     * @param machineId the machine that the card is in, to which the lease is bound from the start; "" = not known
     * @throws Problem BAD_REQUEST if the MAC cannot be read; ENTITY_NOT_FOUND for an unknown partition; TOO_BUSY when too many live;
     *     NOT_ALLOWED if the machine has other cards, or boots from another one with a lease of its own
     */
    public LentLease lend(String mac, String partitionId, String machineId) {
        var card = mac.toLowerCase(Locale.ROOT);
        if (!MAC.matcher(card).matches()) {
            throw Problem.bad("mac must look like 00:00:00:00:00:00");
        }
        var machine = machineId.isEmpty() ? "" : MachineIds.check(machineId);
        var now = world.now();
        // Counted apart: every boot of the rack would otherwise conflict with every other.
        long live = store.read("lease-count", tx -> {
            tx.partitions().get(partitionId);
            return tx.leases().countLive(now);
        });
        if (live >= liveMax) {
            throw Problem.of(
                    ProblemCode.TOO_BUSY,
                    "%d boot leases are out already, try again when some have ended".formatted(live));
        }
        var lease = new BootLease(world.newId(), card, partitionId, "", keys.get(), now, now.plus(life), false);
        var signed = signer.sign(lease.id(), lease.expires());
        return store.run("lease-lend", tx -> {
            var bound = machine.isEmpty() ? lease : lease.bindTo(machine);
            if (tx.leases().find(lease.id()).isEmpty()) {
                tx.leases().purge(now);
                tx.leases().liveWith(card, now).stream()
                        .filter(other -> other.machineId().isEmpty()
                                || (!machine.isEmpty() && !other.machineId().equals(machine)))
                        .forEach(other -> tx.leases().update(other.revoke()));
                if (!machine.isEmpty()) {
                    replaceOlder(tx, lease, machine, now);
                }
                tx.leases().insert(bound);
            }
            return new LentLease(bound, signed);
        });
    }

    /** Who may ask for leases of others. @throws Problem NOT_ALLOWED */
    public static void admitLender(BootCaller caller) {
        if (!(caller instanceof BootCaller.BootServer)) {
            throw Problem.of(ProblemCode.NOT_ALLOWED, "leases are lent to the plant's own boot server alone");
        }
    }

    /** Dhcp: whoever holds an unbound lease names its machine. @throws Problem NOT_ALLOWED */
    public void admitDhcp(BootCaller caller, String machineId) {
        if (caller instanceof BootCaller.Leased leased) {
            var id = MachineIds.check(machineId);
            bind(leased.lease(), id, _ -> {});
        }
    }

    /** Register: as Dhcp, and the leased card must be among those of the server. @throws Problem NOT_ALLOWED */
    public void admitRegister(BootCaller caller, String machineId, Optional<Hardware> hardware) {
        var id = MachineIds.check(machineId);
        switch (caller) {
            case BootCaller.Shared _ -> admitShared(id);
            case BootCaller.BootServer _ -> throw bootServer();
            case BootCaller.Leased(var lease) -> bind(lease, id, found -> checkCard(found, hardware));
        }
    }

    /** Wait, Report and AbortReinstall. @throws Problem NOT_ALLOWED */
    public void admitInstaller(BootCaller caller, String machineId) {
        var id = MachineIds.check(machineId);
        switch (caller) {
            case BootCaller.Shared _ -> admitShared(id);
            case BootCaller.BootServer _ -> throw bootServer();
            case BootCaller.Leased(var lease) -> {
                var found = live(store.read("lease-find", tx -> tx.leases().find(lease)), world.now());
                if (!found.machineId().equals(id)) {
                    throw notYours(id);
                }
            }
        }
    }

    /** Boot, which names no machine. @throws Problem NOT_ALLOWED */
    public void admitBoot(BootCaller caller) {
        if (caller instanceof BootCaller.Leased(var lease)) {
            live(store.read("lease-find", tx -> tx.leases().find(lease)), world.now());
        }
    }

    /** SuperUserPassword: as Boot, and the boot server has no use for it. @throws Problem NOT_ALLOWED */
    public void admitSuperUser(BootCaller caller) {
        if (caller instanceof BootCaller.BootServer) {
            throw bootServer();
        }
        admitBoot(caller);
    }

    /** Whether this caller may say this event of this machine. */
    public boolean maySay(BootCaller caller, String machineId, String event) {
        return switch (caller) {
            case BootCaller.Shared _ -> true;
            case BootCaller.BootServer _ -> false;
            case BootCaller.Leased(var id) -> {
                var now = world.now();
                yield store.read("lease-event", tx -> {
                    var lease = tx.leases().find(id).filter(found -> now.isBefore(found.expires()));
                    if (lease.isEmpty()) {
                        return false;
                    }
                    if (lease.get().machineId().isEmpty()) {
                        return !lease.get().revoked()
                                && tx.leases().liveOf(machineId, now).isEmpty()
                                && mayBeIn(tx, lease.get(), machineId);
                    }
                    // The report revokes the lease, and one event is still to come.
                    return lease.get().machineId().equals(machineId)
                            && (!lease.get().revoked() || event.equals(EventType.BOOTING_NEW_KERNEL.wire()));
                });
            }
        };
    }

    private void admitShared(String machineId) {
        var now = world.now();
        if (!store.read("lease-live", tx -> tx.leases().liveOf(machineId, now)).isEmpty()) {
            throw Problem.of(
                    ProblemCode.NOT_ALLOWED,
                    "machine \"%s\" boots with a lease of its own, use its certificate".formatted(machineId));
        }
    }

    /** What must hold beside the lease itself. */
    private interface Check {
        void run(BootLease lease);
    }

    private void bind(UUID id, String machineId, Check check) {
        var now = world.now();
        store.run("lease-bind", tx -> {
            var lease = live(tx.leases().find(id), now);
            if (!lease.machineId().isEmpty() && !lease.machineId().equals(machineId)) {
                throw notYours(machineId);
            }
            check.run(lease);
            if (lease.machineId().isEmpty()) {
                replaceOlder(tx, lease, machineId, now);
                tx.leases().update(lease.bindTo(machineId));
            }
            return lease.id();
        });
    }

    /**
     * Before a lease is bound: a machine whose cards are known boots from any of them and from no other; one that nobody knows yet stays
     * with the card that came first.
     */
    private static void replaceOlder(Tx tx, BootLease lease, String machineId, Instant now) {
        if (!mayBeIn(tx, lease, machineId)) {
            throw Problem.of(
                    ProblemCode.NOT_ALLOWED,
                    "machine \"%s\" has no network card %s; if a card was exchanged, delete the machine, so that it can register anew"
                            .formatted(machineId, lease.mac()));
        }
        var older = tx.leases().liveOf(machineId, now);
        if (cards(tx, machineId).isEmpty()
                && older.stream().anyMatch(other -> !other.mac().equals(lease.mac()))) {
            throw Problem.of(
                    ProblemCode.NOT_ALLOWED,
                    "machine \"%s\" boots from another network card, with a lease of its own".formatted(machineId));
        }
        older.forEach(other -> tx.leases().update(other.revoke()));
    }

    /** Whether the card of a lease is one of the machine, as far as its cards are known. */
    private static boolean mayBeIn(Tx tx, BootLease lease, String machineId) {
        var known = cards(tx, machineId);
        return known.isEmpty() || known.stream().anyMatch(nic -> nic.mac().equalsIgnoreCase(lease.mac()));
    }

    private static List<Hardware.Nic> cards(Tx tx, String machineId) {
        return tx.machines()
                .find(machineId)
                .map(machine -> machine.hardware().nics())
                .orElse(List.of());
    }

    private static void checkCard(BootLease lease, Optional<Hardware> hardware) {
        if (hardware.stream().noneMatch(found -> has(found, lease.mac()))) {
            throw Problem.of(
                    ProblemCode.NOT_ALLOWED,
                    "the lease was given to %s, which this server has not".formatted(lease.mac()));
        }
    }

    private static boolean has(Hardware hardware, String mac) {
        return hardware.nics().stream().anyMatch(nic -> nic.mac().equalsIgnoreCase(mac));
    }

    private static BootLease live(Optional<BootLease> lease, Instant now) {
        return lease.filter(found -> found.liveAt(now))
                .orElseThrow(() -> Problem.of(
                        ProblemCode.NOT_ALLOWED, "the lease of this certificate has ended, boot again to get another"));
    }

    private static Problem bootServer() {
        return Problem.of(ProblemCode.NOT_ALLOWED, "the boot server speaks for no machine");
    }

    private static Problem notYours(String machineId) {
        return Problem.of(
                ProblemCode.NOT_ALLOWED,
                "the lease of this certificate is not bound to machine \"%s\"".formatted(machineId));
    }
}
