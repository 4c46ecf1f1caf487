/**
 * The host agent of the appliance: first boot as a journalled list of steps, and what it does on the box from then on. Start at {@link
 * metalplant.bootstrap.plantd.Plantd}, then {@link metalplant.bootstrap.plantd.FirstBoot}. Every step may be cut off at any moment and
 * run again; nothing here is needed for the plant to go on answering once its units run.
 */
@NullMarked
package metalplant.bootstrap.plantd;

import org.jspecify.annotations.NullMarked;
