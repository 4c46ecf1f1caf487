package metalplant.core.federation;

import metalplant.federation.plant.Message;
import metalplant.federation.value.PlantId;

/**
 * Carries messages to other plants over mutually authenticated links. Never blocks and never throws: what cannot be sent now is lost,
 * and asked for again. What arrives goes to {@link FederationRunner#received}.
 */
@FunctionalInterface
public interface Mesh {
    void send(PlantId to, Message message);
}
