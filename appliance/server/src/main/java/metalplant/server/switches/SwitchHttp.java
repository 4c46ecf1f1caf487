package metalplant.server.switches;

import static metalplant.wire.Absent.toText;

import java.util.List;
import java.util.Optional;
import metalplant.core.switches.NotifySwitch;
import metalplant.core.switches.RegisterSwitch;
import metalplant.core.switches.Switches;
import metalplant.door.Role;
import metalplant.server.http.Answer;
import metalplant.server.http.Call;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;
import metalplant.wire.switches.SwitchFindRequest;
import metalplant.wire.switches.SwitchMigrateRequest;
import metalplant.wire.switches.SwitchNotifyRequest;
import metalplant.wire.switches.SwitchNotifyResponse;
import metalplant.wire.switches.SwitchPortToggleRequest;
import metalplant.wire.switches.SwitchRegisterRequest;
import metalplant.wire.switches.SwitchResponse;
import metalplant.wire.switches.SwitchUpdateRequest;

/** The operations of switches: what their agents call, and what operators do. */
public final class SwitchHttp implements Feature {
    private static final String PATH = "/v1/switch";

    private final Switches switches;
    private final RegisterSwitch register;
    private final NotifySwitch notify;

    public SwitchHttp(Switches switches, RegisterSwitch register, NotifySwitch notify) {
        this.switches = switches;
        this.register = register;
        this.notify = notify;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get(PATH, "listSwitches", Role.ANY, _ -> list(Switches.Query.ALL))
                        .lists(SwitchResponse.class),
                Operation.post(PATH, "updateSwitch", Role.ADMIN, this::update)
                        .reads(SwitchUpdateRequest.class)
                        .answers(SwitchResponse.class)
                        .refuses(409),
                Operation.post(PATH + "/find", "findSwitches", Role.VIEW, this::find)
                        .reads(SwitchFindRequest.class)
                        .lists(SwitchResponse.class),
                Operation.post(PATH + "/migrate", "migrateSwitch", Role.ADMIN, this::migrate)
                        .reads(SwitchMigrateRequest.class)
                        .answers(SwitchResponse.class),
                Operation.post(PATH + "/register", "registerSwitch", Role.EDIT, this::register)
                        .reads(SwitchRegisterRequest.class)
                        .answers(SwitchResponse.class)
                        .createsOrUpdates(),
                Operation.delete(PATH + "/{id}", "deleteSwitch", Role.EDIT, this::delete)
                        .flag("force")
                        .answers(SwitchResponse.class),
                Operation.get(PATH + "/{id}", "findSwitch", Role.ANY, this::get).answers(SwitchResponse.class),
                Operation.post(PATH + "/{id}/notify", "notifySwitch", Role.EDIT, this::notify)
                        .reads(SwitchNotifyRequest.class)
                        .answers(SwitchNotifyResponse.class),
                Operation.post(PATH + "/{id}/port", "toggleSwitchPort", Role.ADMIN, this::togglePort)
                        .reads(SwitchPortToggleRequest.class)
                        .answers(SwitchResponse.class)
                        .refuses(400)
                        .refuses(409));
    }

    private Answer list(Switches.Query query) {
        return Answer.rows(sink -> switches.each(query, view -> sink.accept(SwitchMapping.toWire(view))));
    }

    private Answer find(Call call) {
        return list(SwitchMapping.toQuery(call.body(SwitchFindRequest.class)));
    }

    private Answer get(Call call) {
        return Answer.ok(SwitchMapping.toWire(switches.get(call.path("id"))));
    }

    private Answer register(Call call) {
        var registered = register.run(SwitchMapping.toCommand(call.body(SwitchRegisterRequest.class)));
        var body = SwitchMapping.toWire(registered.view());
        return registered.created() ? Answer.created(body) : Answer.ok(body);
    }

    private Answer notify(Call call) {
        var report = SwitchMapping.toReport(call.body(SwitchNotifyRequest.class));
        return Answer.ok(SwitchMapping.toWire(notify.run(call.path("id"), report)));
    }

    private Answer update(Call call) {
        var request = call.body(SwitchUpdateRequest.class);
        return Answer.ok(SwitchMapping.toWire(switches.update(
                toText(request.id()),
                Optional.ofNullable(request.description()),
                toText(request.consoleCommand()),
                toText(request.mode()))));
    }

    private Answer togglePort(Call call) {
        var request = call.body(SwitchPortToggleRequest.class);
        return Answer.ok(SwitchMapping.toWire(
                switches.togglePort(call.path("id"), toText(request.nic()), toText(request.status()))));
    }

    private Answer migrate(Call call) {
        var request = call.body(SwitchMigrateRequest.class);
        return Answer.ok(
                SwitchMapping.toWire(switches.migrate(toText(request.oldSwitchId()), toText(request.newSwitchId()))));
    }

    private Answer delete(Call call) {
        return Answer.ok(SwitchMapping.toWire(switches.delete(call.path("id"), call.flag("force"))));
    }
}
