package metalplant.server.http;

import java.util.List;
import java.util.Optional;
import metalplant.door.Role;

/**
 * One operation of the API.
 *
 * @param verb GET, PUT, POST or DELETE
 * @param path below the base path, such as {@code /v1/machine/{id}}; literal segments win over parameters
 * @param id operation id of the API document
 * @param contract what the API document tells of its bodies
 */
public record Operation(String verb, String path, String id, Role role, Body body, Handler handler, Contract contract) {
    private static final String VERSION = "v1.";

    /** What becomes of the body of a request. */
    public enum Body {
        /** It is ignored, whatever it is. */
        NONE,
        /** The handler reads JSON. */
        JSON,
        /** The handler reads a file while it comes. */
        FILE
    }

    /** Answers one call; throws {@code Problem} when it cannot. */
    @FunctionalInterface
    public interface Handler {
        Answer handle(Call call);
    }

    public static Operation get(String path, String id, Role role, Handler handler) {
        return of("GET", path, id, role, Body.NONE, handler);
    }

    /** A GET with a body, as its clients have always sent it. */
    public static Operation getWithBody(String path, String id, Role role, Handler handler) {
        return of("GET", path, id, role, Body.JSON, handler);
    }

    public static Operation delete(String path, String id, Role role, Handler handler) {
        return of("DELETE", path, id, role, Body.NONE, handler);
    }

    public static Operation post(String path, String id, Role role, Handler handler) {
        return of("POST", path, id, role, Body.JSON, handler);
    }

    public static Operation put(String path, String id, Role role, Handler handler) {
        return of("PUT", path, id, role, Body.JSON, handler);
    }

    /** A POST whose body, if any, is ignored. */
    public static Operation command(String path, String id, Role role, Handler handler) {
        return of("POST", path, id, role, Body.NONE, handler);
    }

    /** A PUT of a form with one file. */
    public static Operation upload(String path, String id, Role role, Handler handler) {
        return of("PUT", path, id, role, Body.FILE, handler);
    }

    private static Operation of(String verb, String path, String id, Role role, Body body, Handler handler) {
        return new Operation(verb, path, id, role, body, handler, Contract.NOTHING);
    }

    /** Its request has this shape. */
    public Operation reads(Class<?> type) {
        return reads(type, VERSION + type.getSimpleName());
    }

    /** The same under a name of its own, where several bodies share a shape. */
    public Operation reads(Class<?> type, String name) {
        return with(contract.reads(new Contract.Shape(type, name, false)));
    }

    /** A success has this shape. */
    public Operation answers(Class<?> type) {
        return answers(type, VERSION + type.getSimpleName());
    }

    public Operation answers(Class<?> type, String name) {
        return with(contract.answers(new Contract.Shape(type, name, false)));
    }

    /** A success is a list of these. */
    public Operation lists(Class<?> type) {
        return lists(type, VERSION + type.getSimpleName());
    }

    public Operation lists(Class<?> type, String name) {
        return with(contract.answers(new Contract.Shape(type, name, true)));
    }

    /** A success is 201. */
    public Operation creates() {
        return with(contract.succeeds(List.of(201)));
    }

    /** A success is 201 the first time, and 200 then. */
    public Operation createsOrUpdates() {
        return with(contract.succeeds(List.of(200, 201)));
    }

    /** Clients tell this refusal from others by type. */
    public Operation refuses(int code) {
        return with(contract.refuses(code, Optional.empty()));
    }

    /** The same with a body of another shape than errors have. */
    public Operation refuses(int code, Class<?> type, String name) {
        return with(contract.refuses(code, Optional.of(new Contract.Shape(type, name, false))));
    }

    /** It looks at a text in the query. */
    public Operation query(String name) {
        return with(contract.with(new Contract.Query(name, "string")));
    }

    /** It looks at true or false in the query. */
    public Operation flag(String name) {
        return with(contract.with(new Contract.Query(name, "boolean")));
    }

    private Operation with(Contract other) {
        return new Operation(verb, path, id, role, body, handler, other);
    }
}
