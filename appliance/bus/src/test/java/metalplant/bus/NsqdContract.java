package metalplant.bus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.StreamSupport;
import metalplant.core.bus.Bus;
import metalplant.core.bus.ChannelCounts;
import metalplant.core.bus.Redelivery;
import metalplant.model.SystemWorld;
import metalplant.testkit.bus.BusContract;
import metalplant.testkit.bus.NsqdProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** The promises of the bus, kept by the real nsqd. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class NsqdContract extends BusContract {
    /** As usual, but what is given back comes again soon. */
    static final NsqTimings TIMINGS = new NsqTimings(
            NsqTimings.DEFAULT.connect(),
            NsqTimings.DEFAULT.answer(),
            NsqTimings.DEFAULT.heartbeat(),
            NsqTimings.DEFAULT.retryFirst(),
            Duration.ofMillis(200),
            NsqTimings.DEFAULT.leave(),
            new Redelivery(Duration.ofMillis(20), Duration.ofMillis(100)));

    private static final ObjectMapper JSON = new ObjectMapper();

    private NsqdProcess nsqd;
    private NsqBus bus;

    /** Starts an nsqd for all tests of the class. */
    abstract NsqdProcess startNsqd();

    abstract Optional<NsqTls> tls();

    @BeforeAll
    void start() {
        nsqd = startNsqd();
    }

    @BeforeEach
    void open() {
        bus = new NsqBus(new NsqConfig(nsqd.tcp(), nsqd.http(), tls(), TIMINGS), new SystemWorld());
    }

    @AfterEach
    void closeBus() {
        bus.close();
    }

    @AfterAll
    void end() {
        nsqd.close();
    }

    final NsqdProcess nsqd() {
        return nsqd;
    }

    @Override
    protected final Bus bus() {
        return bus;
    }

    @Override
    protected final void takeAway() {
        nsqd.stop();
    }

    @Override
    protected final void bringBack() {
        nsqd.restart();
    }

    @Override
    protected final void silence() {
        nsqd.suspend();
    }

    @Override
    protected final void endSilence() {
        nsqd.resume();
    }

    @Override
    protected final Optional<ChannelCounts> counts(String topic, String channel) {
        return counts(nsqd, topic, channel);
    }

    static Optional<ChannelCounts> counts(NsqdProcess nsqd, String topic, String channel) {
        try {
            var topics = JSON.readTree(nsqd.stats(topic)).path("topics");
            return StreamSupport.stream(topics.path(0).path("channels").spliterator(), false)
                    .filter(each -> each.path("channel_name").asText().equals(channel))
                    .findFirst()
                    .map(NsqdContract::counts);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("nsqd gives no JSON", e);
        }
    }

    private static ChannelCounts counts(JsonNode channel) {
        return new ChannelCounts(
                channel.required("depth").asInt(),
                channel.required("in_flight_count").asInt(),
                channel.required("deferred_count").asInt(),
                channel.required("client_count").asInt());
    }
}
