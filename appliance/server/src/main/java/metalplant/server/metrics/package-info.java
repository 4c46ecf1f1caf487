/**
 * What Prometheus reads. Names that start with {@code metal_} are those that dashboards of metal-stack use; they are made of the answers of the plant's
 * own API, so that they say what clients see. Start at {@link metalplant.server.metrics.MetricsDoor}.
 */
@NullMarked
package metalplant.server.metrics;

import org.jspecify.annotations.NullMarked;
