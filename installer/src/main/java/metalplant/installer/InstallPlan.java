package metalplant.installer;

import java.util.List;

/**
 * What an installation will do, before it does anything.
 *
 * @param source the disk or file that is copied
 * @param target the disk that is written
 * @param table the new table of the target
 * @param copies what is copied, in this order; places are the same on both disks
 * @param emptied what is overwritten with zeros, so that nothing of an earlier use is taken for this one's
 */
public record InstallPlan(String source, DiskFacts target, Gpt table, List<Extent> copies, List<Extent> emptied) {
    /**
     * A piece of a disk.
     *
     * @param name for people
     * @param offset in bytes
     * @param length in bytes
     */
    public record Extent(String name, long offset, long length) {
        public long end() {
            return offset + length;
        }
    }

    public InstallPlan {
        copies = List.copyOf(copies);
        emptied = List.copyOf(emptied);
    }

    /** Bytes that are compared in the end. */
    public long bytes() {
        return copies.stream().mapToLong(Extent::length).sum();
    }
}
