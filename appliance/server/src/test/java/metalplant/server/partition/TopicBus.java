package metalplant.server.partition;

import java.util.List;
import metalplant.core.bus.Bus;
import metalplant.core.bus.Handler;
import metalplant.core.bus.Subscription;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/** A bus that tells which topics were made; with a topic {@code away} among them it is away. */
record TopicBus(Bus bus, List<String> topics) implements Bus {
    @Override
    public void publish(String topic, byte[] body) {
        bus.publish(topic, body);
    }

    @Override
    public void ensureTopic(String topic) {
        if (topics.contains("away")) {
            throw Problem.of(ProblemCode.BUS_UNAVAILABLE, "away");
        }
        bus.ensureTopic(topic);
        topics.add(topic);
    }

    @Override
    public Subscription subscribe(String topic, String channel, Handler handler) {
        return bus.subscribe(topic, channel, handler);
    }

    @Override
    public boolean reachable() {
        return bus.reachable();
    }
}
