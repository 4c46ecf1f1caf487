package metalplant.wire.common;

import com.fasterxml.jackson.annotation.JsonProperty;
import metalplant.wire.Absent;
import metalplant.wire.Required;
import metalplant.wire.WireJson;

/**
 * What went wrong. On the wire it is encoded twice: a JSON string whose content is this object as JSON. The
 * generated Go client decodes nothing else; a plain object makes it lose the typed error and with it the status
 * code. Use {@link #body} for every error answer.
 *
 * @param statusCode repeats the HTTP status
 * @param message text for people, "" when the answer had none
 */
public record HttpErrorResponse(
        @Required @JsonProperty("statuscode") int statusCode,
        @Required String message) {
    public HttpErrorResponse {
        message = Absent.toText(message);
    }

    /**
     * The bytes of an error answer, to be sent as {@code application/json}.
     *
     * @param status the HTTP status, repeated in the body
     * @param message text for the caller
     * @return a JSON string, in UTF-8, that holds this object as JSON; malformed characters are replaced, never refused
     */
    public static byte[] body(int status, String message) {
        return WireJson.lenientBytes(WireJson.text(new HttpErrorResponse(status, message)));
    }

    /** The bytes of the one refusal that carries its bare text: 403 of a caller from another tenant. */
    public static byte[] tenantBody(String message) {
        return WireJson.lenientBytes(message);
    }
}
