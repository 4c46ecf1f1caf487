package metalplant.ratis;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metalplant.federation.carrier.Carrier;
import metalplant.federation.encoding.Limits;
import metalplant.federation.entry.Head;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;

/** What goes through Ratis: proposals into the log, questions and answers beside it. Lengths are checked before memory is taken. */
final class Exchange {
    /** Bytes of one proposal or answer: two entries of the largest size fit, most have thousands. */
    static final int BYTES_MAX = 384 * 1024;
    /** Entries of one proposal or answer. */
    static final int ENTRIES_MAX = 1_000;

    private static final int COMMITTED = 1;
    private static final int CONFLICT = 2;
    private static final int STOPPED = 3;

    private Exchange() {}

    /**
     * Entries that shall stand behind each other behind {@code expected}.
     *
     * @param opening they are the log that a lineage starts with; otherwise there is one
     */
    record Proposal(boolean opening, Head expected, List<Bytes> entries) {}

    /** A question for entries. */
    record Question(long from, int max) {}

    static Message message(Proposal proposal) {
        return written(out -> {
            out.writeBoolean(proposal.opening());
            writeHead(out, proposal.expected());
            writeEntries(out, proposal.entries());
        });
    }

    /** Empty if these bytes are no proposal. */
    static Optional<Proposal> proposal(ByteString bytes) {
        return read(bytes, in -> {
            boolean opening = in.readBoolean();
            var expected = readHead(in);
            var entries = readEntries(in);
            if (entries.isEmpty() || (!opening && entries.size() != 1)) {
                throw new IOException("entries are missing or too many");
            }
            return new Proposal(opening, expected, entries);
        });
    }

    static Message message(Question question) {
        return written(out -> {
            out.writeLong(question.from());
            out.writeInt(question.max());
        });
    }

    static Optional<Question> question(ByteString bytes) {
        return read(bytes, in -> new Question(in.readLong(), in.readInt()));
    }

    static Message message(List<Bytes> entries) {
        return written(out -> writeEntries(out, entries));
    }

    static Optional<List<Bytes>> entries(ByteString bytes) {
        return read(bytes, Exchange::readEntries);
    }

    static Message message(Carrier.Outcome outcome) {
        return written(out -> {
            switch (outcome) {
                case Carrier.Outcome.Committed committed -> {
                    out.writeByte(COMMITTED);
                    writeHead(out, committed.head());
                }
                case Carrier.Outcome.Conflict conflict -> {
                    out.writeByte(CONFLICT);
                    writeHead(out, conflict.head());
                }
                case Carrier.Outcome.Unknown _ -> out.writeByte(STOPPED);
            }
        });
    }

    static Optional<Carrier.Outcome> outcome(ByteString bytes) {
        return read(bytes, in -> switch (in.readByte()) {
            case COMMITTED -> new Carrier.Outcome.Committed(readHead(in));
            case CONFLICT -> new Carrier.Outcome.Conflict(readHead(in));
            case STOPPED -> new Carrier.Outcome.Unknown();
            default -> throw new IOException("no outcome");
        });
    }

    /** As many of these, from the first on, as one message holds; at least one if there is one. */
    static List<Bytes> fitting(List<Bytes> entries, int max) {
        int bytes = 0;
        int count = 0;
        for (var entry : entries) {
            bytes += entry.size() + Integer.BYTES;
            if (count >= Math.min(max, ENTRIES_MAX) || (count > 0 && bytes > BYTES_MAX - 1_024)) {
                break;
            }
            count++;
        }
        return List.copyOf(entries.subList(0, count));
    }

    private static void writeHead(DataOutputStream out, Head head) throws IOException {
        out.writeLong(head.seq());
        out.write(head.hash().sum().toArray());
    }

    private static Head readHead(DataInputStream in) throws IOException {
        long seq = in.readLong();
        return new Head(seq, new Hash(readBytes(in, Hash.SIZE)));
    }

    private static void writeEntries(DataOutputStream out, List<Bytes> entries) throws IOException {
        out.writeInt(entries.size());
        for (var entry : entries) {
            out.writeInt(entry.size());
            out.write(entry.toArray());
        }
    }

    private static List<Bytes> readEntries(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > ENTRIES_MAX) {
            throw new IOException("too many entries");
        }
        var entries = new ArrayList<Bytes>();
        for (int i = 0; i < count; i++) {
            int size = in.readInt();
            if (size < 0 || size > Limits.ENTRY_BYTES_MAX || size > in.available()) {
                throw new IOException("an entry that is too large");
            }
            entries.add(readBytes(in, size));
        }
        return List.copyOf(entries);
    }

    private static Bytes readBytes(DataInputStream in, int size) throws IOException {
        var bytes = new byte[size];
        in.readFully(bytes);
        return Bytes.of(bytes);
    }

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private interface Reading<T> {
        T from(DataInputStream in) throws IOException;
    }

    private static Message written(Writing writing) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes what it is given", e);
        }
        return Message.valueOf(ByteString.copyFrom(bytes.toByteArray()));
    }

    private static <T> Optional<T> read(ByteString bytes, Reading<T> reading) {
        if (bytes.size() > BYTES_MAX) {
            return Optional.empty();
        }
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            var read = reading.from(in);
            return in.available() == 0 ? Optional.of(read) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
