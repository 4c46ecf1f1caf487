package metalplant.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import metalplant.core.bus.Redelivery;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.SystemWorld;
import metalplant.testkit.bus.Eventually;
import metalplant.testkit.bus.Inbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An nsqd that breaks the protocol, hangs up at bad moments, or wants to be spoken to in the clear. */
class HostileNsqdTest {
    private static final String MESSAGE_ID = "0123456789abcdef";
    private static final byte[] BODY = "x".getBytes(UTF_8);
    private static final NsqTimings TIMINGS = new NsqTimings(
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofMillis(1),
            Duration.ofMillis(20),
            Duration.ofMillis(20),
            new Redelivery(Duration.ofMillis(1), Duration.ofMillis(1)));

    @ParameterizedTest
    @ValueSource(
            strings = {"OK", "not json", "[]", "", "{\"tls_v1\":true}", "{\"tls_v1\":false,\"auth_required\":true}"})
    void aHandshakeThatGrantsSomethingElseIsRefusedBeforeAnythingIsPublished(String granted) {
        // given
        var published = new LinkedBlockingQueue<String>();
        try (var nsqd = new LyingNsqd(talk -> {
                    talk.shakeHands(granted);
                    published.add(talk.readLine());
                });
                var bus = bus(nsqd, Optional.empty())) {
            // when
            var problem = publishing(bus);

            // then
            assertThat(problem.code()).isEqualTo(ProblemCode.BUS_UNAVAILABLE);
            assertThat(published).isEmpty();
        }
    }

    @Test
    void anNsqdThatStripsTlsGetsNothingInTheClear() throws Exception {
        // given
        var heard = new LinkedBlockingQueue<String>();
        var tls = NsqTls.of(SSLContext.getDefault());
        try (var nsqd = new LyingNsqd(talk -> {
                    talk.shakeHands(LyingNsqd.PLAIN);
                    heard.add(talk.readLine());
                });
                var bus = bus(nsqd, Optional.of(tls))) {
            // when
            var problem = publishing(bus);

            // then
            assertThat(problem.code()).isEqualTo(ProblemCode.BUS_UNAVAILABLE);
            assertThat(problem).hasMessageContaining("TLS");
            assertThat(heard).isEmpty();
        }
    }

    @Test
    void anNsqdThatHangsUpAfterAMessageLeavesItsOutcomeUnknown() {
        // given
        try (var nsqd = new LyingNsqd(talk -> {
                    talk.shakeHands(LyingNsqd.PLAIN);
                    talk.readLine();
                    talk.readBody();
                });
                var bus = bus(nsqd, Optional.empty())) {
            // when, then
            assertThat(publishing(bus).code()).isEqualTo(ProblemCode.OUTCOME_UNKNOWN);
        }
    }

    @Test
    void anNsqdThatRefusesAMessageCertainlyDidNotTakeIt() {
        // given: nsqd hangs up after a refusal, as the real one does
        try (var nsqd = new LyingNsqd(talk -> {
                    talk.shakeHands(LyingNsqd.PLAIN);
                    talk.readLine();
                    talk.readBody();
                    talk.refuse("E_PUB_FAILED PUB failed exiting");
                });
                var bus = bus(nsqd, Optional.empty())) {
            // when
            var problem = publishing(bus);

            // then
            assertThat(problem.code()).isEqualTo(ProblemCode.BUS_UNAVAILABLE);
            assertThat(problem).hasMessageContaining("E_PUB_FAILED");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 3, 2 * 1024 * 1024, Integer.MAX_VALUE})
    void aFrameOfImpossibleSizeEndsTheConnection(int size) {
        // given
        try (var nsqd = new LyingNsqd(talk -> {
                    talk.shakeHands(LyingNsqd.PLAIN);
                    talk.readLine();
                    talk.readBody();
                    talk.raw(ByteBuffer.allocate(8).putInt(size).putInt(0).array());
                    talk.awaitEnd();
                });
                var bus = bus(nsqd, Optional.empty())) {
            // when, then
            var problem = publishing(bus);
            assertThat(problem.code()).isEqualTo(ProblemCode.OUTCOME_UNKNOWN);
            assertThat(problem).hasMessageContaining("bytes");
        }
    }

    @Test
    void aMessageOrNonsenseInPlaceOfAnAnswerLeavesTheOutcomeUnknown() {
        // given
        var turn = new AtomicInteger();
        try (var nsqd = new LyingNsqd(talk -> {
                    talk.shakeHands(LyingNsqd.PLAIN);
                    talk.readLine();
                    talk.readBody();
                    switch (turn.getAndIncrement()) {
                        case 0 -> talk.deliver(MESSAGE_ID, 1, BODY);
                        case 1 -> talk.frame(77, BODY);
                        default -> talk.answer("MAYBE");
                    }
                    talk.awaitEnd();
                });
                var bus = bus(nsqd, Optional.empty())) {
            for (var i = 0; i < 3; i++) {
                // when, then
                assertThat(publishing(bus).code()).isEqualTo(ProblemCode.OUTCOME_UNKNOWN);
            }
        }
    }

