/** What the agent says to a plant and hears of it. Everything heard is hostile until it is parsed. */
@NullMarked
package metalplant.agent.api;

import org.jspecify.annotations.NullMarked;
