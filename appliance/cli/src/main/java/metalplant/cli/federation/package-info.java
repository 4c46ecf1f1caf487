/** The commands of federations. A join is followed by {@link metalplant.cli.federation.JoinFlow}. */
@NullMarked
package metalplant.cli.federation;

import org.jspecify.annotations.NullMarked;
