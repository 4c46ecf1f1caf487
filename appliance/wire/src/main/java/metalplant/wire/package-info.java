/**
 * What crosses the network as JSON: one record per body of the metal-api contract, in a package per feature. Start at
 * {@link metalplant.wire.WireJson}, the one mapper that reads and writes them. No behaviour lives here.
 *
 * <p>Request records hold null for what was null or absent, for both mean the same. Records that are sent as well as
 * received, and answers, hold "" and empty collections instead of null where the contract always sends a value. Each
 * component that may be missing from an answer says so.
 */
@NullMarked
package metalplant.wire;

import org.jspecify.annotations.NullMarked;
