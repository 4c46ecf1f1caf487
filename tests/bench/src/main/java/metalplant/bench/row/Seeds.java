package metalplant.bench.row;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import metalplant.bench.load.Rest;

/**
 * What allocations need and a new plant has or is given here.
 *
 * @param network a private network of the project
 */
public record Seeds(String partition, String tenant, String project, String image, String size, String network) {
    public static final ObjectMapper JSON = new ObjectMapper();
    private static final String TENANT = "metal-stack";
    private static final String SIZE = "c1-large-x86";
    private static final String SSH_KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ9Nyg8XJM/VdTtLuVRu4P0TNDqOZk0Sz7XyBw3mcV3e bench@metal-plant.invalid";

    /** Makes a project with a private network. */
    public static Seeds make(Rest rest, String partition) throws IOException {
        try (var client = rest.client(Rest.Role.ADMIN)) {
            var project = project(client, "bench");
            return new Seeds(partition, TENANT, project, image(client), SIZE, network(client, partition, project));
        }
    }

    /** The same of another project and its network. */
    public Seeds of(String otherProject, String otherNetwork) {
        return new Seeds(partition, tenant, otherProject, image, size, otherNetwork);
    }

    /** Makes one; answers its id. */
    public static String project(Rest.Client client, String name) throws IOException {
        var body =
                JSON.createObjectNode().put("name", name).put("description", "").put("tenant_id", TENANT);
        body.putObject("meta");
        return client.put("v1/project", body.toString()).path("meta").path("id").asText();
    }

    /** Makes a private network of a project; answers its id. */
    public static String network(Rest.Client client, String partition, String project) throws IOException {
        return client.post(
                        "v1/network/allocate",
                        networkRequest(partition, project).toString())
                .path("id")
                .asText();
    }

    /** The body of an allocation of a private network. */
    public static ObjectNode networkRequest(String partition, String project) {
        return JSON.createObjectNode()
                .put("name", "bench")
                .put("partitionid", partition)
                .put("projectid", project);
    }

    private static String image(Rest.Client client) throws IOException {
        for (var image : client.get("v1/image")) {
            for (var feature : image.path("features")) {
                if (feature.asText().equals("machine")) {
                    return image.path("id").asText();
                }
            }
        }
        throw new IOException("the plant has no image for machines");
    }

    /** The body of an allocation of any machine of the size. */
    public byte[] allocation() {
        var body = JSON.createObjectNode()
                .put("name", "bench")
                .put("hostname", "bench")
                .put("description", "")
                .put("imageid", image)
                .put("partitionid", partition)
                .put("projectid", project)
                .put("sizeid", size);
        body.putArray("ssh_pub_keys").add(SSH_KEY);
        body.putArray("tags");
        body.putArray("networks").addObject().put("networkid", network).put("autoacquire", true);
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }
}
