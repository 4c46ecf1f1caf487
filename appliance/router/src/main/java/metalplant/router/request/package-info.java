/** What came in: path, query and body as they are, and the few words in them that tell where they belong. All of it is hostile. */
@NullMarked
package metalplant.router.request;

import org.jspecify.annotations.NullMarked;
