package metalplant.federation.plant;

import java.util.UUID;
import java.util.random.RandomGenerator;
import metalplant.federation.guard.Guards;
import metalplant.federation.ledger.Acceptance;
import metalplant.federation.signing.Signer;
import metalplant.federation.value.Moment;

/** What a step may use besides state and event. All of it is the same again when a run is repeated. */
public record Surroundings(
        Moment now,
        RandomGenerator random,
        Signer signer,
        Acceptance acceptance,
        EntryLog log,
        LocalPlane local,
        PlantConfig config) {
    Guards guards() {
        return acceptance.guards();
    }

    UUID newId() {
        return new UUID(random.nextLong(), random.nextLong());
    }
}
