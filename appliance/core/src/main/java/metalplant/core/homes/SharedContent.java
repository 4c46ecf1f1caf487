package metalplant.core.homes;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import metalplant.federation.encoding.CanonicalForm;
import metalplant.federation.encoding.Kind;
import metalplant.federation.encoding.Malformed;
import metalplant.federation.encoding.UnknownKind;
import metalplant.federation.value.Bytes;
import metalplant.model.Problem;
import metalplant.model.tenant.Meta;
import metalplant.model.tenant.Quotas;

/**
 * What plants tell each other of an entity, without its name. Other entities are referred to by their internal ids, because ids that
 * people chose may differ between plants. Components of a released kind never change: a new shape is a new kind.
 */
public sealed interface SharedContent {
    /** Every text in it. */
    Stream<String> texts();

    /** What makes two entities the same one: all but what depends on when and how often they were written. */
    default SharedContent essence() {
        return this;
    }

    /** One entry of a map, which are in order of their keys. */
    record Pair(String key, String value) {
        static List<Pair> of(Map<String, String> map) {
            return new TreeMap<>(map)
                    .entrySet().stream()
                            .map(entry -> new Pair(entry.getKey(), entry.getValue()))
                            .toList();
        }

        static Map<String, String> map(List<Pair> pairs) {
            return pairs.stream().collect(Collectors.toMap(Pair::key, Pair::value, (_, last) -> last, TreeMap::new));
        }

        static Stream<String> texts(List<Pair> pairs) {
            return pairs.stream().flatMap(pair -> Stream.of(pair.key(), pair.value()));
        }
    }

    /** {@link Quotas}. */
    record Limits(Optional<Long> cluster, Optional<Long> machine, Optional<Long> ip, Optional<Long> project) {
        static Limits of(Quotas quotas) {
            return new Limits(
                    quotas.cluster().map(Integer::longValue),
                    quotas.machine().map(Integer::longValue),
                    quotas.ip().map(Integer::longValue),
                    quotas.project().map(Integer::longValue));
        }

        Quotas quotas() {
            return new Quotas(
                    cluster.map(Math::toIntExact),
                    machine.map(Math::toIntExact),
                    ip.map(Math::toIntExact),
                    project.map(Math::toIntExact));
        }
    }

    /** {@link Meta}. */
    record Notes(List<Pair> annotations, List<String> labels, long version) {
        static Notes of(Meta meta) {
            return new Notes(Pair.of(meta.annotations()), meta.labels(), meta.version());
        }

        Meta meta() {
            return new Meta(Pair.map(annotations), labels, version);
        }

        Notes essence() {
            return new Notes(annotations, labels, 0);
        }

        Stream<String> texts() {
            return Stream.concat(Pair.texts(annotations), labels.stream());
        }
    }

    /** Where the users of a tenant log in. */
    record Login(String issuerUrl, String issuerClientId, String idmType) {}

    @Kind(1)
    record OfRegion(String name, String description, List<Pair> labels) implements SharedContent {
        @Override
        public Stream<String> texts() {
            return Stream.concat(Stream.of(name, description), Pair.texts(labels));
        }
    }

    @Kind(2)
    record OfZone(UUID region, String name, String description, List<Pair> labels) implements SharedContent {
        @Override
        public Stream<String> texts() {
            return Stream.concat(Stream.of(name, description), Pair.texts(labels));
        }
    }

    @Kind(3)
    record OfTenant(
            String name, String description, Limits quotas, Limits defaultQuotas, Optional<Login> login, Notes notes)
            implements SharedContent {
        @Override
        public Stream<String> texts() {
            var its =
                    login.stream().flatMap(each -> Stream.of(each.issuerUrl(), each.issuerClientId(), each.idmType()));
            return Stream.concat(Stream.concat(Stream.of(name, description), its), notes.texts());
        }

        @Override
        public SharedContent essence() {
            return new OfTenant(name, description, quotas, defaultQuotas, login, notes.essence());
        }
    }

    @Kind(4)
    record OfProject(UUID tenant, String name, String description, Limits quotas, Notes notes)
            implements SharedContent {
        @Override
        public Stream<String> texts() {
            return Stream.concat(Stream.of(name, description), notes.texts());
        }

        @Override
        public SharedContent essence() {
            return new OfProject(tenant, name, description, quotas, notes.essence());
        }
    }

    /** @param expires seconds and nanoseconds of the end of its life */
    @Kind(5)
    record OfImage(
            String name,
            String description,
            String url,
            String os,
            String version,
            List<String> features,
            String classification,
            long expires,
            long expiresNanos)
            implements SharedContent {
        @Override
        public Stream<String> texts() {
            return Stream.concat(Stream.of(name, description, url, os, version, classification), features.stream());
        }

        @Override
        public SharedContent essence() {
            return new OfImage(name, description, url, os, version, features, classification, 0, 0);
        }
    }

    /**
     * What a size is, with what is known of the images that it can run.
     *
     * @param images of the constraint that has its id, if there is one
     */
    @Kind(6)
    record OfSize(String name, String description, List<Range> ranges, List<Pair> labels, Optional<Runs> images)
            implements SharedContent {
        @Override
        public Stream<String> texts() {
            var its =
                    Stream.concat(Stream.of(name, description), ranges.stream().flatMap(Range::texts));
            return Stream.concat(
                    its, Stream.concat(Pair.texts(labels), images.stream().flatMap(Runs::texts)));
        }
    }

    /** {@link metalplant.model.size.SizeConstraint}. */
    record Range(String type, long min, long max, String identifier) {
        Stream<String> texts() {
            return Stream.of(type, identifier);
        }
    }

