/**
 * What somebody who helps has to see of a plant, in one file without secrets. Start at
 * {@link metalplant.bootstrap.support.SupportBundle}; {@link metalplant.bootstrap.support.Redaction} takes the secrets out.
 */
@NullMarked
package metalplant.bootstrap.support;

import org.jspecify.annotations.NullMarked;
