/** Manifests, against files that tests/samples reads with the types that they are of. */
@NullMarked
package metalplant.cli.sample;

import org.jspecify.annotations.NullMarked;
