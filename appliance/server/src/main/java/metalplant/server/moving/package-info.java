/** What an installation that moves in brings with it. Start at {@link metalplant.server.moving.MoveInHttp}. */
@NullMarked
package metalplant.server.moving;

import org.jspecify.annotations.NullMarked;
