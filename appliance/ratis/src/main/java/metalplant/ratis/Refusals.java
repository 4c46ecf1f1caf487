package metalplant.ratis;

import java.util.Optional;
import java.util.regex.Pattern;
import metalplant.federation.carrier.Carrier.Outcome;
import metalplant.federation.value.Bytes;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;

/** An outcome inside the text of an exception, which is what Ratis carries back from a leader that refuses. */
final class Refusals {
    private static final Pattern FORM = Pattern.compile("\\boutcome=((?:[0-9a-f]{2})+);");

    private Refusals() {}

    static String text(Outcome outcome, String why) {
        var bytes = Exchange.message(outcome).getContent().toByteArray();
        return "outcome=%s; %s".formatted(Bytes.of(bytes).hex(), why);
    }

    static Optional<Outcome> outcome(String text) {
        var found = FORM.matcher(text);
        return found.find()
                ? Exchange.outcome(
                        ByteString.copyFrom(Bytes.ofHex(found.group(1)).toArray()))
                : Optional.empty();
    }
}
