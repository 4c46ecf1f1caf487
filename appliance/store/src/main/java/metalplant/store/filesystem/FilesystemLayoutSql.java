package metalplant.store.filesystem;

import java.util.List;
import metalplant.model.filesystem.FilesystemLayout;
import metalplant.store.kernel.EntitySql;

/** Table {@code filesystem_layout}. */
public final class FilesystemLayoutSql {
    public static final EntitySql<FilesystemLayout> SQL = EntitySql.of(
            FilesystemLayoutSql.class, "filesystem_layout", "filesystemlayout", FilesystemLayout.class, List.of());

    private FilesystemLayoutSql() {}
}
