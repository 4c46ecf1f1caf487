/**
 * Backups of a plant: its database and the parts of its folder that no other place has, in one file that only the recovery words and the
 * plant itself can read, signed by the plant. Start at {@link metalplant.bootstrap.backup.BackupFile} for the file,
 * {@link metalplant.bootstrap.backup.CreateBackup}, {@link metalplant.bootstrap.backup.RestoreBackup} and
 * {@link metalplant.bootstrap.backup.Drill} for what is done with it, {@link metalplant.bootstrap.backup.Shelf} for where it lies.
 *
 * @see "docs/backup.md, docs/adr/0033"
 */
@NullMarked
package metalplant.bootstrap.backup;

import org.jspecify.annotations.NullMarked;
