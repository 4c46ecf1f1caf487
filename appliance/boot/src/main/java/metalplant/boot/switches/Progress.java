package metalplant.boot.switches;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * How far each switch is, as it is written to a file. Times are ISO 8601; "" = not yet.
 *
 * @param switches by name
 */
public record Progress(Map<String, Steps> switches) {
    /** Nobody asked for anything. */
    public static final Progress NONE = new Progress(Map.of());

    public Progress {
        switches = java.util.Collections.unmodifiableMap(new TreeMap<>(switches));
    }

    /**
     * When one switch was last given what.
     *
     * @param ztp the plan of its ZTP
     * @param config SHA-256 of the {@code config_db.json} that it was given
     * @param reported when it told how its ZTP went
     * @param result {@code ok}, or {@code failed}; "" as long as it told nothing
     * @param detail what failed
     */
    public record Steps(
            String installer,
            String ztp,
            @JsonProperty("config_given") String configGiven,
            @JsonProperty("config_sha256") String config,
            String reported,
            String result,
            String detail) {
        static final Steps NONE = new Steps("", "", "", "", "", "", "");

        Steps installing(String now) {
            return new Steps(now, "", "", "", "", "", "");
        }

        Steps asked(String now) {
            return new Steps(installer, now, "", "", "", "", "");
        }

        Steps given(String now, String sha256) {
            return new Steps(installer, ztp, now, sha256, reported, result, detail);
        }

        Steps told(String now, String outcome, String why) {
            return new Steps(installer, ztp, configGiven, config, now, outcome, why);
        }

        /** In a word, for people and programs. */
        public String state() {
            if (!result.isEmpty()) {
                return result.equals("ok") ? "ready" : "failed";
            }
            if (!configGiven.isEmpty()) {
                return "configured";
            }
            if (!ztp.isEmpty()) {
                return "provisioning";
            }
            return installer.isEmpty() ? "waiting" : "installing";
        }
    }

    /** Steps of one; none if it never asked. */
    public Steps of(String name) {
        return Objects.requireNonNullElse(switches.get(name), Steps.NONE);
    }

    Progress with(String name, Steps steps) {
        var all = new TreeMap<>(switches);
        all.put(name, steps);
        return new Progress(all);
    }

    String json() {
        try {
            return Journal.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("progress cannot be written", e);
        }
    }
}
