/** CockroachDB's program, which the operator brings: taken only if its sum is known. Start at {@link metalplant.images.cockroach.CockroachBinary}. */
@NullMarked
package metalplant.images.cockroach;

import org.jspecify.annotations.NullMarked;
