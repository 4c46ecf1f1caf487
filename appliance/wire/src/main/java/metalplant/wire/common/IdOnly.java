package metalplant.wire.common;

/**
 * An object that carries an id and nothing else.
 */
public record IdOnly(String id) {}
