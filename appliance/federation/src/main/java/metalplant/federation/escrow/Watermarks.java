package metalplant.federation.escrow;

import java.util.List;
import java.util.OptionalLong;

/** When a plant wants another block of a pool, and when it gives one back. Pure arithmetic. */
public final class Watermarks {
    /** How often what is expected must stay free behind a block that is given back. */
    private static final int AMPLE = 2;

    private Watermarks() {}

    /**
     * One block.
     *
     * @param size numbers in it
     * @param live numbers in use or held down
     */
    public record Use(double size, long live) {}

    /**
     * Where a plant asks and gives back.
     *
     * @param freePercentMin below this share of free numbers another block is needed
     * @param spareBlocksMax empty blocks above this number may be given back
     * @param expected numbers that will be taken while the plant reaches nobody, by what was taken in as long a time before; while that is
     *     not known nothing is given back
     */
    public record Marks(int freePercentMin, int spareBlocksMax, OptionalLong expected) {}

    /** What to do now. */
    public enum Advice {
        /** There is too little. */
        ASK,
        /** There is enough for now, and too little for a long time without the others: nobody else's part is worth that. */
        ASK_AHEAD,
        KEEP,
        GIVE_BACK
    }

    /** @param held blocks that can be allocated from */
    public static Advice advise(List<Use> held, Marks marks) {
        double size = held.stream().mapToDouble(Use::size).sum();
        double free = held.stream().mapToDouble(use -> use.size() - use.live()).sum();
        if (held.isEmpty() || free * 100 < size * marks.freePercentMin()) {
            return Advice.ASK;
        }
        double expected = marks.expected().orElse(0);
        if (free < expected) {
            return Advice.ASK_AHEAD;
        }
        var empty = held.stream().filter(use -> use.live() == 0).toList();
        double largest = empty.stream().mapToDouble(Use::size).max().orElse(0);
        boolean ample = marks.expected().isPresent() && free - largest >= AMPLE * expected;
        return empty.size() > marks.spareBlocksMax() && ample ? Advice.GIVE_BACK : Advice.KEEP;
    }
}
