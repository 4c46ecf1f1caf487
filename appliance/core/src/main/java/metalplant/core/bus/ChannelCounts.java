package metalplant.core.bus;

/**
 * What a channel holds at one moment.
 *
 * @param waiting messages that wait to be handed out
 * @param handedOut messages that a handler has
 * @param givenBack messages that a handler gave back and that wait for their time
 * @param subscriptions who listens
 */
public record ChannelCounts(int waiting, int handedOut, int givenBack, int subscriptions) {}
