/** Whether a URL can be fetched, asked over the network. Start at {@link metalplant.server.url.HttpUrlCheck}. */
@NullMarked
package metalplant.server.url;

import org.jspecify.annotations.NullMarked;
