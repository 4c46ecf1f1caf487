package metalplant.wireguard.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;
import java.util.stream.IntStream;

/** Random federations for tests of properties. */
public final class Federations {
    private Federations() {}

    /** A federation of up to forty plants in any state of rotation. */
    public static MeshInput random(Random random) {
        var peers = new ArrayList<Peer>();
        int count = random.nextInt(40);
        var numbers = new ArrayList<>(IntStream.range(2, 250).boxed().toList());
        Collections.shuffle(numbers, random);
        for (int i = 0; i < count; i++) {
            peers.add(peer(random, numbers.get(i)));
        }
        var input = Given.input().withPeers(peers);
        return new MeshInput(
                random.nextBoolean() ? Given.self() : Given.selfBehindNat(), input.overlay(), peers, input.ports());
    }

    private static Peer peer(Random random, int n) {
        var endpoints = IntStream.range(0, random.nextInt(4))
                .mapToObj(i -> Given.endpoint("198.51.%d.%d".formatted(100 + i, n)))
                .toList();
        int generation = 1 + random.nextInt(50);
        var ours = Keys.only(Given.ours(n, generation));
        int theirGeneration = generation + random.nextInt(3) - 1;
        var theirs = Keys.only(Given.theirs(n, Math.max(1, theirGeneration)));
        return new Peer(
                new MemberId("plant-" + n),
                n,
                Given.service(n),
                endpoints,
                random.nextInt(),
                random.nextBoolean()
                        ? theirs
                        : theirs.withNext(Given.theirs(n, theirs.current().generation() + 1)),
                random.nextBoolean() ? ours : ours.withNext(Given.ours(n, generation + 1)),
                generation + random.nextInt(2),
                576 + random.nextInt(9_000 - 576));
    }
}
