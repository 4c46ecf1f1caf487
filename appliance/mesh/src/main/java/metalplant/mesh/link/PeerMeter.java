package metalplant.mesh.link;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import metalplant.model.World;

/** Counts for one peer; listener and link write into the same one. */
final class PeerMeter {
    private static final int TEXT_MAX = 300;

    private final World world;
    private Optional<Instant> lastContact = Optional.empty();
    private Optional<Duration> rtt = Optional.empty();
    private Optional<String> lastRefusal = Optional.empty();
    private long bytesOut;
    private long bytesIn;
    private long messagesOut;
    private long messagesIn;
    private long dropped;
    private long failuresInARow;

    PeerMeter(World world) {
        this.world = world;
    }

    synchronized void sent(int bytes) {
        contact();
        bytesOut += bytes;
        messagesOut++;
        failuresInARow = 0;
    }

    synchronized void received(int bytes) {
        contact();
        bytesIn += bytes;
        messagesIn++;
    }

    synchronized void pinged(Duration took) {
        contact();
        rtt = Optional.of(took);
    }

    /** It is there, but does not want this. */
    synchronized void refused(String why) {
        contact();
        failuresInARow = 0;
        lastRefusal = Optional.of(shortened(why));
        dropped++;
    }

    /** @return failures in a row, this one included */
    synchronized long failed(String why) {
        lastRefusal = Optional.of(shortened(why));
        dropped++;
        return ++failuresInARow;
    }

    synchronized void dropped() {
        dropped++;
    }

    private void contact() {
        lastContact = Optional.of(world.now());
    }

    /** What a peer says goes to screens and logs: one line of printable characters. */
    private static String shortened(String text) {
        var line = text.replaceAll("[^\\p{Print}]", " ").strip();
        return line.length() <= TEXT_MAX ? line : line.substring(0, TEXT_MAX);
    }

    synchronized PeerHealth health() {
        return new PeerHealth(
                lastContact, rtt, bytesOut, bytesIn, messagesOut, messagesIn, dropped, failuresInARow, lastRefusal);
    }
}
