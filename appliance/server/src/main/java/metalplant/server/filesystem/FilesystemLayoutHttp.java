package metalplant.server.filesystem;

import java.util.List;
import metalplant.core.filesystem.FilesystemLayouts;
import metalplant.door.Role;
import metalplant.server.http.Answer;
import metalplant.server.http.Call;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;
import metalplant.wire.Absent;
import metalplant.wire.filesystem.FilesystemLayout;
import metalplant.wire.filesystem.FilesystemLayoutMatchRequest;
import metalplant.wire.filesystem.FilesystemLayoutTryRequest;

/** The operations of filesystem layouts. */
public final class FilesystemLayoutHttp implements Feature {
    private static final String PATH = "/v1/filesystemlayout";

    private final FilesystemLayouts layouts;

    public FilesystemLayoutHttp(FilesystemLayouts layouts) {
        this.layouts = layouts;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get(PATH, "listFilesystemLayouts", Role.VIEW, this::list)
                        .lists(FilesystemLayout.class, "v1.FilesystemLayoutResponse"),
                Operation.put(PATH, "createFilesystemLayout", Role.ADMIN, this::create)
                        .reads(FilesystemLayout.class, "v1.FilesystemLayoutCreateRequest")
                        .answers(FilesystemLayout.class, "v1.FilesystemLayoutResponse")
                        .creates()
                        .refuses(409),
                Operation.post(PATH, "updateFilesystemLayout", Role.ADMIN, this::update)
                        .reads(FilesystemLayout.class, "v1.FilesystemLayoutUpdateRequest")
                        .answers(FilesystemLayout.class, "v1.FilesystemLayoutResponse")
                        .refuses(409),
                Operation.post(PATH + "/try", "tryFilesystemLayout", Role.ADMIN, this::tryOut)
                        .reads(FilesystemLayoutTryRequest.class)
                        .answers(FilesystemLayout.class, "v1.FilesystemLayoutResponse"),
                Operation.post(PATH + "/matches", "matchFilesystemLayout", Role.ADMIN, this::matches)
                        .reads(FilesystemLayoutMatchRequest.class)
                        .answers(FilesystemLayout.class, "v1.FilesystemLayoutResponse"),
                Operation.get(PATH + "/{id}", "getFilesystemLayout", Role.VIEW, this::find)
                        .answers(FilesystemLayout.class, "v1.FilesystemLayoutResponse"),
                Operation.delete(PATH + "/{id}", "deleteFilesystemLayout", Role.ADMIN, this::delete)
                        .answers(FilesystemLayout.class, "v1.FilesystemLayoutResponse"));
    }

    private Answer list(Call call) {
        return Answer.ok(
                layouts.list().stream().map(FilesystemLayoutMapping::toWire).toList());
    }

    private Answer find(Call call) {
        return Answer.ok(FilesystemLayoutMapping.toWire(layouts.get(call.path("id"))));
    }

    private Answer create(Call call) {
        var layout = FilesystemLayoutMapping.toModel(call.body(FilesystemLayout.class));
        return Answer.created(FilesystemLayoutMapping.toWire(layouts.create(layout)));
    }

    private Answer update(Call call) {
        var layout = FilesystemLayoutMapping.toModel(call.body(FilesystemLayout.class));
        return Answer.ok(FilesystemLayoutMapping.toWire(layouts.update(layout)));
    }

    private Answer delete(Call call) {
        return Answer.ok(FilesystemLayoutMapping.toWire(layouts.delete(call.path("id"))));
    }

    private Answer tryOut(Call call) {
        var request = call.body(FilesystemLayoutTryRequest.class);
        var layout = layouts.tryOut(Absent.toText(request.size()), Absent.toText(request.image()));
        return Answer.ok(FilesystemLayoutMapping.toWire(layout));
    }

    private Answer matches(Call call) {
        var request = call.body(FilesystemLayoutMatchRequest.class);
        var layout = layouts.matches(Absent.toText(request.filesystemLayout()), Absent.toText(request.machine()));
        return Answer.ok(FilesystemLayoutMapping.toWire(layout));
    }
}
