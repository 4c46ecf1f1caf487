package metalplant.federation.entry;

/**
 * What an entry does. The kinds are numbered by {@link metalplant.federation.encoding.Kind}; a released one never changes its
 * components, because old entries are verified for ever.
 */
public sealed interface Command
        permits MemberCommand, EpochCommand, EscrowCommand, HomeCommand, DoorCommand, WitnessCommand {}
