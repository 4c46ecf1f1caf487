package metalplant.federation.homes;

import metalplant.federation.entry.Version;

/** What is left of an entity until every member has read that it is gone. */
public record Tombstone(Version version, long seq) {}
