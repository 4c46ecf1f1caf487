package metalplant.wire.firmware;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import metalplant.wire.Absent;
import metalplant.wire.Required;

/**
 * Firmware revisions by board. The key is capitalised.
 *
 * @param boardRevisions board to revisions
 */
public record BoardRevisions(
        @Required @JsonProperty("BoardRevisions") Map<String, List<String>> boardRevisions) {
    public BoardRevisions {
        boardRevisions = Absent.toEmpty(boardRevisions);
    }
}
