package metalplant.server.auth;

import static java.lang.System.Logger.Level.INFO;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import metalplant.door.Caller;
import metalplant.door.Role;
import metalplant.door.bearer.PlantTokens;
import metalplant.model.Problem;
import metalplant.server.http.Answer;
import metalplant.server.http.Call;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;
import metalplant.wire.plant.TokenRequest;
import metalplant.wire.plant.TokenResponse;

/** {@code /v1/plant/token}: whoever has a key of the plant gets a token for a person, for some hours. */
public final class LoginHttp implements Feature {
    private static final System.Logger LOG = System.getLogger(LoginHttp.class.getName());
    private static final Duration LIFE = Duration.ofHours(1);
    private static final long SECONDS_MAX = PlantTokens.LIFE_MAX.toSeconds();

    private final PlantTokens tokens;

    LoginHttp(PlantTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public List<Operation> operations() {
        return List.of(Operation.post("/v1/plant/token", "createPlantToken", Role.VIEW, this::login)
                .reads(TokenRequest.class)
                .answers(TokenResponse.class)
                .creates());
    }

    private Answer login(Call call) {
        var request = call.body(TokenRequest.class);
        var caller = call.caller();
        var name = Objects.requireNonNullElse(request.name(), caller.email());
        var issued = tokens.issue(caller, name, role(request, caller), life(request));
        LOG.log(
                INFO,
                "token issued name={0} role={1} until={2} by={3}",
                name,
                issued.role(),
                issued.expires(),
                caller.email());
        return Answer.created(new TokenResponse(
                issued.text(), name, issued.role().name().toLowerCase(Locale.ROOT), issued.expires()));
    }

    private static Role role(TokenRequest request, Caller caller) {
        return Optional.ofNullable(request.role())
                .map(text -> PlantTokens.roles().stream()
                        .filter(role -> role.name().toLowerCase(Locale.ROOT).equals(text))
                        .findFirst()
                        .orElseThrow(() -> Problem.bad("a role is view, edit or admin")))
                .orElse(caller.role());
    }

    private static Duration life(TokenRequest request) {
        return Optional.ofNullable(request.seconds())
                .map(seconds -> Duration.ofSeconds(Math.clamp(seconds, 0, SECONDS_MAX + 1)))
                .orElse(LIFE);
    }
}
