/**
 * What a new plant holds before anybody touched it. The data is in {@code seed.json}; {@link
 * metalplant.bootstrap.seed.Seeder} creates it through the public API; the image store
 * serves the files it names.
 */
@NullMarked
package metalplant.bootstrap.seed;

import org.jspecify.annotations.NullMarked;
