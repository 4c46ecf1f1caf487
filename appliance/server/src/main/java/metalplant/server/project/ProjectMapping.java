package metalplant.server.project;

import java.util.Optional;
import metalplant.core.project.Projects;
import metalplant.model.project.Project;
import metalplant.model.project.ProjectQuery;
import metalplant.server.tenant.MetaMapping;
import metalplant.wire.Absent;
import metalplant.wire.project.ProjectFindRequest;
import metalplant.wire.project.QuotaSet;
import org.jspecify.annotations.Nullable;

/** Projects between wire and model. */
final class ProjectMapping {
    private static final String KIND = "Project";

    private ProjectMapping() {}

    static Projects.Content toContent(metalplant.wire.project.Project project) {
        MetaMapping.requireKind(project.meta(), KIND);
        return new Projects.Content(
                MetaMapping.id(project.meta()),
                Absent.toText(project.name()),
                Absent.toText(project.description()),
                Absent.toText(project.tenantId()),
                MetaMapping.toModel(project.quotas()),
                MetaMapping.toModel(project.meta()));
    }

    static ProjectQuery toQuery(ProjectFindRequest request) {
        return new ProjectQuery(
                Optional.ofNullable(request.id()),
                Optional.ofNullable(request.name()),
                Optional.ofNullable(request.description()),
                Optional.ofNullable(request.tenantId()));
    }

    static metalplant.wire.project.Project toWire(Project project) {
        return toWire(project, MetaMapping.toWire(project.quotas()));
    }

    static metalplant.wire.project.Project toWire(Projects.Used used) {
        var project = used.project();
        return toWire(project, MetaMapping.toWire(project.quotas(), used.machines(), used.ips()));
    }

    private static metalplant.wire.project.Project toWire(Project project, @Nullable QuotaSet quotas) {
        return new metalplant.wire.project.Project(
                project.name(),
                project.description(),
                MetaMapping.toWire(project.id(), KIND, project.meta(), project.stamp()),
                quotas,
                project.tenantId());
    }
}
