/** Serves the store over HTTP. Start at {@link metalplant.imagestore.http.ImageServer}; a file goes from the disk to the socket inside the kernel. */
@NullMarked
package metalplant.imagestore.http;

import org.jspecify.annotations.NullMarked;
