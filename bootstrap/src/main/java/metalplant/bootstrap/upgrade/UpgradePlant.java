package metalplant.bootstrap.upgrade;

import java.nio.file.Path;

/** What an upgrade asks of the plant on the box. */
public interface UpgradePlant {
    /** Saves the state into that folder; an earlier one there goes. @return the file */
    Path snapshot(Path folder);

    /** There is no way back any more: what was held back is done. May be called any number of times. */
    void commit();

    /** Starts the box again. */
    void restart();
}
