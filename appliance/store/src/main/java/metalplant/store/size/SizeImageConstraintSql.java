package metalplant.store.size;

import java.util.List;
import metalplant.model.size.SizeImageConstraint;
import metalplant.store.kernel.EntitySql;

/** Table {@code size_image_constraint}. */
public final class SizeImageConstraintSql {
    public static final EntitySql<SizeImageConstraint> SQL = EntitySql.of(
            SizeImageConstraintSql.class,
            "size_image_constraint",
            "size image constraint",
            SizeImageConstraint.class,
            List.of());

    private SizeImageConstraintSql() {}
}
