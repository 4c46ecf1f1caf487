package metalplant.store.image;

import java.util.List;
import metalplant.model.image.Image;
import metalplant.store.kernel.EntitySql;

/** Table {@code image_entity}. */
public final class ImageSql {
    public static final EntitySql<Image> SQL =
            EntitySql.of(ImageSql.class, "image_entity", "image", Image.class, List.of());

    private ImageSql() {}
}
