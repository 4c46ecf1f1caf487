/** Which containers there are, and the build of all of them. Start at {@link metalplant.images.recipe.ContainerBuild}. */
@NullMarked
package metalplant.images.recipe;

import org.jspecify.annotations.NullMarked;
