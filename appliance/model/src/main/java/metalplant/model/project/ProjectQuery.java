package metalplant.model.project;

import static metalplant.model.Filters.is;

import java.util.Optional;

/** Filters of a search for projects; all given ones must hold. An empty Optional is no filter. */
public record ProjectQuery(
        Optional<String> id, Optional<String> name, Optional<String> description, Optional<String> tenantId) {
    public static final ProjectQuery ALL =
            new ProjectQuery(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public boolean matches(Project project) {
        return is(id, project.id())
                && is(name, project.name())
                && is(description, project.description())
                && is(tenantId, project.tenantId());
    }
}
