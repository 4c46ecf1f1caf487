package metalplant.model.ip;

import java.util.List;
import java.util.UUID;
import metalplant.model.Stamp;

/**
 * An address that a project holds. Existence of the row is what makes the address taken.
 *
 * @param prefixId the prefix it was taken from
 * @param namespace project id under a namespaced super network, else ""
 * @param allocationUuid new for each acquisition; the read-back key when the outcome of a commit was unknown
 * @param projectId holder; "" = held by the plant itself
 * @param tags sorted, unique
 * @param stamp {@code stamp.uid} equals {@code allocationUuid}
 */
public record Ip(
        IpAddress address,
        UUID prefixId,
        String parentPrefix,
        String namespace,
        String networkId,
        UUID allocationUuid,
        String projectId,
        String name,
        String description,
        IpType type,
        List<String> tags,
        Stamp stamp) {
    public static final String MACHINE_TAG = "machine.metal-stack.io/id";

    public Ip {
        tags = tags.stream().distinct().sorted().toList();
    }

    /** Who the address belongs to, read off its project and tags. */
    public enum Scope {
        EMPTY,
        PROJECT,
        MACHINE
    }

    public Scope scope() {
        if (projectId.isEmpty()) {
            return Scope.EMPTY;
        }
        return tags.stream().anyMatch(tag -> tag.startsWith(MACHINE_TAG)) ? Scope.MACHINE : Scope.PROJECT;
    }

    /** Machines that use it, read off its tags. */
    public List<String> machines() {
        var start = MACHINE_TAG + "=";
        return tags.stream()
                .filter(tag -> tag.startsWith(start))
                .map(tag -> tag.substring(start.length()))
                .toList();
    }

    public static String machineTag(String machineId) {
        return MACHINE_TAG + "=" + machineId;
    }

    public Ip withTags(List<String> newTags) {
        return copy(newTags, stamp);
    }

    public Ip withStamp(Stamp newStamp) {
        return copy(tags, newStamp);
    }

    private Ip copy(List<String> newTags, Stamp newStamp) {
        return new Ip(
                address,
                prefixId,
                parentPrefix,
                namespace,
                networkId,
                allocationUuid,
                projectId,
                name,
                description,
                type,
                newTags,
                newStamp);
    }
}
