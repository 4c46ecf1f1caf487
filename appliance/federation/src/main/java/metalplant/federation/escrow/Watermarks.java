package metalplant.federation.escrow;

import java.util.List;

/** When a plant wants another block of a pool, and when it gives one back. Pure arithmetic. */
public final class Watermarks {
    private Watermarks() {}

    /**
     * One block.
     *
     * @param size numbers in it
     * @param live numbers in use or held down
     */
    public record Use(double size, long live) {}

    /** What to do now. */
    public enum Advice {
        ASK,
        KEEP,
        GIVE_BACK
    }

    /**
     * @param held blocks that can be allocated from
     * @param freePercentMin ask below this share
     * @param spareBlocksMax give back above this number of empty blocks
     */
    public static Advice advise(List<Use> held, int freePercentMin, int spareBlocksMax) {
        double size = held.stream().mapToDouble(Use::size).sum();
        double free = held.stream().mapToDouble(use -> use.size() - use.live()).sum();
        if (free * 100 < size * freePercentMin || held.isEmpty()) {
            return Advice.ASK;
        }
        long empty = held.stream().filter(use -> use.live() == 0).count();
        return empty > spareBlocksMax ? Advice.GIVE_BACK : Advice.KEEP;
    }
}
