package metalplant.federation.entry;

import metalplant.federation.value.Hash;

/**
 * The end of a ledger.
 *
 * @param seq number of the last entry; -1 if there is none
 * @param hash of the last entry
 */
public record Head(long seq, Hash hash) {
    /** Of a ledger without entries. */
    public static final Head EMPTY = new Head(-1, Hash.NONE);

    @Override
    public String toString() {
        return seq + ":" + hash;
    }
}
