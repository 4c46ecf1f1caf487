package metalplant.mesh.link;

import metalplant.federation.value.PlantId;

/**
 * What a plant answers to a ping, in canonical form.
 *
 * @param protocol version of this transport, {@link MeshListener#PROTOCOL}
 * @param software for people
 * @param level the highest schema level of the ledger that it reads
 * @param wallMillis its clock, which may be wrong by years
 */
public record Pong(int protocol, String software, int level, PlantId plant, long wallMillis) {}
