package metalplant.testkit.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static metalplant.core.bus.InMemoryBus.Condition.AWAY;
import static metalplant.core.bus.InMemoryBus.Condition.SILENT;
import static metalplant.core.bus.InMemoryBus.Condition.UP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import metalplant.core.bus.Bus;
import metalplant.core.bus.ChannelCounts;
import metalplant.core.bus.InMemoryBus;
import metalplant.core.bus.Redelivery;
import metalplant.model.SystemWorld;
import org.junit.jupiter.api.Test;

class InMemoryBusTest extends BusContract {
    private static final Redelivery SOON = new Redelivery(Duration.ofMillis(1), Duration.ofMillis(5));

    private final InMemoryBus bus = holding(InMemoryBus.Limits.DEFAULT);

    private static InMemoryBus holding(InMemoryBus.Limits limits) {
        return new InMemoryBus(new SystemWorld(), Thread::startVirtualThread, SOON, limits);
    }

    @Override
    protected Bus bus() {
        return bus;
    }

    @Override
    protected void takeAway() {
        bus.become(AWAY);
    }

    @Override
    protected void bringBack() {
        bus.become(UP);
    }

    @Override
    protected void silence() {
        bus.become(SILENT);
    }

    @Override
    protected void endSilence() {
        bus.become(UP);
    }

    @Override
    protected Optional<ChannelCounts> counts(String topic, String channel) {
        return bus.counts(topic, channel);
    }

    @Test
    void aFullBusTakesNothingUntilSomethingIsFinished() {
        // given
        var small = holding(new InMemoryBus.Limits(1, 1, 1, 2, 100));
        small.publish("t", "one".getBytes(UTF_8));
        small.publish("t", "two".getBytes(UTF_8));

        // when, then
        assertThatThrownBy(() -> small.publish("t", "three".getBytes(UTF_8))).hasMessageContaining("full");
        var inbox = Inbox.finishing();
        try (var _ = small.subscribe("t", "core", inbox)) {
            assertThat(inbox.nextTexts(2)).containsExactly("one", "two");
            Eventually.until(
                    "both finished",
                    () -> small.counts("t", "core").orElseThrow().handedOut() == 0);
            small.publish("t", "three".getBytes(UTF_8));
            assertThat(inbox.next().text()).isEqualTo("three");
        }
    }

    @Test
    void bytesAreBoundedToo() {
        // given
        var small = holding(new InMemoryBus.Limits(1, 1, 1, 10, 4));

        // when, then
        assertThatThrownBy(() -> small.publish("t", "three".getBytes(UTF_8))).hasMessageContaining("full");
        small.publish("t", "four".getBytes(UTF_8));
    }

    @Test
    void topicsChannelsAndSubscriptionsAreBounded() {
        // given
        var small = holding(new InMemoryBus.Limits(1, 1, 1, 10, 100));
        var inbox = Inbox.finishing();
        try (var _ = small.subscribe("t", "core", inbox)) {
            // when, then
            assertThatThrownBy(() -> small.ensureTopic("u")).hasMessageContaining("topic");
            assertThatThrownBy(() -> small.subscribe("t", "more", inbox)).hasMessageContaining("channel");
            assertThatThrownBy(() -> small.subscribe("t", "core", inbox)).hasMessageContaining("subscription");
        }
    }

    @Test
    void whatAnEphemeralChannelHeldMakesRoomWhenItGoes() {
        // given
        var small = holding(new InMemoryBus.Limits(1, 1, 1, 1, 100));
        var inbox = Inbox.finishing();
        var subscription = small.subscribe("t", "gone#ephemeral", inbox);
        small.become(SILENT);
        assertThatThrownBy(() -> small.publish("t", "one".getBytes(UTF_8))).hasMessageContaining("did not answer");

        // when
        subscription.close();
        small.become(UP);

        // then
        small.publish("t", "two".getBytes(UTF_8));
        assertThat(inbox.unread()).isZero();
    }

    @Test
    void nothingIsHandedOutInsideThePublishingCallWhenAQueueOwnsTheOrder() {
        // given
        var queue = new ArrayDeque<Runnable>();
        var replayed = new InMemoryBus(new SystemWorld(), queue::add, SOON, InMemoryBus.Limits.DEFAULT);
        var inbox = Inbox.finishing();
        try (var _ = replayed.subscribe("t", "core", inbox)) {
            // when
            replayed.publish("t", "one".getBytes(UTF_8));
            replayed.publish("t", "two".getBytes(UTF_8));

            // then
            assertThat(inbox.unread()).isZero();
            assertThat(queue).hasSize(1);
            queue.remove().run();
            assertThat(inbox.nextTexts(2)).containsExactly("one", "two");
        }
    }
}
