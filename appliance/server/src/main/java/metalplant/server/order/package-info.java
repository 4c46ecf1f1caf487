/** Orders of several machines: {@link metalplant.server.order.OrderHttp} is the door, {@link metalplant.server.order.OrderTalk} speaks to the plants. */
@NullMarked
package metalplant.server.order;

import org.jspecify.annotations.NullMarked;
