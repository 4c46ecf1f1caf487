package metalplant.core.boot;

import metalplant.model.machine.Allocation;
import metalplant.model.machine.Allocation.BootInfo;

/** What installers change about an allocation. */
final class Allocations {
    private Allocations() {}

    /** Installed: with the way to boot it, and nothing left to reinstall. */
    static Allocation installed(Allocation allocation, String consolePassword, BootInfo said) {
        // The installer leaves the image out; what it was told to install is what is there.
        var imageId = said.imageId().isEmpty() ? allocation.imageId() : said.imageId();
        var info = new BootInfo(
                imageId,
                said.primaryDisk(),
                said.osPartition(),
                said.initrd(),
                said.cmdline(),
                said.kernel(),
                said.bootloaderId());
        return allocation.installed(consolePassword, info);
    }

    /** Not reinstalled; the old image is still what it was, unless its disk is wiped. */
    static Allocation aborted(Allocation allocation, boolean diskWiped) {
        var imageId = allocation
                .bootInfo()
                .filter(_ -> !diskWiped)
                .map(BootInfo::imageId)
                .filter(image -> !image.isEmpty())
                .orElse(allocation.imageId());
        return allocation.withImage(imageId).withReinstall(false);
    }
}
