package metalplant.server.federation;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import metalplant.door.Role;
import metalplant.door.hmac.HmacUser;
import metalplant.federation.keys.DoorKeys;
import metalplant.federation.plant.PlantState;
import metalplant.federation.value.PlantId;
import metalplant.mesh.doorkeys.DoorSecrets;
import metalplant.mesh.doorkeys.DoorSmith;
import metalplant.model.World;

/**
 * The keys of the federation's door, opened with this plant's own. What the ledger said last counts, whoever can be reached: nothing here
 * waits. Opened once for each set.
 */
final class DoorKeyring {
    /** For how long the set before is taken beside the new one, so that clients can be told. Who was evicted ended it at once. */
    static final Duration OVERLAP = Duration.ofHours(24);

    private static final System.Logger LOG = System.getLogger(DoorKeyring.class.getName());

    private final DoorSmith smith;
    private final World world;
    private final Role roleMax;
    private volatile Opened opened = new Opened(DoorKeys.NONE, 0, Optional.empty(), Optional.empty());

    /** What the ledger says. */
    record Told(UUID federation, PlantId me, DoorKeys keys) {
        static Told of(PlantState state) {
            return state.phase().inFederation()
                    ? new Told(
                            state.federation().federation(),
                            state.me(),
                            state.federation().doorKeys())
                    : new Told(new UUID(0, 0), state.me(), DoorKeys.NONE);
        }
    }

    /**
     * A set that this plant can use.
     *
     * @param made by the clock of the plant that made it
     */
    record Set(long number, Instant made, DoorSecrets secrets) {}

    /**
     * What was opened, of which state of the ledger.
     *
     * @param nanos when it was seen first, by the steady clock
     */
    private record Opened(DoorKeys keys, long nanos, Optional<Set> current, Optional<Set> previous) {}

    /** @param roleMax the highest role that these keys have here, whatever they are called */
    DoorKeyring(DoorSmith smith, World world, Role roleMax) {
        this.smith = smith;
        this.world = world;
        this.roleMax = roleMax;
    }

    Role roleMax() {
        return roleMax;
    }

    /** Who may sign now. */
    List<HmacUser> users(Told told) {
        var now = opened(told);
        var users = new ArrayList<HmacUser>();
        now.current().ifPresent(set -> users.addAll(users(set.secrets())));
        if (ends(now).isPresent()) {
            now.previous().ifPresent(set -> users.addAll(users(set.secrets())));
        }
        return users;
    }

    private List<HmacUser> users(DoorSecrets secrets) {
        return List.of(
                HmacUser.view(secrets.view()).as("federation-view", roleMax),
                HmacUser.edit(secrets.edit()).as("federation-edit", roleMax),
                HmacUser.admin(secrets.admin()).as("federation-admin", roleMax));
    }

    /** The present set. */
    Optional<Set> current(Told told) {
        return opened(told).current();
    }

    /** Until when the set before is taken; empty if it is not. */
    Optional<Instant> previousEnds(Told told) {
        return ends(opened(told));
    }

    /**
     * Neither a clock that was set back nor the clock of the plant that made the new set can stretch the overlap: the time since the new one was
     * seen counts too.
     */
    private Optional<Instant> ends(Opened now) {
        if (now.previous().isEmpty() || now.current().isEmpty()) {
            return Optional.empty();
        }
        var wall = world.now();
        var bySight = wall.plus(OVERLAP.minusNanos(world.nanos() - now.nanos()));
        var byMaker = now.current().get().made().plus(OVERLAP);
        return Optional.of(bySight.isBefore(byMaker) ? bySight : byMaker).filter(wall::isBefore);
    }

    private Opened opened(Told told) {
        var known = opened;
        return known.keys().equals(told.keys()) ? known : open(told);
    }

    private synchronized Opened open(Told told) {
        var known = opened;
        var keys = told.keys();
        if (known.keys().equals(keys)) {
            return known;
        }
        boolean sameSet = known.keys().number() == keys.number();
        var next = new Opened(
                keys,
                sameSet ? known.nanos() : world.nanos(),
                keys.current().flatMap(set -> open(told, set)),
                keys.previous().flatMap(set -> open(told, set)));
        LOG.log(
                INFO,
                "keys of the door changed number={0} usable={1}",
                Long.toString(keys.number()),
                next.current().isPresent());
        opened = next;
        return next;
    }

    private Optional<Set> open(Told told, DoorKeys.KeySet set) {
        var own = set.sealed().get(told.me());
        var secrets = own.flatMap(bytes -> smith.open(told.federation(), set.number(), bytes));
        if (own.isPresent() && secrets.isEmpty()) {
            LOG.log(
                    WARNING,
                    "the keys of the door that were sealed to this plant cannot be opened number={0}: make new ones with"
                            + " ./plantctl federation keys --rotate",
                    Long.toString(set.number()));
        }
        return secrets.map(each -> new Set(set.number(), Instant.ofEpochMilli(set.since()), each));
    }
}
