package metalplant.core.homes;

import java.util.List;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.Stamp;
import metalplant.model.filesystem.FilesystemLayout;
import metalplant.model.filesystem.LayoutRules;

/** Filesystem layouts. The sizes they are meant for go by internal id, because a size may be called otherwise in another plant. */
final class SharedLayouts extends SharedKind<FilesystemLayout> {
    SharedLayouts() {
        super("filesystemlayout", 7, Tx::filesystemLayouts);
    }

    @Override
    SharedContent content(Tx tx, FilesystemLayout layout) {
        return new SharedContent.OfLayout(
                layout.name(),
                layout.description(),
                layout.filesystems().stream()
                        .map(each -> new SharedContent.Filesystem(
                                each.path(),
                                each.device(),
                                each.format(),
                                each.label(),
                                each.mountOptions(),
                                each.createOptions()))
                        .toList(),
                layout.disks().stream().map(SharedLayouts::disk).toList(),
                layout.raids().stream()
                        .map(each -> new SharedContent.Raid(
                                each.arrayName(), each.devices(), each.level(), each.createOptions(), each.spares()))
                        .toList(),
                layout.volumeGroups().stream()
                        .map(each -> new SharedContent.VolumeGroup(each.name(), each.devices(), each.tags()))
                        .toList(),
                layout.logicalVolumes().stream()
                        .map(each -> new SharedContent.LogicalVolume(
                                each.name(), each.volumeGroup(), each.size(), each.lvmType()))
                        .toList(),
                layout.constraints().sizes().stream()
                        .map(id -> new SharedContent.SizeRef(
                                tx.sizes().find(id).map(size -> size.stamp().uid()), id))
                        .toList(),
                SharedContent.Pair.of(layout.constraints().images()));
    }

    private static SharedContent.Disk disk(FilesystemLayout.Disk disk) {
        return new SharedContent.Disk(
                disk.device(),
                disk.partitions().stream()
                        .map(each -> new SharedContent.DiskPartition(
                                each.number(), each.label(), each.size(), each.gptType()))
                        .toList(),
                disk.wipeOnReinstall());
    }

    @Override
    FilesystemLayout entity(Tx tx, String id, SharedContent content, Stamp stamp) {
        if (!(content instanceof SharedContent.OfLayout its)) {
            throw other();
        }
        var layout = new FilesystemLayout(
                id,
                its.name(),
                its.description(),
                its.filesystems().stream()
                        .map(each -> new FilesystemLayout.Filesystem(
                                each.path(),
                                each.device(),
                                each.format(),
                                each.label(),
                                each.mountOptions(),
                                each.createOptions()))
                        .toList(),
                its.disks().stream().map(SharedLayouts::disk).toList(),
                its.raids().stream()
                        .map(each -> new FilesystemLayout.Raid(
                                each.arrayName(),
                                each.devices(),
                                each.level(),
                                each.createOptions(),
                                number(each.spares())))
                        .toList(),
                its.volumeGroups().stream()
                        .map(each -> new FilesystemLayout.VolumeGroup(each.name(), each.devices(), each.tags()))
                        .toList(),
                its.logicalVolumes().stream()
                        .map(each -> new FilesystemLayout.LogicalVolume(
                                each.name(), each.volumeGroup(), each.size(), each.lvmType()))
                        .toList(),
                new FilesystemLayout.Constraints(
                        its.sizes().stream().map(size -> called(tx, size)).toList(),
                        SharedContent.Pair.map(its.images())),
                stamp);
        LayoutRules.requireKnownWords(layout);
        LayoutRules.validate(layout);
        return layout;
    }

    private static FilesystemLayout.Disk disk(SharedContent.Disk disk) {
        return new FilesystemLayout.Disk(
                disk.device(),
                disk.partitions().stream()
                        .map(each -> new FilesystemLayout.DiskPartition(
                                number(each.number()), each.label(), each.size(), each.gptType()))
                        .toList(),
                disk.wipeOnReinstall());
    }

    private static int number(long value) {
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw Problem.refused("%d is no number that a layout can have".formatted(value));
        }
        return (int) value;
    }

    private static String called(Tx tx, SharedContent.SizeRef size) {
        return size.id().map(id -> here(tx, "size", id)).orElse(size.name());
    }

    /** Machines keep a copy of theirs. */
    @Override
    boolean isUsed(Tx tx, String id) {
        return false;
    }

    @Override
    void repoint(Tx tx, String from, String to) {}

    /** A size has another id from now on; with the same one it is another size, or there was none before, or there is none any more. */
    static void sizeIsCalled(Tx tx, String from, String to) {
        for (var layout : tx.filesystemLayouts().list()) {
            var constraints = layout.constraints();
            if (constraints.sizes().contains(from)) {
                var sizes = constraints.sizes().stream()
                        .map(size -> size.equals(from) ? to : size)
                        .toList();
                var stored =
                        from.equals(to) ? layout : tx.filesystemLayouts().update(withSizes(layout, List.copyOf(sizes)));
                Published.changed(tx, "filesystemlayout", stored);
            }
        }
    }

    private static FilesystemLayout withSizes(FilesystemLayout layout, List<String> sizes) {
        return new FilesystemLayout(
                layout.id(),
                layout.name(),
                layout.description(),
                layout.filesystems(),
                layout.disks(),
                layout.raids(),
                layout.volumeGroups(),
                layout.logicalVolumes(),
                new FilesystemLayout.Constraints(sizes, layout.constraints().images()),
                layout.stamp());
    }
}
