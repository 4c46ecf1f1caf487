/** What measured numbers mean: samples, ratios per round, when to refuse a judgement, and how a report looks. No clock, no network. */
@NullMarked
package metalplant.bench.measure;

import org.jspecify.annotations.NullMarked;
