/**
 * An upgrade of the running image: one signed file, written into the slot that does not run. Start at {@link
 * metalplant.installer.upgrade.UpgradeFile}, then {@link metalplant.installer.upgrade.SlotWriter} and {@link
 * metalplant.installer.upgrade.BootEntries}. Nothing here decides when; that is the host agent's business.
 */
@NullMarked
package metalplant.installer.upgrade;

import org.jspecify.annotations.NullMarked;
