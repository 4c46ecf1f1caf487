/** Projects. Start at {@link metalplant.model.project.Project}. */
@NullMarked
package metalplant.model.project;

import org.jspecify.annotations.NullMarked;
