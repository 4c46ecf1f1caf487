package metalplant.bootstrap.reach;

import java.time.Duration;
import java.util.function.Consumer;
import metalplant.model.Problem;

/**
 * Holds the address of all plants while this plant's door is healthy. A door is believed slowly and doubted fast: it has to be good five
 * times in a row, and is given up the second time that it is bad. Whoever calls this does so once a second.
 */
final class Keeper {
    static final Duration EVERY = Duration.ofSeconds(1);
    static final Duration PATIENCE = Duration.ofSeconds(2);
    /** Far more than two looks at a door that hangs: a keeper that lives holds on without a gap. */
    static final Duration LIFE = Duration.ofSeconds(15);

    private static final int GOOD_LEAST = 5;
    private static final int BAD_MOST = 2;

    private final Door door;
    private final OwnAddress address;
    private final Duration life;
    private final Consumer<String> told;
    private boolean holds;
    private int good;
    private int bad;
    private String trouble = "";

    /**
     * @param life how long the kernel keeps the address by itself
     * @param told of each change, in words
     */
    Keeper(Door door, OwnAddress address, Duration life, Consumer<String> told) {
        this.door = door;
        this.address = address;
        this.life = life;
        this.told = told;
    }

    /** Whether the address is this plant's now. */
    boolean holds() {
        return holds;
    }

    /** Looks at the door once and does what follows. What goes wrong with the address is told, and tried again the next time. */
    void look() {
        var complaint = door.complaint();
        good = complaint.isEmpty() ? good + 1 : 0;
        bad = complaint.isEmpty() ? 0 : bad + 1;
        try {
            if (holds && bad >= BAD_MOST) {
                address.drop();
                holds = false;
                told.accept("withdrawn: the door is not healthy: " + complaint);
            } else if (holds || good >= GOOD_LEAST) {
                address.hold(life);
                if (!holds) {
                    holds = true;
                    told.accept("announced: the door is healthy");
                }
            }
            trouble = "";
        } catch (Problem e) {
            tell(e.getMessage());
        }
    }

    private void tell(String what) {
        if (!what.equals(trouble)) {
            told.accept(what);
        }
        trouble = what;
    }

    /** Gives the address up, whatever the door is like. */
    void end() {
        try {
            address.drop();
            if (holds) {
                told.accept("withdrawn: the keeper ends");
            }
            holds = false;
        } catch (Problem e) {
            tell(e.getMessage());
        }
    }
}
