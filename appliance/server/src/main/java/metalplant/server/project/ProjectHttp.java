package metalplant.server.project;

import java.util.List;
import metalplant.core.project.Projects;
import metalplant.door.Role;
import metalplant.model.Problem;
import metalplant.model.project.ProjectQuery;
import metalplant.server.http.Answer;
import metalplant.server.http.Call;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;
import metalplant.wire.project.Project;
import metalplant.wire.project.ProjectFindRequest;

/** The operations of projects. */
public final class ProjectHttp implements Feature {
    private static final String PATH = "/v1/project";

    private final Projects projects;

    public ProjectHttp(Projects projects) {
        this.projects = projects;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get(PATH, "listProjects", Role.VIEW, this::list).lists(Project.class, "v1.ProjectResponse"),
                Operation.put(PATH, "createProject", Role.ADMIN, this::create)
                        .reads(Project.class, "v1.ProjectCreateRequest")
                        .answers(Project.class, "v1.ProjectResponse")
                        .creates()
                        .refuses(409),
                Operation.post(PATH, "updateProject", Role.ADMIN, this::update)
                        .reads(Project.class, "v1.ProjectUpdateRequest")
                        .answers(Project.class, "v1.ProjectResponse")
                        .refuses(412),
                Operation.post(PATH + "/find", "findProjects", Role.VIEW, this::findAll)
                        .reads(ProjectFindRequest.class)
                        .lists(Project.class, "v1.ProjectResponse"),
                Operation.get(PATH + "/{id}", "findProject", Role.VIEW, this::find)
                        .answers(Project.class, "v1.ProjectResponse"),
                Operation.delete(PATH + "/{id}", "deleteProject", Role.ADMIN, this::delete)
                        .answers(Project.class, "v1.ProjectResponse"));
    }

    private Answer list(Call call) {
        return answer(ProjectQuery.ALL);
    }

    private Answer findAll(Call call) {
        return answer(ProjectMapping.toQuery(call.body(ProjectFindRequest.class)));
    }

    /** Null when empty, as the reference answers. */
    private Answer answer(ProjectQuery query) {
        return Answer.rowsOrNull(sink -> projects.each(query, project -> sink.accept(ProjectMapping.toWire(project))));
    }

    private Answer find(Call call) {
        return Answer.ok(ProjectMapping.toWire(projects.get(call.path("id"))));
    }

    private Answer create(Call call) {
        var content = ProjectMapping.toContent(call.body(Project.class));
        return Answer.created(ProjectMapping.toWire(projects.create(content)));
    }

    private Answer update(Call call) {
        var project = call.body(Project.class);
        if (project.meta() == null) {
            throw Problem.bad("project and project.meta must be specified");
        }
        return Answer.ok(ProjectMapping.toWire(projects.update(ProjectMapping.toContent(project))));
    }

    private Answer delete(Call call) {
        return Answer.ok(ProjectMapping.toWire(projects.delete(call.path("id"))));
    }
}
