package metalplant.core.store;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import metalplant.model.ip.Block;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.Holder;
import metalplant.model.ip.Prefix;

/** Prefixes and the blocks this plant holds of them. */
public interface PrefixTable {
    Optional<Prefix> find(UUID id);

    List<Prefix> ofNetwork(String networkId);

    /** A top-level prefix that overlaps {@code cidr}, if there is one. */
    Optional<Prefix> overlapping(Cidr cidr);

    boolean hasChildren(UUID id);

    /** Stores a new prefix and the block of it this plant holds; false if one with the same parent, namespace and base is there. */
    boolean insert(Prefix prefix, Block block);

    /** Stores a change of {@code childLength} at the revision that was read; @throws metalplant.model.Problem ENTITY_CHANGED */
    void update(Prefix prefix);

    /** Removes the prefix and its blocks; the caller has made sure that nothing was taken from it. */
    void delete(UUID id);

    /** The block of this prefix that contains the whole of {@code part}. */
    Optional<Block> block(Prefix prefix, Cidr part);

    /** Blocks of a prefix in address order, at most {@code max}. */
    List<Block> blocks(Prefix prefix, int max);

    /** Blocks of a prefix from which this plant may allocate, in address order, at most {@code max}. */
    List<Block> usableBlocks(Prefix prefix, Holder plant, int max);

    /** Stores what became of a block: holder, incarnation, fence and state. */
    void update(Block block);

    /** Makes these the blocks of a prefix without parent; there may be blocks before there is the prefix. */
    void setBlocks(UUID prefixId, List<Block> blocks);

    /** After a restore: nothing more is taken from the blocks in which no federation has a say. */
    void holdLocal();

    /** Ends {@link #holdLocal}. */
    void releaseLocal();

    /** Stores a new prefix without parent whose blocks are set otherwise; false if one with the same base is there. */
    boolean insertWithoutBlocks(Prefix prefix);

    /** Removes a prefix without parent and leaves its blocks. */
    void deleteWithoutBlocks(UUID id);

    /** Prefixes without parent in order of family and base, at most {@code max}. */
    List<Prefix> withoutParent(int max);

    /** Whether a child of {@code parent} in {@code namespace} overlaps {@code cidr}; reads a range, so only for mixed lengths. */
    boolean childOverlaps(UUID parent, String namespace, Cidr cidr);

    /**
     * Some of the free children between {@code from} and {@code to}, both included and of one length, found by index: the first
     * ones, as runs in ascending order. Empty only if none is free.
     *
     * @return positions in units of that length: base value divided by the size of a child
     */
    List<Span> nextFreeChild(UUID parent, String namespace, Cidr from, Cidr to);
}
