package metalplant.wire.federation;

import java.util.List;

/**
 * What the console service of a plant is told of the federation, as a file beside its certificate.
 *
 * @param plant this plant's id; "" while it is alone
 * @param authority its certificate in DER, base64
 * @param members the others
 */
public record ConsolePeers(String plant, String authority, List<Member> members) {
    /**
     * Another plant.
     *
     * @param label how people call it
     * @param authority its certificate in DER, base64
     * @param address where its consoles are reached through the tunnel, as HOST:PORT; "" where there is none
     * @param role the highest that its people have here: none, view or edit
     * @param partitions that are its own
     */
    public record Member(
            String plant, String label, String authority, String address, String role, List<String> partitions) {}
}
