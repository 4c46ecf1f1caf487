package metalplant.testkit.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import metalplant.core.bus.Bus;
import metalplant.core.bus.ChannelCounts;
import metalplant.core.bus.Message;
import metalplant.core.bus.Subscription;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every bus promises. An implementation binds itself by naming its bus and how to take it away. */
public abstract class BusContract {
    private static final AtomicInteger TOPICS = new AtomicInteger();

    private String topic = "";

    /** A topic of its own for each test, so that one bus may serve all of them. */
    @BeforeEach
    void chooseTopic() {
        topic = "t%d-machine".formatted(TOPICS.incrementAndGet());
    }

    /** The bus under test: up, and with redelivery in well under a second. */
    protected abstract Bus bus();

    /** Takes away what serves the bus; what it holds stays. */
    protected abstract void takeAway();

    /** Brings back what {@link #takeAway} took. */
    protected abstract void bringBack();

    /** Makes what serves the bus fall silent, its connections staying open. */
    protected abstract void silence();

    /** Ends {@link #silence}. */
    protected abstract void endSilence();

    /** What a channel holds, as the bus itself counts; empty when there is no such channel. */
    protected abstract Optional<ChannelCounts> counts(String topic, String channel);

    @Test
    void whatIsPublishedArrivesAsItWas() {
        // given
        var inbox = Inbox.finishing();
        try (var _ = bus().subscribe(topic, "core", inbox)) {
            // when
            var body = new byte[] {0, 10, 13, (byte) 0xff, 32};
            bus().publish(topic, body);

            // then
            var message = inbox.next();
            assertThat(message.body()).containsExactly(body);
            assertThat(message.attempts()).isEqualTo(1);
            assertThat(message.id()).hasSize(16);
        }
    }

    @Test
    void theLargestBodyArrivesWhole() {
        // given
        var inbox = Inbox.finishing();
        var body = new byte[Bus.MESSAGE_BYTES_MAX];
        IntStream.range(0, body.length).forEach(i -> body[i] = (byte) (i * 31));
        try (var _ = bus().subscribe(topic, "core", inbox)) {
            // when
            bus().publish(topic, body);

            // then
            assertThat(inbox.next().body()).isEqualTo(body);
        }
    }

    @Test
    void aTopicKeepsWhatComesBeforeItsFirstChannel() {
        // given
        publish("early");

        // when
        var inbox = Inbox.finishing();
        try (var _ = bus().subscribe(topic, "core", inbox)) {
            // then
            assertThat(inbox.next().text()).isEqualTo("early");
        }
    }

    @Test
    void everyChannelGetsEveryMessage() {
        // given
        var first = Inbox.finishing();
        var second = Inbox.finishing();
        try (var one = bus().subscribe(topic, "one", first);
                var two = bus().subscribe(topic, "two", second)) {
            Eventually.until("both live", () -> one.live() && two.live());

            // when
            publish("both");

            // then
            assertThat(first.next().text()).isEqualTo("both");
            assertThat(second.next().text()).isEqualTo("both");
        }
    }

    @Test
    void subscriptionsOfOneChannelShareItsMessages() {
        // given
        var first = Inbox.finishing();
        var second = Inbox.finishing();
        try (var one = bus().subscribe(topic, "core", first);
                var two = bus().subscribe(topic, "core", second)) {
            Eventually.until("both live", () -> one.live() && two.live());

            // when
            IntStream.range(0, 100).forEach(i -> publish("m" + i));

            // then
            Eventually.until("all hundred came", () -> first.unread() + second.unread() == 100);
            var texts = new ArrayList<>(first.nextTexts(first.unread()));
            texts.addAll(second.nextTexts(second.unread()));
            assertThat(texts).doesNotHaveDuplicates();
        }
    }

    @Test
    void aRefusedMessageComesAgainBehindWhatWaitedAlready() {
        // given: the handler has the first message and holds it until the second waits in the channel
        var secondWaits = new CountDownLatch(1);
        Predicate<Message> refuseOnce = message -> {
            if (message.text().equals("first") && message.attempts() == 1) {
                awaitLatch(secondWaits);
                return true;
            }
            return false;
        };
        var inbox = Inbox.refusing(refuseOnce);
        try (var _ = bus().subscribe(topic, "core", inbox)) {
            publish("first");
            assertThat(inbox.next().text()).isEqualTo("first");
            publish("second");
            Eventually.until("the second waits", () -> holds(1, 1));

            // when
            secondWaits.countDown();

            // then
            assertThat(inbox.next().text()).isEqualTo("second");
            var again = inbox.next();
            assertThat(again.text()).isEqualTo("first");
            assertThat(again.attempts()).isEqualTo(2);
        }
    }

