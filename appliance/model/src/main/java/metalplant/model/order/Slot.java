package metalplant.model.order;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * One machine of an order.
 *
 * <table>
 *   <caption>What happens to a slot</caption>
 *   <tr><th>state</th><th>event</th><th>then</th></tr>
 *   <tr><td>planned</td><td>it is its turn; written down before anything is sent</td><td>sent</td></tr>
 *   <tr><td>sent</td><td>the plant has made the machine</td><td>made</td></tr>
 *   <tr><td>sent</td><td>the plant refused, or surely got nothing</td><td>planned elsewhere, or dropped</td></tr>
 *   <tr><td>sent</td><td>nobody knows</td><td>sent, and asked for again</td></tr>
 *   <tr><td>made</td><td>the order is taken back and the plant has freed the machine</td><td>freed</td></tr>
 *   <tr><td>planned, sent</td><td>the order is taken back and the plant surely has nothing</td><td>dropped</td></tr>
 * </table>
 *
 * @param number from 1 on
 * @param place where it is to be made
 * @param tried partitions that were tried before
 * @param request under this id the plant is asked; it takes each id once
 * @param machine "" as long as there is none
 * @param allocation that the machine got, so that nobody else's is ever freed
 * @param why what the last thing that went wrong said, "" = nothing did
 * @param begun when it was first its turn; EPOCH before
 * @param touched when something was last tried
 */
public record Slot(
        int number,
        Place place,
        List<String> tried,
        UUID request,
        State state,
        String machine,
        String allocation,
        String why,
        Instant begun,
        Instant touched) {
    public Slot {
        tried = List.copyOf(tried);
    }

    /** See the table above. */
    public enum State {
        PLANNED,
        SENT,
        MADE,
        FREED,
        DROPPED;

        /** Whether nothing is there and nothing will be. */
        public boolean isEmpty() {
            return this == FREED || this == DROPPED;
        }

        /** Whether it is open what becomes of it. */
        public boolean isOpen() {
            return this == PLANNED || this == SENT;
        }
    }

    /** A slot that was not tried yet. */
    public static Slot planned(int number, Place place, UUID request) {
        return new Slot(number, place, List.of(), request, State.PLANNED, "", "", "", Instant.EPOCH, Instant.EPOCH);
    }

    /** The same, in a state at a time. */
    public Slot at(State newState, String newWhy, Instant now) {
        return new Slot(
                number,
                place,
                tried,
                request,
                newState,
                machine,
                allocation,
                newWhy,
                begun.equals(Instant.EPOCH) ? now : begun,
                now);
    }

    /** The plant has made this machine. */
    public Slot made(String newMachine, String newAllocation, Instant now) {
        return new Slot(number, place, tried, request, State.MADE, newMachine, newAllocation, "", begun, now);
    }

    /** To be tried somewhere else, or again, under another id. */
    public Slot again(Place newPlace, UUID newRequest, String newWhy, Instant now) {
        var all = new ArrayList<>(tried);
        if (!newPlace.partition().equals(place.partition())) {
            all.add(place.partition());
        }
        return new Slot(number, newPlace, all, newRequest, State.PLANNED, "", "", newWhy, begun, now);
    }
}
