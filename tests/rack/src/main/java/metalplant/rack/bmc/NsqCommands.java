package metalplant.rack.bmc;

import com.sproutsocial.nsq.Client;
import com.sproutsocial.nsq.Config;
import com.sproutsocial.nsq.DirectSubscriber;
import com.sproutsocial.nsq.Message;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import metalplant.rack.bmc.BmcRoom.Verdict;
import metalplant.rack.plant.Pem;
import metalplant.rack.time.Loop;

/**
 * Takes the partition's commands from nsqd, set as the field's agent sets it: straight to nsqd, mutual TLS, heartbeat
 * 5 s, ten in flight, two attempts. A broker that is away is tried again every two seconds. One per process, because the
 * library's direct subscriber knows only one client.
 */
public final class NsqCommands implements AutoCloseable {
    private static final String CHANNEL = "core";
    private static final int RECONNECT_SECONDS = 2;
    private static final int HEARTBEAT_MILLIS = 5_000;
    private static final int IN_FLIGHT_MAX = 10;
    private static final int ATTEMPTS_MAX = 2;
    private static final int AGAIN_AFTER_MILLIS = 3_000;
    private static final int FLUSH_MILLIS = 200;
    private static final int HANDLING_MAX_SECONDS = 15;
    private static final int STOP_MILLIS = 1_000;

    private final String topic;
    private final BmcRoom room;
    private final Loop loop;
    private final Client client = Client.getDefaultClient();
    private final DirectSubscriber subscriber;

    public NsqCommands(String address, Optional<Pem> tls, String partition, BmcRoom room, Loop loop)
            throws GeneralSecurityException, IOException {
        this.topic = partition + "-machine";
        this.room = room;
        this.loop = loop;
        var config = new Config();
        config.setClientId("rack");
        config.setHeartbeatInterval(HEARTBEAT_MILLIS);
        if (tls.isPresent()) {
            config.setTlsV1(true);
            client.setSSLSocketFactory(new NamedHostSockets(tls.get().context().getSocketFactory(), host(address)));
        }
        this.subscriber = new DirectSubscriber(RECONNECT_SECONDS, address);
        subscriber.setConfig(config);
        subscriber.setMaxFlushDelayMillis(FLUSH_MILLIS);
    }

    private static String host(String address) {
        int colon = address.lastIndexOf(':');
        String host = colon < 0 ? address : address.substring(0, colon);
        return host.replace("[", "").replace("]", "");
    }

    /** Begins to listen; returns at once. */
    public void start() {
        // The library connects before it returns, and a broker that swallows packets holds it for half a minute.
        Thread.ofVirtual().name("rack-nsq-start").start(() -> {
            subscriber.subscribe(topic, CHANNEL, IN_FLIGHT_MAX, this::handle);
        });
    }

    /** Whether there is a connection right now. */
    public boolean isConnected() {
        return subscriber.getConnectionCount() > 0;
    }

    private void handle(Message message) {
        switch (verdict(message)) {
            case FINISH -> message.finish();
            case AGAIN -> {
                if (message.getAttempts() < ATTEMPTS_MAX) {
                    message.requeue(AGAIN_AFTER_MILLIS);
                } else {
                    message.finish();
                }
            }
        }
    }

    /** Waits for the loop, so that the broker's bound on what is in flight is the bound on what is queued here. */
    private Verdict verdict(Message message) {
        var verdict = new CompletableFuture<Verdict>();
        var sent = Instant.ofEpochSecond(0, message.getTimestamp());
        loop.post(() -> {
            try {
                verdict.complete(room.take(message.getData(), sent));
            } finally {
                verdict.complete(Verdict.AGAIN);
            }
        });
        try {
            return verdict.get(HANDLING_MAX_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return Verdict.AGAIN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Verdict.AGAIN;
        }
    }

    @Override
    public void close() {
        client.stop(STOP_MILLIS);
    }
}
