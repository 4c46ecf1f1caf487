package metalplant.bootstrap.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import metalplant.cli.api.SignedToken;
import metalplant.console.access.AdminTokens;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.wire.WireJson;
import metalplant.wire.common.User;

/**
 * Shows tokens to the plant's API, as metal-console does: whoever {@code GET v1/user/me} says is in the group of admins is one. A token is what
 * {@code plantctl console token} prints, a signature that lives for 90 seconds, or a bearer token of an identity provider, if the API knows one.
 * Anything else is sent nowhere.
 */
final class TokenCheck implements AdminTokens, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final String BEARER = "[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*";
    private static final int SERVER_ERROR = 500;
    private static final int ANSWER_MAX = 64 << 10;

    private final URI me;
    private final String group;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    /** @param api with a slash at its end @param group whose members may see every console */
    TokenCheck(URI api, String group) {
        this.me = api.resolve("v1/user/me");
        this.group = group;
    }

    @Override
    public String email(String token) {
        var user = ask(headers(token));
        if (user.groups().contains(group)) {
            return user.email();
        }
        throw Problem.of(ProblemCode.NOT_ALLOWED, "%s is not in the group %s".formatted(user.email(), group));
    }

    private static Map<String, String> headers(String token) {
        var signed = SignedToken.parse(token);
        if (signed.isPresent()) {
            return signed.get().headers();
        }
        if (token.matches(BEARER)) {
            return Map.of("Authorization", "Bearer " + token);
        }
        throw refused("this is no token: plantctl console token prints one");
    }

    private User ask(Map<String, String> headers) {
        var request = HttpRequest.newBuilder(me).timeout(PATIENCE).header("Accept", "application/json");
        headers.forEach(request::header);
        try {
            var answer = http.send(
                    request.build(),
                    HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofString(), ANSWER_MAX));
            if (answer.statusCode() >= SERVER_ERROR) {
                throw Problem.of(ProblemCode.TOO_BUSY, "the plant's API answers " + answer.statusCode());
            }
            if (answer.statusCode() != 200) {
                throw refused("the plant does not take this token: it is nobody's, or too old");
            }
            return WireJson.mapper().readValue(answer.body(), User.class);
        } catch (JsonProcessingException e) {
            throw Problem.of(ProblemCode.TOO_BUSY, "the plant's API cannot be understood")
                    .because(e);
        } catch (IOException e) {
            throw Problem.of(ProblemCode.TOO_BUSY, "the plant's API does not answer")
                    .because(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(ProblemCode.TOO_BUSY, "the console service is being stopped")
                    .because(e);
        }
    }

    private static Problem refused(String why) {
        return Problem.of(ProblemCode.CREDENTIALS_REFUSED, why);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
