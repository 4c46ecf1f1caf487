package metalplant.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import metalplant.server.http.Contract;
import metalplant.wire.WireJson;
import metalplant.wire.machine.MachineIPMIResponse;
import metalplant.wire.machine.MachineIssuesRequest;
import metalplant.wire.machine.MachineState;
import metalplant.wire.project.Project;
import metalplant.wire.size.SizeImageConstraint;
import org.junit.jupiter.api.Test;

class SchemasTest {
    private final Schemas schemas = new Schemas();

    private JsonNode answer(Class<?> type, String name, boolean many) {
        return WireJson.mapper().valueToTree(schemas.answer(new Contract.Shape(type, name, many)));
    }

    private JsonNode definition(String name) {
        return WireJson.mapper().valueToTree(schemas.definitions()).path(name);
    }

    @Test
    void aRecordIsADefinitionWithTheKeysThatAreOnTheWire() {
        assertThat(answer(MachineState.class, "v1.MachineState", false).toString())
                .isEqualTo("{\"$ref\":\"#/definitions/v1.MachineState\"}");
        assertThat(definition("v1.MachineState").toString())
                .isEqualTo(
                        "{\"type\":\"object\",\"properties\":{\"description\":{\"type\":\"string\"},\"issuer\":{\"type\":\"string\"},"
                                + "\"metal_hammer_version\":{\"type\":\"string\"},\"value\":{\"type\":\"string\"}},"
                                + "\"required\":[\"description\",\"metal_hammer_version\",\"value\"]}");
    }

    @Test
    void whatStandsBesideTheOtherKeysOnTheWireDoesSoInTheDefinition() {
        answer(MachineIPMIResponse.class, "v1.MachineIPMIResponse", true);
        schemas.request(new Contract.Shape(MachineIssuesRequest.class, "v1.MachineIssuesRequest", false));

        assertThat(definition("v1.MachineIPMIResponse")
                        .at("/properties/ipmi/$ref")
                        .asText())
                .isEqualTo("#/definitions/v1.MachineIPMI");
        assertThat(definition("v1.MachineIPMIResponse")
                        .at("/properties/liveliness/type")
                        .asText())
                .isEqualTo("string");
        assertThat(definition("v1.MachineIssuesRequest")
                        .at("/properties/nics_names/items/type")
                        .asText())
                .isEqualTo("string");
        assertThat(definition("v1.MachineIssuesRequest").at("/properties").has("machines"))
                .isFalse();
    }

    @Test
    void aShapeThatSeveralBodiesShareHasAllTheirNames() {
        answer(Project.class, "v1.ProjectCreateRequest", false);
        answer(Project.class, "v1.ProjectResponse", false);

        assertThat(definition("v1.ProjectCreateRequest")).isEqualTo(definition("v1.ProjectResponse"));
    }

    @Test
    void whatOnlyAnswersAlwaysHaveIsNotRequiredOfARequest() {
        schemas.request(new Contract.Shape(SizeImageConstraint.class, "v1.SizeImageConstraintUpdateRequest", false));
        answer(SizeImageConstraint.class, "v1.SizeImageConstraintResponse", false);

        assertThat(definition("v1.SizeImageConstraintUpdateRequest")
                        .get("required")
                        .toString())
                .isEqualTo("[\"id\"]");
        assertThat(definition("v1.SizeImageConstraintResponse").get("required").toString())
                .isEqualTo("[\"constraints\",\"id\"]");
    }
}
