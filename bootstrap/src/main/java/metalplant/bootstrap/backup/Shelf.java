package metalplant.bootstrap.backup;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A place where backups lie, under their names. What is not named like a backup is nothing to it and is never touched. */
interface Shelf extends AutoCloseable {
    /** Backups that one shelf shows at most; the names that sort last. */
    int ENTRIES_MAX = 2_000;

    Pattern NAME = Pattern.compile("metal-plant-[a-z0-9-]{1,64}-[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}\\.backup");

    /** @param size in bytes */
    record Entry(String name, long size) {}

    /** As a person names it. */
    String place();

    /** Whole ones, by name. */
    List<Entry> list();

    /** Where the next backup is written before {@link #keep}; whatever lies there is nobody's. */
    Path draft(String name);

    /** Makes a draft that was written a backup of this shelf: all of it or nothing. */
    void keep(String name, Path draft);

    /** The first bytes of a backup, at most {@code max}. */
    byte[] head(String name, int max);

    /** A backup as a file; a copy is in {@code folder}. */
    Path fetch(String name, Path folder);

    void remove(String name);

    /** Throws away what a killed process left. */
    void clear();

    /** Nothing that fails. */
    @Override
    void close();

    /** The entry of that name. */
    default Optional<Entry> find(String name) {
        return list().stream().filter(entry -> entry.name().equals(name)).findFirst();
    }
}
