package metalplant.server.http;

import metalplant.door.Role;

/**
 * One operation of the API.
 *
 * @param verb GET, PUT, POST or DELETE
 * @param path below the base path, such as {@code /v1/machine/{id}}; literal segments win over parameters
 * @param id operation id of the API document
 * @param hasBody whether the handler reads the request's body; bodies of others are ignored
 */
public record Operation(String verb, String path, String id, Role role, boolean hasBody, Handler handler) {
    /** Answers one call; throws {@code Problem} when it cannot. */
    @FunctionalInterface
    public interface Handler {
        Answer handle(Call call);
    }

    public static Operation get(String path, String id, Role role, Handler handler) {
        return new Operation("GET", path, id, role, false, handler);
    }

    public static Operation delete(String path, String id, Role role, Handler handler) {
        return new Operation("DELETE", path, id, role, false, handler);
    }

    public static Operation post(String path, String id, Role role, Handler handler) {
        return new Operation("POST", path, id, role, true, handler);
    }

    public static Operation put(String path, String id, Role role, Handler handler) {
        return new Operation("PUT", path, id, role, true, handler);
    }

    /** A POST whose body, if any, is ignored. */
    public static Operation command(String path, String id, Role role, Handler handler) {
        return new Operation("POST", path, id, role, false, handler);
    }
}
