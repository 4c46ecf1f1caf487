/** What a plant keeps of its federation: the state of its runner, entries, and what follows from them for requests. */
@NullMarked
package metalplant.store.federation;

import org.jspecify.annotations.NullMarked;
