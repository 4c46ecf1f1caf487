package metalplant.imagestore.http;

import java.net.URI;

/** What to say about a file that is not here. */
public sealed interface Miss {
    /** It is to be had there, and there can be reached. */
    record Elsewhere(URI at) implements Miss {}

    /** It belongs here and is not here yet. */
    record NotNow(String why, int retrySeconds) implements Miss {}

    /** Nobody here knows it. */
    record Unknown(String why) implements Miss {}
}