    @Test
    void aRefusedMessageComesUntilItIsTaken() {
        // given
        var inbox = Inbox.refusing(message -> message.attempts() < 4);
        try (var _ = bus().subscribe(topic, "core", inbox)) {
            // when
            publish("stubborn");

            // then
            var attempts = List.of(inbox.next(), inbox.next(), inbox.next(), inbox.next());
            assertThat(attempts).extracting(Message::attempts).containsExactly(1, 2, 3, 4);
            assertThat(attempts)
                    .extracting(Message::id)
                    .containsOnly(attempts.getFirst().id());
        }
    }

    @Test
    void aHandlerWorksOnOneMessageAtATime() {
        // given
        var inside = new AtomicInteger();
        var insideMost = new AtomicInteger();
        var inbox = Inbox.refusing(_ -> {
            insideMost.accumulateAndGet(inside.incrementAndGet(), Math::max);
            Thread.yield();
            inside.decrementAndGet();
            return false;
        });
        try (var _ = bus().subscribe(topic, "core", inbox)) {
            // when
            IntStream.range(0, 100).forEach(i -> publish("m" + i));

            // then
            inbox.nextTexts(100);
            assertThat(insideMost.get()).isEqualTo(1);
        }
    }

    @Test
    void whatComesAfterASubscriptionEndedWaitsForTheNext() {
        // given
        var first = Inbox.finishing();
        try (var _ = bus().subscribe(topic, "core", first)) {
            publish("one");
            assertThat(first.next().text()).isEqualTo("one");
        }

        // when
        publish("two");

        // then
        var second = Inbox.finishing();
        try (var _ = bus().subscribe(topic, "core", second)) {
            assertThat(second.next().text()).isEqualTo("two");
        }
        assertThat(first.unread()).isZero();
    }

    @Test
    void aMessageUnderWayWhenItsSubscriptionEndsIsStillFinished() {
        // given
        var ended = new CountDownLatch(1);
        var slow = Inbox.refusing(_ -> {
            awaitLatch(ended);
            return false;
        });
        var subscription = bus().subscribe(topic, "core", slow);
        publish("slow");
        assertThat(slow.next().text()).isEqualTo("slow");

        // when
        subscription.close();
        ended.countDown();
        publish("after");

        // then: only what came after is left for the next subscription
        Eventually.until(
                "only one is left", () -> counts(topic, "core").equals(Optional.of(new ChannelCounts(1, 0, 0, 0))));
        var next = Inbox.finishing();
        try (var _ = bus().subscribe(topic, "core", next)) {
            assertThat(next.next().text()).isEqualTo("after");
        }
    }

    @Test
    void anEphemeralChannelForgetsWithItsLastSubscription() {
        // given
        var steady = Inbox.finishing();
        var first = Inbox.finishing();
        try (var _ = bus().subscribe(topic, "steady", steady)) {
            try (var ephemeral = bus().subscribe(topic, "gone#ephemeral", first)) {
                Eventually.until("live", ephemeral::live);
                publish("one");
                assertThat(first.next().text()).isEqualTo("one");
            }
            Eventually.until(
                    "the channel is gone", () -> counts(topic, "gone#ephemeral").isEmpty());

            // when
            publish("two");
            var second = Inbox.finishing();
            try (var ephemeral = bus().subscribe(topic, "gone#ephemeral", second)) {
                Eventually.until("live again", ephemeral::live);
                publish("three");

                // then
                assertThat(second.next().text()).isEqualTo("three");
            }
            assertThat(steady.nextTexts(3)).containsExactlyInAnyOrder("one", "two", "three");
        }
    }

    @Test
    void manyPublishersLoseNothing() throws Exception {
        // given
        var inbox = Inbox.finishing();
        try (var _ = bus().subscribe(topic, "core", inbox);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // when
            var published = IntStream.range(0, 400)
                    .mapToObj(i -> threads.submit(() -> publish("m" + i)))
                    .toList();
            for (var each : published) {
                each.get();
            }

            // then
            assertThat(inbox.nextTexts(400)).doesNotHaveDuplicates();
        }
    }

