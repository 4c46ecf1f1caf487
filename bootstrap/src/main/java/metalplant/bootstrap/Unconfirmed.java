package metalplant.bootstrap;

import java.util.Optional;
import metalplant.cli.api.PlantApi;
import metalplant.model.Problem;

/**
 * What of a restored plant is not confirmed.
 *
 * @param machines to which nothing is done
 * @param newcomers whether machines that the plant does not know are held too
 * @param addresses whether nothing is given out of older prefixes
 */
record Unconfirmed(long machines, boolean newcomers, boolean addresses) {
    /** Asks the plant; empty while it cannot say. */
    static Optional<Unconfirmed> ask(PlantApi api) {
        try {
            var answer = api.get("v1/plant/restore");
            var body = answer.body();
            return answer.isGood()
                    ? Optional.of(new Unconfirmed(
                            body.path("unconfirmed").asLong(),
                            body.path("newcomersheld").asBoolean(),
                            body.path("addressesheld").asBoolean()))
                    : Optional.empty();
        } catch (Problem _) {
            return Optional.empty();
        }
    }

    /** Whether machines are held, so that they do not come to wait by themselves. */
    boolean holdsMachines() {
        return machines > 0 || newcomers;
    }
}
