package metalplant.core.event;

/** An event as a sender names it, not yet known to be one. */
public record IncomingEvent(String event, String message) {}
