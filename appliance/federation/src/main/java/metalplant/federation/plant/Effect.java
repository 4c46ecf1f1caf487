package metalplant.federation.plant;

import java.util.List;
import metalplant.federation.entry.Head;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.federation.value.PlantId;

/**
 * What a step wants done. {@link Keep} and {@link Replace} belong to the same transaction as the new state; all others only happen
 * once that is durable, and may get lost: the next tick asks again.
 */
public sealed interface Effect {
    /** Keep these verified entries, the first with number {@code from}. */
    record Keep(long from, List<Bytes> entries) implements Effect {}

    /** Forget all entries and keep these: the plant changed to another lineage. Rows in ranges it does not hold must go too. */
    record Replace(List<Bytes> entries) implements Effect {}

    record Send(PlantId to, Message message) implements Effect {}

    /** Open a lineage in the carrier, which starts from this log. */
    record Open(Hash lineage, List<Bytes> log) implements Effect {}

    /** Answered by {@link Event.Appended}. */
    record Append(Hash lineage, Head expected, Bytes entry) implements Effect {}

    /** Answered by {@link Event.Offered}. */
    record Read(Hash lineage, long from) implements Effect {}

    /** Show an operator what a join would do. */
    record ShowPlan(JoinPlan plan) implements Effect {}

    /** Somebody should look. */
    record Alarm(String text) implements Effect {}
}
