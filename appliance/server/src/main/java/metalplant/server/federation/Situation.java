package metalplant.server.federation;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import metalplant.core.federation.PlantNumbers;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.ledger.FederationState;
import metalplant.federation.plant.PlantState;
import metalplant.federation.value.PlantId;
import metalplant.model.number.NumberWindows;

/**
 * Everything that the tunnels of this plant follow from.
 *
 * @param number of this plant, once the ledger gave it one
 * @param neighbours whom it shall reach
 * @param joining the other side of a join that is under way
 * @param joined other sides of joins that are done, the latest first
 */
record Situation(
        Optional<Integer> number, List<Neighbour> neighbours, Optional<PlantId> joining, List<PlantId> joined) {
    /** Nobody. */
    static final Situation ALONE = new Situation(Optional.empty(), List.of(), Optional.empty(), List.of());

    /** @param number once the ledger gave it one */
    record Neighbour(MemberRecord record, Optional<Integer> number) {
        PlantId plant() {
            return record.plant();
        }

        /** Whether both sides know a port for each other that is theirs alone. */
        boolean isNumbered(Situation situation) {
            return number.isPresent() && situation.number().isPresent();
        }
    }

    /**
     * What it is now.
     *
     * @param wanted other plants: members, and the other side of a join
     * @param joins running ones first
     */
    static Situation of(PlantState state, Collection<MemberRecord> wanted, List<Join> joins) {
        return new Situation(
                number(state.ledger().state(), state.me()),
                wanted.stream()
                        .map(record ->
                                new Neighbour(record, number(state.ledger().state(), record.plant())))
                        .toList(),
                others(joins, Join.State.RUNNING).findFirst(),
                others(joins, Join.State.JOINED).toList());
    }

    /** The witness has the last number as long as no plant has it: plants get the lowest that is free. */
    static Optional<Integer> number(Optional<FederationState> known, PlantId plant) {
        return known.flatMap(state -> PlantNumbers.of(state, plant)
                .or(() -> state.isWitness(plant) && PlantNumbers.isFree(state, NumberWindows.PLANT_LAST)
                        ? Optional.of(NumberWindows.PLANT_LAST)
                        : Optional.empty()));
    }

    private static Stream<PlantId> others(List<Join> joins, Join.State state) {
        return joins.stream()
                .filter(join -> join.state() == state)
                .flatMap(join -> join.other().stream())
                .map(MemberRecord::plant)
                .distinct();
    }
}
