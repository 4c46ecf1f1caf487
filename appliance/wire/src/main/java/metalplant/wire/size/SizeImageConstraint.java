package metalplant.wire.size;

import metalplant.wire.Absent;
import metalplant.wire.Required;

/**
 * Which images a size works with. One shape for {@code SizeImageConstraintCreateRequest}, {@code
 * SizeImageConstraintUpdateRequest} and {@code SizeImageConstraintResponse}; an update replaces everything.
 *
 * @param id the size id
 */
public record SizeImageConstraint(
        @Required String id,
        String name,
        String description,
        @Required(inRequests = false) SizeImageConstraintBase constraints) {
    public SizeImageConstraint {
        id = Absent.toText(id);
        name = Absent.toText(name);
        description = Absent.toText(description);
        constraints = constraints == null ? new SizeImageConstraintBase(null) : constraints;
    }
}