    @Test
    void anAnswerThatNobodyAskedForIsNotTakenForTheNextOne() {
        // given: the first connection says OK before anything was published
        var connections = new AtomicInteger();
        var firstEnded = new CountDownLatch(1);
        try (var nsqd = new LyingNsqd(talk -> {
                    talk.shakeHands(LyingNsqd.PLAIN);
                    if (connections.getAndIncrement() == 0) {
                        talk.answer("OK");
                        talk.awaitEnd();
                        firstEnded.countDown();
                    } else {
                        talk.readLine();
                        talk.readBody();
                    }
                });
                var bus = bus(nsqd, Optional.empty())) {
            assertThat(bus.reachable()).isTrue();
            Eventually.until("the first connection ended", () -> firstEnded.getCount() == 0);

            // when, then: published on a second connection, which never answers
            assertThat(publishing(bus).code()).isEqualTo(ProblemCode.OUTCOME_UNKNOWN);
            assertThat(connections).hasValue(2);
        }
    }

    @Test
    void aSignOfLifeIsAnsweredWhileAHandlerWorks() {
        // given
        var heard = new LinkedBlockingQueue<String>();
        var answered = new CountDownLatch(1);
        try (var nsqd = new LyingNsqd(talk -> {
                    talk.shakeHands(LyingNsqd.PLAIN);
                    heard.add(talk.readLine());
                    talk.answer("OK");
                    heard.add(talk.readLine());
                    talk.deliver(MESSAGE_ID, 1, BODY);
                    talk.answer("_heartbeat_");
                    heard.add(talk.readLine());
                    answered.countDown();
                    heard.add(talk.readLine());
                    talk.awaitEnd();
                });
                var bus = bus(nsqd, Optional.empty())) {
            // when: the handler ends only after the sign of life was answered
            var inbox = Inbox.refusing(_ -> {
                awaitLatch(answered);
                return false;
            });
            try (var _ = bus.subscribe("t", "core", inbox)) {
                // then
                assertThat(lines(heard, 4)).containsExactly("SUB t core", "RDY 1", "NOP", "FIN " + MESSAGE_ID);
            }
        }
    }

    @Test
    void aMessageGivenBackNamesItsWait() {
        // given
        var heard = new LinkedBlockingQueue<String>();
        try (var nsqd = new LyingNsqd(talk -> {
                    talk.shakeHands(LyingNsqd.PLAIN);
                    talk.readLine();
                    talk.answer("OK");
                    talk.readLine();
                    talk.deliver(MESSAGE_ID, 3, BODY);
                    heard.add(talk.readLine());
                    talk.awaitEnd();
                });
                var bus = bus(nsqd, Optional.empty());
                var _ = bus.subscribe("t", "core", Inbox.refusing(_ -> true))) {
            // when, then
            assertThat(lines(heard, 1)).containsExactly("REQ " + MESSAGE_ID + " 1");
        }
    }

    @Test
    void aMessageIdThatWouldEndItsLineIsNeverSentBack() {
        // given
        var connections = new AtomicInteger();
        var inbox = Inbox.finishing();
        try (var nsqd = new LyingNsqd(talk -> {
                    connections.incrementAndGet();
                    talk.shakeHands(LyingNsqd.PLAIN);
                    talk.readLine();
                    talk.answer("OK");
                    talk.readLine();
                    talk.deliver("a\nPUB evil\n\0\0\0\1", 1, BODY);
                    talk.awaitEnd();
                });
                var bus = bus(nsqd, Optional.empty());
                var _ = bus.subscribe("t", "core", inbox)) {
            // when, then: the connection ends and another is tried; the handler sees nothing
            Eventually.until("tried again", () -> connections.get() > 2);
            assertThat(inbox.unread()).isZero();
        }
    }

    @Test
    void anNsqdThatSendsFasterThanAskedDoesNotFillTheMemory() {
        // given: a thousand messages although one was asked for, then a sign of life
        var release = new CountDownLatch(1);
        var answeredSigns = new LinkedBlockingQueue<String>();
        var inbox = Inbox.refusing(_ -> {
            awaitLatch(release);
            return false;
        });
        try (var nsqd = new LyingNsqd(talk -> {
                    talk.shakeHands(LyingNsqd.PLAIN);
                    talk.readLine();
                    talk.answer("OK");
                    talk.readLine();
                    for (var i = 0; i < 1000; i++) {
                        talk.deliver(MESSAGE_ID, 1, BODY);
                    }
                    talk.answer("_heartbeat_");
                    answeredSigns.add(talk.readLine());
                    talk.awaitEnd();
                });
                var bus = bus(nsqd, Optional.empty());
                var _ = bus.subscribe("t", "core", inbox)) {
            // when: everything was read while the handler had the first
            assertThat(lines(answeredSigns, 1)).containsExactly("NOP");
            release.countDown();

            // then: what did not fit is left to come again
            Eventually.until("the queue ran dry", () -> inbox.unread() >= 2);
            assertThat(inbox.unread()).isLessThan(10);
        }
    }

    private static NsqBus bus(LyingNsqd nsqd, Optional<NsqTls> tls) {
        return new NsqBus(new NsqConfig(nsqd.address(), nsqd.address(), tls, TIMINGS), new SystemWorld());
    }

    private static Problem publishing(NsqBus bus) {
        var problem = catchThrowableOfType(Problem.class, () -> bus.publish("t", BODY));
        assertThat(problem).as("it was published").isNotNull();
        return problem;
    }

    private static List<String> lines(BlockingQueue<String> heard, int count) {
        Eventually.until(count + " lines heard", () -> heard.size() >= count);
        return List.copyOf(heard);
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
