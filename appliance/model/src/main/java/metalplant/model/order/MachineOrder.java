package metalplant.model.order;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import metalplant.model.Entity;
import metalplant.model.Stamp;

/**
 * Several machines that are wanted together, and how far they are.
 *
 * @param id a UUID, the caller's or drawn
 * @param asked sum over what was asked for, to tell the same order from another one
 * @param template what each machine shall be, as the door that took the order wrote it; "" once the order is over
 * @param places what was free where when it was planned
 * @param why it failed, or is taken back; "" = it is not
 */
public record MachineOrder(
        String id,
        Rule rule,
        int count,
        Orderer orderer,
        String project,
        String asked,
        String template,
        List<Place> places,
        List<Slot> slots,
        State state,
        String why,
        Stamp stamp)
        implements Entity<MachineOrder> {
    /** Key of the tag of an order's machines. */
    public static final String TAG = "plant.metal-stack.io/order";

    public MachineOrder {
        places = List.copyOf(places);
        slots = List.copyOf(slots);
    }

    /** Who ordered, as the door verified it. */
    public record Orderer(String email, String name, String tenant, String role) {}

    /** How far it is. */
    public enum State {
        RUNNING,
        /** All slots are made or, by best effort, given up. */
        DONE,
        /** What was made is freed; ends in FAILED, as soon as every plant was heard. */
        TAKING_BACK,
        /** Nothing of it is there. */
        FAILED;

        /** As it goes over the wire: {@code taking-back}. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Whether nothing happens any more. */
        public boolean isOver() {
            return this == DONE || this == FAILED;
        }
    }

    /** The tag of the machine in a slot, by which it is found if its answer got lost. */
    public String tag(Slot slot) {
        return "%s=%s.%d".formatted(TAG, id, slot.number());
    }

    public long made() {
        return slots.stream().filter(slot -> slot.state() == Slot.State.MADE).count();
    }

    /** The slot of this number. */
    public Optional<Slot> slot(int number) {
        return slots.stream().filter(slot -> slot.number() == number).findFirst();
    }

    /** With one slot changed. */
    public MachineOrder with(Slot changed) {
        var all = slots.stream()
                .map(slot -> slot.number() == changed.number() ? changed : slot)
                .toList();
        return new MachineOrder(id, rule, count, orderer, project, asked, template, places, all, state, why, stamp);
    }

    /** In another state. What is over needs no template any more, which may hold secrets. */
    public MachineOrder in(State newState, String newWhy) {
        return new MachineOrder(
                id,
                rule,
                count,
                orderer,
                project,
                asked,
                newState.isOver() ? "" : template,
                places,
                slots,
                newState,
                newWhy,
                stamp);
    }

    /** As it is shown to those who make nothing of it. */
    public MachineOrder withoutTemplate() {
        return new MachineOrder(id, rule, count, orderer, project, asked, "", places, slots, state, why, stamp);
    }

    @Override
    public MachineOrder withStamp(Stamp newStamp) {
        return new MachineOrder(
                id, rule, count, orderer, project, asked, template, places, slots, state, why, newStamp);
    }

    /** Without what may be secret, for logs. */
    @Override
    public String toString() {
        return "MachineOrder[" + id + " " + rule + " count=" + count + " state=" + state + "]";
    }
}
