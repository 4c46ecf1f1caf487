/** What tests of every module share. Start at {@link metalplant.testkit.SimulatedWorld}; contract suites lie below, by feature. */
@NullMarked
package metalplant.testkit;

import org.jspecify.annotations.NullMarked;
