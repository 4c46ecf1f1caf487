package metalplant.router.plants;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import metalplant.door.Caller;

/** The plant that a door stands in, asked within the process. */
@FunctionalInterface
public interface Indoors {
    /** Answers as the plant's own door would; a refusal is an answer too. */
    Said ask(Asked asked);

    /**
     * What is asked.
     *
     * @param target path and query below the base path, as they came in
     * @param headers of the client
     */
    record Asked(String verb, String target, List<Map.Entry<String, String>> headers, byte[] body, Caller caller) {}

    /**
     * The answer.
     *
     * @param headers names in small letters
     * @param length of the body, -1 if it is made while it is read
     * @param body fails if it cannot be made to its end
     */
    record Said(int status, Map<String, List<String>> headers, long length, InputStream body) {}
}
