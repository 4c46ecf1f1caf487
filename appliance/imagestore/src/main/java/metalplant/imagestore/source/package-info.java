/**
 * Where images come from. {@link metalplant.imagestore.source.Fetch} brings one from a {@link metalplant.imagestore.source.Source} in
 * chunks and goes on where it was; {@link metalplant.imagestore.source.FileImport} takes an operator's file.
 */
@NullMarked
package metalplant.imagestore.source;

import org.jspecify.annotations.NullMarked;
