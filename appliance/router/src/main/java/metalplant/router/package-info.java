/**
 * The federation door. Start at {@code Router}; the table of all operations is in {@code table}, what is known of the
 * plants behind the door in {@code plants}, the way there in {@code exchange}, lists in {@code merge} and {@code snapshot}.
 */
@NullMarked
package metalplant.router;

import org.jspecify.annotations.NullMarked;
