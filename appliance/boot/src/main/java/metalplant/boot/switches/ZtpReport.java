package metalplant.boot.switches;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Locale;
import metalplant.model.Problem;

/**
 * What a switch tells of its ZTP: the file in which ZTP itself keeps what became of each section.
 *
 * @param detail names of what failed; "" if nothing did
 */
record ZtpReport(boolean good, String detail) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SECTIONS_MAX = 32;
    private static final int NAME_MAX = 64;

    /** @throws Problem BAD_REQUEST if it is no such file */
    static ZtpReport of(byte[] body) {
        var sections = read(body).path("ztp");
        if (!sections.isObject() || sections.isEmpty() || sections.size() > SECTIONS_MAX) {
            throw Problem.bad("this is no report of a ZTP: it has no sections");
        }
        var failed = new ArrayList<String>();
        int finished = 0;
        for (var section : sections.properties()) {
            var status = section.getValue().path("status").asText("");
            if (status.equals("FAILED")) {
                failed.add(shown(section.getKey()));
            }
            finished += status.equals("SUCCESS") ? 1 : 0;
        }
        if (failed.isEmpty() && finished == 0) {
            throw Problem.bad("this is no report of a ZTP: no section of it is done");
        }
        return new ZtpReport(failed.isEmpty(), String.join(", ", failed));
    }

    private static JsonNode read(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException | RuntimeException e) {
            throw Problem.bad("this is no JSON").because(e);
        } catch (java.io.IOException e) {
            throw Problem.bad("this cannot be read").because(e);
        }
    }

    private static String shown(String name) {
        var clean = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]", "?");
        return clean.length() <= NAME_MAX ? clean : clean.substring(0, NAME_MAX);
    }
}
