/** Projects of tenants, and how much of their quotas they use. Start at {@link metalplant.core.project.Projects}. */
@NullMarked
package metalplant.core.project;

import org.jspecify.annotations.NullMarked;
