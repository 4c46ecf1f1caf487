package metalplant.wire.federation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operator says of a plant before it joins a federation.
 *
 * @param sametenants tenants that are the same customer as the federation's tenant with this id
 * @param localnetworks networks that are never announced outside of the plant
 * @param undo true takes it back; absent in answers
 */
public record JoinAnswers(
        @Nullable List<String> sametenants,
        @Nullable List<String> localnetworks,
        @Nullable Boolean undo) {}
