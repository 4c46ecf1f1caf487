package metalplant.core.audit;

import static java.lang.System.Logger.Level.WARNING;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import metalplant.core.store.AuditTable;
import metalplant.core.store.AuditTable.Fresh;
import metalplant.core.store.AuditTable.Link;
import metalplant.core.store.AuditTable.Mark;
import metalplant.core.store.Page;
import metalplant.core.store.Pages;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.federation.value.Bytes;
import metalplant.model.World;

/** Links entries, forgets the oldest, and hands them out in pages, so that no answer is held whole and no transaction waits for a reader. */
public final class AuditChain {
    private static final System.Logger LOG = System.getLogger(AuditChain.class.getName());
    private static final int BATCH = 500;
    private static final int PAGE = 500;
    private static final int FORGOTTEN_AT_ONCE = 5_000;
    private static final Bytes BEGINNING = Bytes.of(new byte[32]);

    private final Store store;
    private final World world;
    private final AuditConfig config;

    public AuditChain(Store store, World world, AuditConfig config) {
        this.store = store;
        this.world = world;
        this.config = config;
    }

    /**
     * The digest of a link.
     *
     * @param before that of the link before it; 32 zero bytes for the first
     */
    public static Bytes digest(long number, Bytes before, String text) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            sha.update(before.toArray());
            sha.update(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
            return Bytes.of(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    /** Links what is there. @return how many entries that were */
    public int seal() {
        int all = 0;
        int last;
        do {
            last = store.run("audit-seal", AuditChain::sealBatch);
            all += last;
        } while (last == BATCH);
        return all;
    }

    private static int sealBatch(Tx tx) {
        var fresh = tx.audit().fresh(BATCH);
        if (fresh.isEmpty()) {
            return 0;
        }
        var last = tx.audit().ends().map(AuditTable.Ends::last);
        long number = last.map(Link::number).orElse(0L);
        var before = last.map(Link::digest).orElse(BEGINNING);
        var links = new ArrayList<Link>();
        for (Fresh entry : fresh) {
            number++;
            var digest = digest(number, before, entry.text());
            links.add(new Link(number, entry.at(), before, digest, entry.text()));
            before = digest;
        }
        tx.audit().seal(fresh, links);
        return fresh.size();
    }

    /** Forgets what is too old or too much; the newest link stays whatever happens, so that the chain goes on from it. */
    public void forget() {
        int gone = store.run("audit-forget", this::forgetBatch);
        if (gone > 0) {
            LOG.log(WARNING, "old audit entries were forgotten count={0}", Integer.toString(gone));
        }
    }

    private int forgetBatch(Tx tx) {
        var ends = tx.audit().ends();
        if (ends.isEmpty()) {
            return 0;
        }
        long last = ends.get().last().number();
        long first = ends.get().first().number();
        long tooMany = last - config.entriesMax();
        long tooOld = tx.audit().oldest(world.now().minus(config.keep()), FORGOTTEN_AT_ONCE);
        long upTo = Math.min(Math.min(Math.max(tooMany, tooOld), last - 1), first + FORGOTTEN_AT_ONCE - 1);
        return upTo >= first ? tx.audit().forget(upTo) : 0;
    }

    /** Links behind a number, in order; empty at the end. */
    public List<Link> after(long number, int max) {
        return store.read("audit-page", tx -> tx.audit().after(number, max));
    }

    /** The newest link; empty while there is none. */
    public Optional<Link> last() {
        return store.read("audit-ends", tx -> tx.audit().ends()).map(AuditTable.Ends::last);
    }

    /** Hands over all links of a time that match, oldest first. */
    public void each(Instant from, Instant to, Predicate<Link> wanted, Consumer<Link> sink) {
        Pages.read(
                        store,
                        "audit-page",
                        new Mark(from, 0),
                        (tx, after) -> Page.of(tx.audit().within(after, to, PAGE), PAGE, AuditChain::mark))
                .filter(wanted)
                .forEach(sink);
    }

    /** The newest {@code max} links of a time that match, oldest first. */
    public List<Link> newest(Instant from, Instant to, Predicate<Link> wanted, int max) {
        return Pages.read(
                        store,
                        "audit-page",
                        new Mark(to, Long.MAX_VALUE),
                        (tx, before) -> Page.of(tx.audit().newest(from, before, PAGE), PAGE, AuditChain::mark))
                .filter(wanted)
                .limit(max)
                .toList()
                .reversed();
    }

    private static Mark mark(Link link) {
        return new Mark(link.at(), link.number());
    }

    /** How often entries are linked. */
    public static Duration sealEvery() {
        return Duration.ofMillis(500);
    }
}