    /** {@link metalplant.model.size.SizeImageConstraint}. */
    record Runs(String name, String description, List<Pair> images) {
        Stream<String> texts() {
            return Stream.concat(Stream.of(name, description), Pair.texts(images));
        }
    }

    /** @param sizes that it is meant for */
    @Kind(7)
    record OfLayout(
            String name,
            String description,
            List<Filesystem> filesystems,
            List<Disk> disks,
            List<Raid> raids,
            List<VolumeGroup> volumeGroups,
            List<LogicalVolume> logicalVolumes,
            List<SizeRef> sizes,
            List<Pair> images)
            implements SharedContent {
        @Override
        public Stream<String> texts() {
            return Stream.of(
                            Stream.of(name, description),
                            filesystems.stream().flatMap(Filesystem::texts),
                            disks.stream().flatMap(Disk::texts),
                            raids.stream().flatMap(Raid::texts),
                            volumeGroups.stream().flatMap(VolumeGroup::texts),
                            logicalVolumes.stream().flatMap(LogicalVolume::texts),
                            sizes.stream().map(SizeRef::name),
                            Pair.texts(images))
                    .flatMap(each -> each);
        }

        @Override
        public SharedContent essence() {
            return withSizes(sizes.stream().map(SizeRef::essence).toList());
        }

        OfLayout withSizes(List<SizeRef> changed) {
            return new OfLayout(
                    name, description, filesystems, disks, raids, volumeGroups, logicalVolumes, changed, images);
        }
    }

    /**
     * A size that a layout is meant for.
     *
     * @param id empty if there is no such size at home
     * @param name its id there
     */
    record SizeRef(Optional<UUID> id, String name) {
        SizeRef essence() {
            return id.isPresent() ? new SizeRef(id, "") : this;
        }
    }

    /** {@link metalplant.model.filesystem.FilesystemLayout.Filesystem}. */
    record Filesystem(
            String path,
            String device,
            String format,
            String label,
            List<String> mountOptions,
            List<String> createOptions) {
        Stream<String> texts() {
            return Stream.of(Stream.of(path, device, format, label), mountOptions.stream(), createOptions.stream())
                    .flatMap(each -> each);
        }
    }

    /** {@link metalplant.model.filesystem.FilesystemLayout.Disk}. */
    record Disk(String device, List<DiskPartition> partitions, boolean wipeOnReinstall) {
        Stream<String> texts() {
            return Stream.concat(
                    Stream.of(device),
                    partitions.stream().flatMap(partition -> Stream.of(partition.label(), partition.gptType())));
        }
    }

    /** {@link metalplant.model.filesystem.FilesystemLayout.DiskPartition}. */
    record DiskPartition(long number, String label, long size, String gptType) {}

    /** {@link metalplant.model.filesystem.FilesystemLayout.Raid}. */
    record Raid(String arrayName, List<String> devices, String level, List<String> createOptions, long spares) {
        Stream<String> texts() {
            return Stream.of(Stream.of(arrayName, level), devices.stream(), createOptions.stream())
                    .flatMap(each -> each);
        }
    }

    /** {@link metalplant.model.filesystem.FilesystemLayout.VolumeGroup}. */
    record VolumeGroup(String name, List<String> devices, List<String> tags) {
        Stream<String> texts() {
            return Stream.of(Stream.of(name), devices.stream(), tags.stream()).flatMap(each -> each);
        }
    }

    /** {@link metalplant.model.filesystem.FilesystemLayout.LogicalVolume}. */
    record LogicalVolume(String name, String volumeGroup, long size, String lvmType) {
        Stream<String> texts() {
            return Stream.of(name, volumeGroup, lvmType);
        }
    }

    /**
     * A network that belongs to no partition and no project.
     *
     * @param type as on the wire
     * @param childLength bits by family
     */
    @Kind(8)
    record OfNetwork(
            String name,
            String description,
            String type,
            List<String> prefixes,
            List<String> destinations,
            List<ChildLength> childLength,
            boolean nat,
            long vrf,
            List<Pair> labels,
            List<String> announcable)
            implements SharedContent {
        @Override
        public Stream<String> texts() {
            return Stream.of(
                            Stream.of(name, description, type),
                            prefixes.stream(),
                            destinations.stream(),
                            childLength.stream().map(ChildLength::family),
                            Pair.texts(labels),
                            announcable.stream())
                    .flatMap(each -> each);
        }
    }

    /** Bits of the networks that are cut from a super network. */
    record ChildLength(String family, long bits) {}

    /** Its bytes; @throws Problem RULE_VIOLATED if a part of it is larger than what plants send each other */
    default Bytes bytes() {
        try {
            var bytes = CanonicalForm.encode(SharedContent.class, this);
            if (bytes.length > SharedKind.CONTENT_BYTES_MAX) {
                throw Problem.refused(
                        "it has %d bytes, more than %d".formatted(bytes.length, SharedKind.CONTENT_BYTES_MAX));
            }
            return Bytes.of(bytes);
        } catch (Malformed e) {
            throw Problem.refused(String.valueOf(e.getMessage())).because(e);
        }
    }

    /** What has these bytes; @throws Problem RULE_VIOLATED with the reason if it is of no use here */
    static SharedContent read(Bytes bytes) {
        if (bytes.size() > SharedKind.CONTENT_BYTES_MAX) {
            throw Problem.refused("it has more than %d bytes".formatted(SharedKind.CONTENT_BYTES_MAX));
        }
        try {
            var content = CanonicalForm.decode(SharedContent.class, bytes.toArray());
            if (content.texts().anyMatch(text -> text.indexOf(0) >= 0)) {
                throw Problem.refused("a text of it contains the character 0");
            }
            return content;
        } catch (Malformed | UnknownKind e) {
            throw Problem.refused(String.valueOf(e.getMessage())).because(e);
        }
    }
}
