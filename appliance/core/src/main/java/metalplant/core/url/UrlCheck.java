package metalplant.core.url;

/** Asks for the head of a URL, so that a wrong one is refused before any server tries to boot from it. */
@FunctionalInterface
public interface UrlCheck {
    /** @throws metalplant.model.Problem URL_UNREACHABLE if it does not answer, or with 400 or more */
    void check(String url);
}