    @Test
    void makingATopicTwiceIsMakingItOnce() {
        // when
        bus().ensureTopic(topic);
        publish("kept");
        bus().ensureTopic(topic);

        // then
        var inbox = Inbox.finishing();
        try (var _ = bus().subscribe(topic, "core", inbox)) {
            assertThat(inbox.next().text()).isEqualTo("kept");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "two words",
                "line\nPUB other",
                "umlaut-ä",
                "a/b",
                "x#temporary",
                "#ephemeral",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void aNameThatNsqForbidsIsRefusedAndTheBusGoesOn(String name) {
        // when
        var publishing = problemOf(() -> bus().publish(name, "x".getBytes(UTF_8)));
        var making = problemOf(() -> bus().ensureTopic(name));
        var subscribing = problemOf(() -> bus().subscribe(name, "core", Inbox.finishing()));
        var channel = problemOf(() -> bus().subscribe(topic, name, Inbox.finishing()));

        // then
        assertThat(List.of(publishing, making, subscribing, channel))
                .extracting(Problem::code)
                .containsOnly(ProblemCode.BAD_REQUEST);
        publish("still fine");
    }

    @Test
    void aBodyThatIsEmptyOrTooLargeIsRefusedAndTheBusGoesOn() {
        // when
        var empty = problemOf(() -> bus().publish(topic, new byte[0]));
        var large = problemOf(() -> bus().publish(topic, new byte[Bus.MESSAGE_BYTES_MAX + 1]));

        // then
        assertThat(empty.code()).isEqualTo(ProblemCode.BAD_REQUEST);
        assertThat(large.code()).isEqualTo(ProblemCode.BODY_TOO_LARGE);
        publish("still fine");
    }

    @Test
    void aBusThatIsAwayTakesNothingAndDeliversAgainOnceItIsBack() {
        // given
        var inbox = Inbox.finishing();
        try (var subscription = bus().subscribe(topic, "core", inbox)) {
            publish("before");
            assertThat(inbox.next().text()).isEqualTo("before");
            Eventually.until("it is finished", () -> holds(0, 0));

            // when
            takeAway();
            try {
                Eventually.until("noticed", () -> !bus().reachable() && !subscription.live());

                // then
                assertThat(problemOf(() -> publish("meanwhile")).code()).isEqualTo(ProblemCode.BUS_UNAVAILABLE);
                assertThat(problemOf(() -> bus().ensureTopic(topic + "2")).code())
                        .isEqualTo(ProblemCode.BUS_UNAVAILABLE);
            } finally {
                bringBack();
            }
            Eventually.until("back", () -> bus().reachable() && subscription.live());
            publish("after");
            assertThat(inbox.next().text()).isEqualTo("after");
            assertThat(inbox.unread()).isZero();
        }
    }

    @Test
    void aSubscriptionMadeWhileTheBusIsAwayComesAliveLater() {
        // given
        publish("kept");
        var inbox = Inbox.finishing();
        takeAway();
        Subscription subscription;
        boolean liveMeanwhile;
        try {
            subscription = bus().subscribe(topic, "core", inbox);
            liveMeanwhile = subscription.live();
        } finally {
            // when
            bringBack();
        }

        // then
        try (subscription) {
            assertThat(liveMeanwhile).isFalse();
            assertThat(inbox.next().text()).isEqualTo("kept");
        }
    }

    @Test
    void aMissingAnswerIsAnUnknownOutcomeAndNeverASecondMessage() {
        // given
        publish("before");

        // when
        silence();
        Problem problem;
        try {
            problem = problemOf(() -> publish("perhaps"));
        } finally {
            endSilence();
        }

        // then
        assertThat(problem.code()).isEqualTo(ProblemCode.OUTCOME_UNKNOWN);
        Eventually.until("back", () -> bus().reachable());
        publish("after");
        var inbox = Inbox.finishing();
        try (var _ = bus().subscribe(topic, "core", inbox)) {
            var texts = new ArrayList<String>();
            Eventually.until("all that was taken came", () -> {
                while (inbox.unread() > 0) {
                    texts.add(inbox.next().text());
                }
                return texts.contains("before") && texts.contains("after");
            });
            assertThat(texts).doesNotHaveDuplicates().isSubsetOf("before", "perhaps", "after");
        }
    }

    private void publish(String text) {
        bus().publish(topic, text.getBytes(UTF_8));
    }

    private boolean holds(int waiting, int handedOut) {
        return counts(topic, "core").equals(Optional.of(new ChannelCounts(waiting, handedOut, 0, 1)));
    }

    private static Problem problemOf(Runnable attempt) {
        var problem = catchThrowableOfType(Problem.class, attempt::run);
        assertThat(problem).as("a problem was expected").isNotNull();
        return problem;
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
