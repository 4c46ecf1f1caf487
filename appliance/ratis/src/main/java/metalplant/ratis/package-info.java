/**
 * The carrier of the ledger on Apache Ratis: one Raft group per lineage, entries as bytes, checked before they count. Start at
 * {@link metalplant.ratis.RatisCarrier}. Nothing runs before the first lineage is opened.
 */
@NullMarked
package metalplant.ratis;

import org.jspecify.annotations.NullMarked;
