package metalplant.ratis.witness;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import metalplant.federation.guard.Guards;
import metalplant.federation.ledger.Acceptance;
import metalplant.federation.signing.Ed25519;
import metalplant.federation.value.Hash;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.SystemWorld;
import metalplant.model.World;
import metalplant.ratis.RatisCarrier;
import metalplant.ratis.RatisOptions;
import metalplant.ratis.trust.Peer;

/**
 * A process that only votes. It keeps the ledger as any voter does, since a vote is worth nothing without what was voted for; that is what the plants
 * say to each other in public: names, keys, prefixes, who holds what. It has no key of a plant and opens no other port.
 *
 * <p>Exit codes: 0 it was told to end, or has no lineage yet; 2 its configuration is wrong; 3 the others voted it out, for good; 4 its disk is damaged.
 */
public final class WitnessMain {
    private static final int WRONG = 2;
    private static final int PUT_OUT = 3;
    private static final int DAMAGED = 4;
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final Path directory;
    private final World world;
    private final PrintStream out;

    private WitnessMain(Path directory, World world, PrintStream out) {
        this.directory = directory;
        this.world = world;
        this.out = out;
    }

    /** One argument: the directory with {@code witness.properties}, in which it keeps its keys and its log. */
    public static void main(String[] arguments) {
        if (arguments.length != 1) {
            System.err.println("witness: one argument is the directory with witness.properties");
            System.exit(WRONG);
        }
        System.exit(new WitnessMain(Path.of(arguments[0]), new SystemWorld(), System.out).run());
    }

    private int run() {
        try {
            var config = WitnessConfig.read(directory);
            var keys = WitnessKeys.in(directory);
            var self = new Peer(keys.root().plant(), keys.authority().publicKey(), config.host(), config.port());
            var acceptance = new Acceptance(Ed25519::verify, Guards.ALL, Acceptance.LEVEL);
            try (var carrier = new RatisCarrier(
                    directory.resolve("carrier"), self, keys.identity(), acceptance, world, RatisOptions.DEFAULT)) {
                carrier.peers(config.peers());
                return config.lineage()
                        .map(lineage -> vote(carrier, lineage, self, keys))
                        .orElseGet(() -> {
                            out.println("witness: no lineage yet; its authority is "
                                    + self.authority().hex());
                            return 0;
                        });
            }
        } catch (Problem e) {
            System.err.println("witness: " + e.getMessage());
            for (var cause = e.getCause(); cause != null; cause = cause.getCause()) {
                System.err.println("witness: because of " + cause);
            }
            return e.code() == ProblemCode.BAD_REQUEST ? WRONG : DAMAGED;
        }
    }

    private int vote(RatisCarrier carrier, Hash lineage, Peer self, WitnessKeys keys) {
        var peer = carrier.peerFor(lineage);
        out.println("witness: plant=%s root=%s authority=%s peer=%s"
                .formatted(
                        self.plant().text(),
                        keys.root().raw().hex(),
                        self.authority().hex(),
                        peer));
        carrier.standBy(lineage, peer, false);
        out.println("witness: waits at " + self.address());
        try {
            while (!carrier.isPutOut(lineage)) {
                world.pause(LOOK_EVERY);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return 0;
        }
        System.err.println("witness: the others voted it out of this lineage; it does not vote there again");
        return PUT_OUT;
    }
}
