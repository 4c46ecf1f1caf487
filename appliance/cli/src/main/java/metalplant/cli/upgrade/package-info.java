/** Upgrades of a plant's box. Start at {@link metalplant.cli.upgrade.UpgradeCommand}. */
@NullMarked
package metalplant.cli.upgrade;

import org.jspecify.annotations.NullMarked;
