package metalplant.cli.moving;

import java.util.List;

/**
 * What became of one kind.
 *
 * @param there as it is at the source
 * @param created made now, or to be made
 * @param different there, but not as at the source: left as it is
 * @param left at the source, because no API can make it as it is there
 * @param failed with the reason
 */
public record Moved(
        String kind, int there, List<String> created, List<String> different, List<String> left, List<String> failed) {}
