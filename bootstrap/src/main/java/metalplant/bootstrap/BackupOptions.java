package metalplant.bootstrap;

import java.util.List;

/**
 * Where backups go and how long they stay.
 *
 * @param to places as {@code plantctl backup create --to} takes them
 * @param keepCount the newest ones that stay whatever their age
 * @param keepDays days during which one stays however many there are
 */
public record BackupOptions(List<String> to, int keepCount, int keepDays) {
    /** Two weeks of daily ones, in the plant's own folder. */
    public static final BackupOptions DEFAULT = new BackupOptions(List.of("disk"), 14, 14);

    public BackupOptions {
        to = List.copyOf(to);
    }
}
