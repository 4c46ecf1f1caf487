/**
 * The Java programs of an appliance: a linked JDK and the jars, for containers and for the host alike. Start at {@link
 * metalplant.images.runtime.Application}.
 */
@NullMarked
package metalplant.images.runtime;

import org.jspecify.annotations.NullMarked;
