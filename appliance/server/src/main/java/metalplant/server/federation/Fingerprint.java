package metalplant.server.federation;

import java.util.Locale;
import metalplant.federation.entry.MemberRecord;
import metalplant.model.Problem;

/** A plant's id as people and scripts compare it: eight groups of four hex digits. */
final class Fingerprint {
    private Fingerprint() {}

    static String of(MemberRecord record) {
        return record.plant().text().replaceAll("(.{4})(?=.)", "$1-");
    }

    /** @throws Problem RULE_VIOLATED if the plant is another one than was named */
    static void demand(MemberRecord record, String wanted) {
        var plain = wanted.toLowerCase(Locale.ROOT).replaceAll("[^0-9a-f]", "");
        if (!plain.equals(record.plant().text())) {
            throw Problem.refused("the other plant is %s and not %s".formatted(of(record), wanted));
        }
    }
}
