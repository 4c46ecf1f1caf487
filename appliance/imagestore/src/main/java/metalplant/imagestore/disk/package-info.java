/**
 * The store on disk. {@link metalplant.imagestore.disk.Depot} puts things in and takes them out, {@link
 * metalplant.imagestore.disk.Draft} is what has not arrived whole yet.
 */
@NullMarked
package metalplant.imagestore.disk;

import org.jspecify.annotations.NullMarked;
