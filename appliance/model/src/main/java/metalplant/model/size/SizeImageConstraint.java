package metalplant.model.size;

import java.util.Map;
import metalplant.model.Entity;
import metalplant.model.Stamp;

/**
 * Which versions of an operating system a size can run.
 *
 * @param id the size it is about
 * @param images operating system to version constraint
 */
public record SizeImageConstraint(String id, String name, String description, Map<String, String> images, Stamp stamp)
        implements Entity<SizeImageConstraint> {
    @Override
    public SizeImageConstraint withStamp(Stamp newStamp) {
        return new SizeImageConstraint(id, name, description, images, newStamp);
    }
}
