package metalplant.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import metalplant.core.audit.AuditChain;
import metalplant.core.audit.AuditConfig;
import metalplant.core.audit.AuditTrail;
import metalplant.core.audit.AuditingStore;
import metalplant.core.audit.Change;
import metalplant.core.region.Regions;
import metalplant.core.store.AuditTable.Link;
import metalplant.core.store.Store;
import metalplant.model.Problem;
import metalplant.testkit.SimulatedWorld;
import org.junit.jupiter.api.Test;

/** What the audit promises: with each change its entry, in one chain, and of a change that did not happen none. */
public abstract class AuditContract {
    private final SimulatedWorld world = SimulatedWorld.seeded(52);

    /** An empty store. */
    protected abstract Store store();

    /** What stands in the entries of this test. */
    private static final class Trail implements AuditTrail {
        private final AtomicInteger numbers = new AtomicInteger();
        private final List<Integer> committed = new ArrayList<>();
        private final List<Change> last = new ArrayList<>();

        @Override
        public String entry(int number, List<Change> changes) {
            last.clear();
            last.addAll(changes);
            return "{\"number\":%d,\"changes\":\"%s\"}"
                    .formatted(
                            number,
                            changes.stream()
                                    .map(change -> change.kind() + " " + change.id() + " "
                                            + change.before().isPresent() + ">"
                                            + change.after().isPresent())
                                    .toList());
        }

        @Override
        public int next() {
            return numbers.getAndIncrement();
        }

        @Override
        public void committed(int number) {
            committed.add(number);
        }
    }

    private Regions regions(Store store) {
        return new Regions(new AuditingStore(store, world), world);
    }

    private AuditChain chain(Store store) {
        return new AuditChain(store, world, AuditConfig.DEFAULT);
    }

    /** Each at a time of its own: entries of one moment have no order. */
    private void create(Regions regions, String id, AuditTrail trail) {
        world.advance(Duration.ofMillis(1));
        ScopedValue.where(AuditTrail.CURRENT, trail)
                .run(() -> regions.create(new Regions.Create(id, "name", "", Map.of())));
    }

    @Test
    public void eachChangeHasAnEntryWithWhatWasBeforeAndAfter() {
        var store = store();
        var trail = new Trail();
        create(regions(store), "north", trail);
        var created = List.copyOf(trail.last);
        world.advance(Duration.ofMillis(1));
        ScopedValue.where(AuditTrail.CURRENT, trail).run(() -> regions(store).delete("north"));

        assertThat(chain(store).seal()).isEqualTo(2);
        assertThat(chain(store).after(0, 10))
                .extracting(Link::text)
                .containsExactly(
                        "{\"number\":0,\"changes\":\"[region north false>true]\"}",
                        "{\"number\":1,\"changes\":\"[region north true>false]\"}");
        assertThat(created).hasSize(1);
        assertThat(trail.last.getFirst().before()).isEqualTo(created.getFirst().after());
        assertThat(trail.committed).containsExactly(0, 1);
    }

    @Test
    public void whatIsRefusedLeavesNoEntry() {
        var store = store();
        var trail = new Trail();
        create(regions(store), "north", trail);

        assertThatThrownBy(() -> create(regions(store), "north", trail)).isInstanceOf(Problem.class);

        assertThat(chain(store).seal()).isEqualTo(1);
        assertThat(trail.committed).containsExactly(0);
    }

    @Test
    public void whatAPlantDoesByItselfHasNone() {
        var store = store();
        regions(store).create(new Regions.Create("north", "", "", Map.of()));

        assertThat(chain(store).seal()).isZero();
    }

    @Test
    public void linksHaveTheDigestOfTheOneBefore() {
        var store = store();
        for (int i = 0; i < 5; i++) {
            create(regions(store), "r" + i, new Trail());
            chain(store).seal();
        }
        var links = chain(store).after(0, 10);

        assertThat(links).extracting(Link::number).containsExactly(1L, 2L, 3L, 4L, 5L);
        for (int i = 1; i < links.size(); i++) {
            assertThat(links.get(i).before()).isEqualTo(links.get(i - 1).digest());
            assertThat(links.get(i).digest())
                    .isEqualTo(AuditChain.digest(
                            i + 1L, links.get(i).before(), links.get(i).text()));
        }
        assertThat(chain(store).after(3, 1)).extracting(Link::number).containsExactly(4L);
        assertThat(chain(store).last()).get().extracting(Link::number).isEqualTo(5L);
    }

    @Test
    public void pagesOfATimeComeFromBothEnds() {
        var store = store();
        var begin = world.now();
        for (int i = 0; i < 6; i++) {
            create(regions(store), "r" + i, new Trail());
            world.advance(Duration.ofSeconds(1));
        }
        chain(store).seal();
        var until = begin.plusMillis(4_500);
        var seen = new ArrayList<Long>();
        chain(store).each(begin.plusSeconds(1), until, _ -> true, link -> seen.add(link.number()));

        assertThat(seen).containsExactly(2L, 3L, 4L, 5L);
        assertThat(chain(store).newest(begin, until, link -> link.number() != 4, 2))
                .extracting(Link::number)
                .containsExactly(3L, 5L);
    }

    @Test
    public void oldEntriesAreForgottenAndTheChainGoesOn() {
        var store = store();
        for (int i = 0; i < 3; i++) {
            create(regions(store), "old" + i, new Trail());
        }
        chain(store).seal();
        world.advance(Duration.ofDays(91));
        create(regions(store), "fresh", new Trail());
        chain(store).seal();
        chain(store).forget();

        assertThat(chain(store).after(0, 10)).extracting(Link::number).containsExactly(4L);
        world.advance(Duration.ofDays(91));
        chain(store).forget();
        create(regions(store), "last", new Trail());
        chain(store).seal();
        assertThat(chain(store).after(0, 10)).extracting(Link::number).containsExactly(4L, 5L);
        assertThat(chain(store).after(4, 10).getFirst().before())
                .isEqualTo(chain(store).after(3, 1).getFirst().digest());
    }
}
