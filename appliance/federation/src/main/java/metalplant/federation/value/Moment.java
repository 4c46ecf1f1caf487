package metalplant.federation.value;

/**
 * Now, on two clocks.
 *
 * @param wallMillis since 1970 by a clock that may be wrong by years: for people, never for a decision
 * @param steadyMillis since the process started, never backwards: for waiting
 */
public record Moment(long wallMillis, long steadyMillis) {}
