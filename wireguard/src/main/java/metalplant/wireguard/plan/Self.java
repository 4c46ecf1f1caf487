package metalplant.wireguard.plan;

import metalplant.model.ip.Cidr;

/**
 * This plant.
 *
 * @param number its plant number, 0 to 255
 * @param service its address inside the mesh, a /128
 * @param basePort the first of the 513 UDP ports it listens on
 * @param behindNat whether nobody can reach it unless it sent first
 */
public record Self(MemberId id, int number, Cidr service, int basePort, boolean behindNat) {
    public Self {
        Ports.checkNumber(number);
        Ports.checkBase(basePort);
    }
}
