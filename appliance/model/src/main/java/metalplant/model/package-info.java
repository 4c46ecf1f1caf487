/**
 * The nouns of a plant, free of input and output. Start at {@link metalplant.model.Problem} (how things fail) and
 * {@link metalplant.model.World} (where time, chance and ids come from); each feature has a package of its own below.
 */
@NullMarked
package metalplant.model;

import org.jspecify.annotations.NullMarked;
