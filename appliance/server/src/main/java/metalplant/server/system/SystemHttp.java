package metalplant.server.system;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import metalplant.door.Caller;
import metalplant.door.Groups;
import metalplant.door.Role;
import metalplant.model.Problem;
import metalplant.server.http.Answer;
import metalplant.server.http.Call;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;
import metalplant.wire.common.HealthResponse;
import metalplant.wire.common.User;
import metalplant.wire.common.Version;

/** Health, version and user/me. */
public final class SystemHttp implements Feature {
    private static final String HEALTHY = "healthy";
    private static final String UNHEALTHY = "unhealthy";

    private final Map<String, BooleanSupplier> services;
    private final List<String> essential;
    private final Version version;

    /**
     * @param services what is asked on each health call, in order
     * @param essential names of those without which the plant cannot serve
     */
    public SystemHttp(Map<String, BooleanSupplier> services, List<String> essential, Version version) {
        this.services = new LinkedHashMap<>(services);
        this.essential = List.copyOf(essential);
        this.version = version;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("/v1/health", "health", Role.OPEN, this::health)
                        .query("service")
                        .answers(HealthResponse.class, "rest.HealthResponse")
                        .refuses(500, HealthResponse.class, "rest.HealthResponse"),
                Operation.get("/v1/version", "info", Role.OPEN, _ -> Answer.ok(version))
                        .answers(Version.class, "rest.version"),
                Operation.get("/v1/user/me", "getMe", Role.VIEW, this::me).answers(User.class));
    }

    /** The word must be "healthy" whenever the plant can serve: metal-ccm stops at anything else. */
    private Answer health(Call call) {
        var wanted = call.query("service").filter(name -> !name.isEmpty());
        wanted.filter(name -> !services.containsKey(name)).ifPresent(name -> {
            throw Problem.bad("there is no service \"%s\", only %s".formatted(name, services.keySet()));
        });
        var parts = new LinkedHashMap<String, HealthResponse>();
        boolean serves = true;
        for (var service : services.entrySet()) {
            if (wanted.isPresent() && !wanted.get().equals(service.getKey())) {
                continue;
            }
            boolean up = service.getValue().getAsBoolean();
            serves &= up || !essential.contains(service.getKey());
            parts.put(
                    service.getKey(), new HealthResponse(up ? "" : "does not answer", null, up ? HEALTHY : UNHEALTHY));
        }
        var body =
                new HealthResponse(serves ? "" : "the database does not answer", parts, serves ? HEALTHY : UNHEALTHY);
        return new Answer.Json(serves ? 200 : 500, body);
    }

    private Answer me(Call call) {
        var caller = call.caller();
        var groups = caller.token().map(Caller.Token::groups).orElseGet(() -> Groups.of(caller.role()));
        return Answer.ok(new User(caller.email(), groups, "", caller.name(), "", caller.tenant()));
    }
}
