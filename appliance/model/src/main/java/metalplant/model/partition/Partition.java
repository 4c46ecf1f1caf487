package metalplant.model.partition;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import metalplant.model.Entity;
import metalplant.model.Stamp;

/**
 * A plant's racks under one boot configuration. Its id is wire format and is never renamed. Absent texts are "".
 *
 * @param zoneId "" = in no zone
 */
public record Partition(
        String id,
        String name,
        String description,
        String mgmtServiceAddress,
        Map<String, String> labels,
        BootConfig boot,
        List<String> dnsServers,
        List<String> ntpServers,
        String zoneId,
        Stamp stamp)
        implements Entity<Partition> {
    public Partition {
        dnsServers = List.copyOf(dnsServers);
        ntpServers = List.copyOf(ntpServers);
        // Rows from before there were zones have none.
        zoneId = Objects.requireNonNullElse(zoneId, "");
    }

    /** A partition in no zone. */
    public Partition(
            String id,
            String name,
            String description,
            String mgmtServiceAddress,
            Map<String, String> labels,
            BootConfig boot,
            List<String> dnsServers,
            List<String> ntpServers,
            Stamp stamp) {
        this(id, name, description, mgmtServiceAddress, labels, boot, dnsServers, ntpServers, "", stamp);
    }

    /**
     * What its servers boot before they are installed.
     *
     * @param imageUrl initrd
     */
    public record BootConfig(String imageUrl, String kernelUrl, String commandLine) {}

    @Override
    public Partition withStamp(Stamp newStamp) {
        return new Partition(
                id, name, description, mgmtServiceAddress, labels, boot, dnsServers, ntpServers, zoneId, newStamp);
    }

    /** The same in another zone. */
    public Partition inZone(String newZoneId) {
        return new Partition(
                id, name, description, mgmtServiceAddress, labels, boot, dnsServers, ntpServers, newZoneId, stamp);
    }
}
