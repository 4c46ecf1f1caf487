/**
 * Upgrades of an appliance: a signed file into the slot that does not run, a start on trial, and commit or the way back. Start at {@link
 * metalplant.bootstrap.upgrade.Upgrades}; {@link metalplant.bootstrap.upgrade.Stage} has the stages. Every change of the world is one that may
 * be cut off at any moment: the next start goes on, or the slot that runs was never touched.
 *
 * @see "docs/upgrade.md, docs/adr/0034"
 */
@NullMarked
package metalplant.bootstrap.upgrade;

import org.jspecify.annotations.NullMarked;
