package metalplant.sim;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import metalplant.federation.encoding.CanonicalForm;
import metalplant.federation.entry.Body;
import metalplant.federation.entry.Command;
import metalplant.federation.entry.Entry;
import metalplant.federation.entry.EscrowCommand;
import metalplant.federation.entry.Head;
import metalplant.federation.entry.HomeCommand;
import metalplant.federation.entry.Incarnation;
import metalplant.federation.entry.MemberCommand;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.entry.PoolSpec;
import metalplant.federation.entry.Range;
import metalplant.federation.entry.Version;
import metalplant.federation.guard.Guards;
import metalplant.federation.ledger.Acceptance;
import metalplant.federation.ledger.Ledger;
import metalplant.federation.ledger.Verdict;
import metalplant.federation.signing.Signer;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;

/**
 * What a long ledger costs a plant that starts: time of the fold, and memory of what it comes to. Sixteen members that change 5,000 shared
 * entities over and over, with content of half a kilobyte, take and return blocks, and acknowledge. Folded as at a start, page by page and
 * without looking at signatures, which were checked when the entries came.
 */
final class LedgerFigures {
    private static final int MEMBERS = 16;
    private static final int ENTITIES = 5_000;
    private static final int CONTENT_BYTES = 500;
    private static final int PAGE = 1_000;
    private static final int KINDS = 10;
    private static final UUID FEDERATION = new UUID(3, 3);
    private static final PoolSpec POOL = Simulation.prefix("203.0.0.0/16", 28);

    private final Random random = new Random(1);
    private final List<Signer> signers = new ArrayList<>();
    private final List<Long> versions = new ArrayList<>();
    private Head head = Head.EMPTY;
    private long fence = 1;
    private boolean granted;

    /** One line of the table. */
    record Line(long entries, long bytes, double cpuSeconds, long stateBytes) {
        Map<String, Object> map() {
            var map = new LinkedHashMap<String, Object>();
            map.put("entries", entries);
            map.put("bytes", bytes);
            map.put("fold-cpu-seconds", Math.round(cpuSeconds * 100) / 100.0);
            map.put("state-bytes", stateBytes);
            return map;
        }
    }

    /** Lines at 10,000 entries, at each ten times as many, and at the end. */
    List<Line> measure(long entries) {
        for (int i = 0; i < MEMBERS; i++) {
            var secret = new byte[32];
            random.nextBytes(secret);
            signers.add(FastKeys.signer(Bytes.of(secret)));
        }
        for (int i = 0; i < ENTITIES; i++) {
            versions.add(0L);
        }
        var lines = new ArrayList<Line>();
        long before = used();
        var ledger = Ledger.EMPTY;
        long bytes = 0;
        long nanos = 0;
        long next = 10_000;
        while (head.seq() + 1 < entries) {
            var page = page(Math.min(PAGE, entries - head.seq() - 1));
            bytes += page.stream().mapToLong(Bytes::size).sum();
            long from = cpu();
            ledger = folded(ledger, page);
            nanos += cpu() - from;
            if (head.seq() + 1 == next || head.seq() + 1 == entries) {
                page = List.of();
                lines.add(new Line(head.seq() + 1, bytes, nanos / 1e9, used() - before));
                next *= 10;
            }
        }
        if (!ledger.head().equals(head)) {
            throw new IllegalStateException("the fold ends elsewhere");
        }
        return lines;
    }

    private static Ledger folded(Ledger ledger, List<Bytes> page) {
        var trusting = new Acceptance((_, _, _) -> true, Guards.ALL, Acceptance.LEVEL);
        var now = ledger;
        for (var bytes : page) {
            if (!(now.offer(bytes, trusting) instanceof Verdict.Accepted accepted)) {
                throw new IllegalStateException("not accepted: " + now.offer(bytes, trusting));
            }
            now = accepted.ledger();
        }
        return now;
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long used() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private List<Bytes> page(long count) {
        var page = new ArrayList<Bytes>();
        while (page.size() < count) {
            page.add(entry(head.seq() + 1));
        }
        return page;
    }

    private Bytes entry(long seq) {
        if (seq == 0) {
            return sealed(0, new MemberCommand.Genesis(record(0), signers.get(1).key(), "peer", List.of()), 1);
        }
        if (seq < MEMBERS) {
            int joiner = (int) seq;
            return sealed(
                    0,
                    new MemberCommand.MemberAdd(
                            uuid(), record(joiner), signers.getFirst().key().plant(), Hash.NONE, List.of(), List.of()),
                    joiner);
        }
        if (seq == MEMBERS) {
            return sealed(0, new EscrowCommand.PrefixAdd(POOL));
        }
        return switch ((int) (seq % KINDS)) {
            case 0, 1 -> block();
            case 2 -> {
                int by = random.nextInt(MEMBERS);
                yield sealed(
                        by, new MemberCommand.MirrorAck(signers.get(by).key().plant(), seq - 1));
            }
            default -> change();
        };
    }

    private Bytes block() {
        var range = new Range(POOL.id(), POOL.first(), POOL.blockSize());
        granted = !granted;
        return sealed(
                0,
                granted
                        ? new EscrowCommand.BlockGrant(
                                range, signers.getFirst().key().plant(), 0, fence++)
                        : new EscrowCommand.BlockReturn(
                                range, signers.getFirst().key().plant()));
    }

    private Bytes change() {
        int which = random.nextInt(ENTITIES);
        long version = versions.get(which) + 1;
        versions.set(which, version);
        var content = new byte[CONTENT_BYTES];
        random.nextBytes(content);
        return sealed(
                which % MEMBERS,
                new HomeCommand.EntityPut(
                        "project",
                        new UUID(4, which),
                        new Version(0, version),
                        "",
                        "project-" + which,
                        Bytes.of(content)));
    }

    private MemberRecord record(int member) {
        return new MemberRecord(
                signers.get(member).key(),
                "site_" + member,
                Acceptance.LEVEL,
                new Incarnation(0, Bytes.of(new byte[16])),
                Bytes.EMPTY,
                Bytes.EMPTY,
                "");
    }

    private UUID uuid() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private Bytes sealed(int author, Command command, int... others) {
        var body = new Body(
                FEDERATION,
                CanonicalForm.levelOf(command),
                0,
                head.seq() + 1,
                head.hash(),
                0,
                command instanceof MemberCommand.MemberAdd add ? add.joinId() : uuid(),
                signers.get(author).key().plant(),
                command);
        var by = new ArrayList<Signer>(List.of(signers.get(author)));
        for (int other : others) {
            by.add(signers.get(other));
        }
        var bytes = Entry.sealed(body, by).bytes();
        head = Entry.head(body.seq(), bytes);
        return bytes;
    }

    /** For people. */
    static String text(Line line) {
        return "%,10d entries  %,12d bytes  folded in %6.2f s of processor time  state %,12d bytes"
                .formatted(line.entries(), line.bytes(), line.cpuSeconds(), line.stateBytes());
    }
}
