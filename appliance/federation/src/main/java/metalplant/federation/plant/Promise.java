package metalplant.federation.plant;

import metalplant.federation.entry.Evidence;
import metalplant.federation.value.Hash;

/**
 * Something this plant signed away. Written down before the signature leaves, and kept until the ledger shows what became of it.
 *
 * @param seq the one place in the ledger where the entry can stand
 */
public record Promise(Hash lineage, long seq, Evidence evidence) {}
