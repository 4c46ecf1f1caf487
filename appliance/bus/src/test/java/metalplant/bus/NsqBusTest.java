package metalplant.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sproutsocial.nsq.Client;
import com.sproutsocial.nsq.DirectSubscriber;
import com.sproutsocial.nsq.Publisher;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.testkit.bus.Eventually;
import metalplant.testkit.bus.Inbox;
import metalplant.testkit.bus.NsqdProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NsqBusTest extends NsqdContract {
    private final Path data;

    NsqBusTest(@TempDir Path data) {
        this.data = data;
    }

    @Override
    NsqdProcess startNsqd() {
        return NsqdProcess.start(data);
    }

    @Override
    Optional<NsqTls> tls() {
        return Optional.empty();
    }

    @Test
    void aConsumerOfOtherPeopleReadsWhatWePublish() throws Exception {
        // given
        BlockingQueue<com.sproutsocial.nsq.Message> arrived = new LinkedBlockingQueue<>();
        bus().ensureTopic("oracle-machine");
        var oracle = new DirectSubscriber(1, address());
        try {
            oracle.subscribe("oracle-machine", "core", (com.sproutsocial.nsq.Message message) -> {
                arrived.add(message);
                message.finish();
            });

            // when
            bus().publish("oracle-machine", "{\"type\":\"delete\"}".getBytes(UTF_8));

            // then
            var message = arrived.poll(Eventually.BOUND.toSeconds(), TimeUnit.SECONDS);
            assertThat(message).isNotNull();
            assertThat(new String(message.getData(), UTF_8)).isEqualTo("{\"type\":\"delete\"}");
            assertThat(message.getAttempts()).isEqualTo(1);
        } finally {
            oracle.stop();
        }
    }

    @Test
    void weReadWhatAPublisherOfOtherPeopleSends() {
        // given
        var inbox = Inbox.finishing();
        try (var _ = bus().subscribe("oracle-back", "core", inbox)) {
            var oracle = new Publisher(new Client(), address(), null);
            try {
                // when
                oracle.publish("oracle-back", List.of("one".getBytes(UTF_8), "two".getBytes(UTF_8)));

                // then
                assertThat(inbox.nextTexts(2)).containsExactly("one", "two");
            } finally {
                oracle.stop();
            }
        }
    }

    @Test
    void anNsqdThatWasKilledIsFoundAgain() {
        // given
        var inbox = Inbox.finishing();
        try (var subscription = bus().subscribe("killed", "core", inbox)) {
            bus().publish("killed", "before".getBytes(UTF_8));
            assertThat(inbox.next().text()).isEqualTo("before");

            // when
            nsqd().kill();
            Eventually.until("noticed", () -> !bus().reachable() && !subscription.live());
            var problem = catchThrowableOfType(Problem.class, () -> bus().publish("killed", new byte[] {1}));
            nsqd().restart();

            // then
            assertThat(problem.code()).isEqualTo(ProblemCode.BUS_UNAVAILABLE);
            Eventually.until("back", () -> bus().reachable() && subscription.live());
            bus().publish("killed", "after".getBytes(UTF_8));
            Eventually.until("the new one came", () -> inbox.next().text().equals("after"));
        }
    }

    @Test
    void anNsqdThatHangsBeforeAConnectionStandsCertainlyTookNothing() {
        // given: nobody has connected yet
        nsqd().suspend();
        try {
            // when
            var problem = catchThrowableOfType(Problem.class, () -> bus().publish("hanging", new byte[] {1}));

            // then
            assertThat(problem.code()).isEqualTo(ProblemCode.BUS_UNAVAILABLE);
        } finally {
            nsqd().resume();
        }
        assertThat(NsqdContract.counts(nsqd(), "hanging", "core")).isEmpty();
    }

    private String address() {
        return nsqd().tcp().getHostString() + ":" + nsqd().tcp().getPort();
    }
}
