package metalplant.boot.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.URI;
import java.util.List;
import metalplant.boot.dhcp.MachineGuid;
import metalplant.model.Problem;

/**
 * The one question to the API that a machine may ask through the boot server: for its own document. It is passed on as it is, with the
 * signature by which the plant knows whose lease asks; no other part of the API can be reached from where machines boot.
 */
public final class MachineDocument {
    /** Where the API seems to be. */
    static final String API = "/metal";

    private static final List<String> SIGNATURE = List.of("Authorization", "X-Date", "X-Data-Salt");
    private static final int SIZE_MAX = 4 << 20;

    private final PlantDoor plant;

    /** @param api the plant's own door, with a slash at its end */
    public MachineDocument(URI api) {
        plant = new PlantDoor(api, SIZE_MAX);
    }

    void pass(ServerRequest request, ServerResponse response) {
        var id = MachineGuid.read(request.path().pathParameters().get("id"))
                .orElseThrow(() -> Problem.bad("the id of a machine is a UUID"));
        var question = plant.question("v1/machine/" + id);
        for (var name : SIGNATURE) {
            request.headers()
                    .first(HeaderNames.create(name))
                    .filter(value -> value.matches("[ -~]{1,256}"))
                    .ifPresent(value -> question.header(name, value));
        }
        plant.pass(question.build(), response);
    }
}
