package metalplant.wire.size;

import metalplant.wire.Absent;

/**
 * Which images a size works with. One shape for {@code SizeImageConstraintCreateRequest}, {@code
 * SizeImageConstraintUpdateRequest} and {@code SizeImageConstraintResponse}; an update replaces everything.
 *
 * @param id the size id
 */
public record SizeImageConstraint(String id, String name, String description, SizeImageConstraintBase constraints) {
    public SizeImageConstraint {
        id = Absent.toText(id);
        name = Absent.toText(name);
        description = Absent.toText(description);
        constraints = constraints == null ? new SizeImageConstraintBase(null) : constraints;
    }
}
