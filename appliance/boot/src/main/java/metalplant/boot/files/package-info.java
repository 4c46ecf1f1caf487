/**
 * Kernels and initrds, wherever they lie. Start at {@link metalplant.boot.files.BootFiles}.
 */
@NullMarked
package metalplant.boot.files;

import org.jspecify.annotations.NullMarked;
