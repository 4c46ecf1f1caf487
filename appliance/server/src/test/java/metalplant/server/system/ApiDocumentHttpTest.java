package metalplant.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import metalplant.door.Role;
import metalplant.server.http.Answer;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;
import metalplant.wire.WireJson;
import metalplant.wire.size.SizeCreateRequest;
import metalplant.wire.size.SizeResponse;
import org.junit.jupiter.api.Test;

class ApiDocumentHttpTest {
    private static final Feature SIZES = () -> List.of(
            Operation.get("/v1/size/{id}", "findSize", Role.VIEW, _ -> Answer.ok("")),
            Operation.delete("/v1/size/{id}", "deleteSize", Role.ADMIN, _ -> Answer.ok("")),
            Operation.put("/v1/size", "createSize", Role.ADMIN, _ -> Answer.created(""))
                    .reads(SizeCreateRequest.class)
                    .answers(SizeResponse.class)
                    .flag("force")
                    .creates()
                    .refuses(409));
    private static final Feature HEALTH =
            () -> List.of(Operation.get("/v1/health", "health", Role.OPEN, _ -> Answer.ok("")));

    private final ApiDocumentHttp door = new ApiDocumentHttp("/metal/", "v1.2.3", List.of(SIZES, HEALTH));

    @Test
    void everyOperationThatIsServedIsNamedAndNoOther() {
        var paths = document().get("paths");

        assertThat(paths.fieldNames()).toIterable().containsExactly("/v1/health", "/v1/size", "/v1/size/{id}");
        assertThat(paths.get("/v1/size/{id}").fieldNames()).toIterable().containsExactly("delete", "get");
        assertThat(paths.at("/~1v1~1size/put/operationId").asText()).isEqualTo("createSize");
    }

    @Test
    void whatAPathAndABodyNeedIsAParameter() {
        var paths = document().get("paths");

        assertThat(paths.at("/~1v1~1size~1{id}/get/parameters").toString())
                .contains("\"path\"")
                .doesNotContain("\"body\"");
        assertThat(paths.at("/~1v1~1size/put/parameters/0/type").asText()).isEqualTo("boolean");
        assertThat(paths.at("/~1v1~1size/put/parameters/1/schema/$ref").asText())
                .isEqualTo("#/definitions/v1.SizeCreateRequest");
    }

    @Test
    void everyAnswerIsToldWithItsShape() {
        var responses = document().at("/paths/~1v1~1size/put/responses");

        assertThat(responses.fieldNames()).toIterable().containsExactly("201", "409", "default");
        assertThat(responses.at("/201/schema/$ref").asText()).isEqualTo("#/definitions/v1.SizeResponse");
        assertThat(responses.at("/default/schema/$ref").asText())
                .isEqualTo("#/definitions/httperrors.HTTPErrorResponse");
        assertThat(document().get("definitions").has("v1.SizeConstraint")).isTrue();
    }

    @Test
    void everyReferenceLeadsToADefinition() {
        var definitions = document().get("definitions");

        assertThat(document().findValuesAsText("$ref"))
                .isNotEmpty()
                .allSatisfy(ref -> assertThat(definitions.has(ref.replace("#/definitions/", "")))
                        .as(ref)
                        .isTrue());
    }

    @Test
    void itIsSwaggerTwoBelowTheBasePathAndOpenToEverybody() {
        assertThat(document().get("swagger").asText()).isEqualTo("2.0");
        assertThat(document().get("basePath").asText()).isEqualTo("/metal");
        assertThat(door.operations()).singleElement().satisfies(operation -> {
            assertThat(operation.path()).isEqualTo("/apidocs.json");
            assertThat(operation.role()).isEqualTo(Role.OPEN);
        });
    }

    private JsonNode document() {
        return WireJson.mapper().valueToTree(door.document());
    }
}
