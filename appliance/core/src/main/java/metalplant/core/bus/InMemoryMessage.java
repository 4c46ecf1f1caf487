package metalplant.core.bus;

import java.time.Instant;

/** What was published; the channels share it and change nothing of it. */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record InMemoryMessage(String id, Instant takenAt, byte[] body) {}
