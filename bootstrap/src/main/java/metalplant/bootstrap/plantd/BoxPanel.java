package metalplant.bootstrap.plantd;

import java.net.InetAddress;
import metalplant.bootstrap.HostAddresses;
import metalplant.plan.PlantPlan.Place;

/** The lines on the box's screen when the plant is ready: how to use it. */
final class BoxPanel {
    private BoxPanel() {}

    static String of(Host host, Place place) {
        var address = HostAddresses.all().stream()
                .filter(each -> !each.isLoopbackAddress())
                .map(InetAddress::getHostAddress)
                .filter(each -> !each.contains(":"))
                .sorted()
                .findFirst();
        var data = host.plant().data();
        return """

                metal-plant: partition %s, zone %s, region %s, is ready

                  on this box
                    plantctl status                     this, and every step and unit
                    plantctl logs --follow              what all units say
                    plantctl federation invite          to join another plant
                    keys    %s/secrets/hmac-admin (also -edit and -view)
                    API     http://%s:%d/metal/

                  from elsewhere, for all plants of its federation
                    %s
                """.formatted(
                        place.partition(),
                        place.zone(),
                        place.region(),
                        data,
                        "127.0.0.1",
                        host.ports().api().getPort(),
                        address.map(each -> "https://%s%s/metal/".formatted(each, port(host)))
                                .orElse("this box has no address beyond itself: give it an uplink"));
    }

    private static String port(Host host) {
        int port = host.ports().router().getPort();
        return port == 443 ? "" : ":" + port;
    }
}
