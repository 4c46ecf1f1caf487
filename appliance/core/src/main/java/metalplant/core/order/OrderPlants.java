package metalplant.core.order;

import java.util.List;
import metalplant.model.order.MachineOrder;
import metalplant.model.order.Place;
import metalplant.model.order.Slot;

/** The plants in which an order is made, this one included. Every call asks one plant, or all at once, and comes back within a minute. */
public interface OrderPlants {
    /** What each plant has for the order; @throws metalplant.model.Problem FEATURE_DISABLED if this plant has no router */
    Seen look(Wish wish);

    /** Asks the plant of a slot, under the slot's request id, for an ordinary allocation. */
    Told allocate(MachineOrder order, Slot slot);

    /** What became of the slot's request. */
    Told became(MachineOrder order, Slot slot);

    /** Uses the slot's request id up, so that nothing that is still on its way can make a machine. {@code Unheard} means that it worked. */
    Told burn(MachineOrder order, Slot slot);

    /** Frees the slot's machine, if it still has the slot's allocation. {@code Unheard} means that it has it no more. */
    Told free(MachineOrder order, Slot slot);

    /** What is wanted, as far as plants are asked for it. */
    record Wish(String template, MachineOrder.Orderer orderer) {}

    /**
     * What the plants said.
     *
     * @param template of the wish, without the networks of single partitions: each place has its own
     * @param silent labels of those that did not say what they have
     */
    record Seen(String template, List<Place> places, List<String> silent) {}

    /** What is known of a request after a call. */
    sealed interface Told {
        /** The machine is there. */
        record Made(String machine, String allocation) implements Told {}

        /** The plant said no: nothing is there. */
        record Refused(String why) implements Told {}

        /** The plant never heard of it, or has it no more. */
        record Unheard() implements Told {}

        /** The plant was started again in the middle, and there is no machine: its request id is used up. */
        record Lapsed() implements Told {}

        /** It was sent, and nobody here knows what became of it. */
        record Unclear(String why) implements Told {}

        /** The plant cannot be reached; this call sent nothing. */
        record Away(String why) implements Told {}
    }
}
