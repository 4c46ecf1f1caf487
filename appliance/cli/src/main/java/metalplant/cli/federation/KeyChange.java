package metalplant.cli.federation;

import java.time.Duration;
import metalplant.cli.Calls;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.wire.federation.DoorKeysResponse;

/** Waits until the ledger has the keys that were ordered. */
final class KeyChange {
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Calls calls;
    private final World world;

    KeyChange(Calls calls, World world) {
        this.calls = calls;
        this.world = world;
    }

    /** @throws Problem RULE_VIOLATED if they did not come: with a plant away that votes, nothing gets into the ledger */
    DoorKeysResponse after(DoorKeysResponse before, DoorKeysResponse first) {
        var keys = first;
        long end = world.nanos() + PATIENCE.toNanos();
        while (keys.number() <= before.number()) {
            if (world.nanos() > end) {
                throw Problem.refused(
                        "new keys were ordered and are not in the ledger yet: are all voters there? ./plantctl federation status"
                                + " tells; they come as soon as they can");
            }
            pause();
            keys = calls.get("v1/federation/keys", DoorKeysResponse.class);
        }
        return keys;
    }

    private void pause() {
        try {
            world.pause(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.bad("interrupted; the keys were ordered");
        }
    }
}
