package metalplant.server.machine;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;
import metalplant.core.machine.FindMachines;
import metalplant.model.machine.MachineDetails;
import metalplant.model.machine.MachineQuery;
import metalplant.server.http.Answer;
import metalplant.wire.WireJson;

/** Writes a list of machines as they come out of the database, so that no list is ever held in memory. */
public final class MachineList {
    private final FindMachines find;

    public MachineList(FindMachines find) {
        this.find = find;
    }

    /** @param mapping makes the wire record of one machine */
    public Answer answer(MachineQuery query, Function<MachineDetails, ?> mapping) {
        return Answer.stream(out -> write(out, query, mapping));
    }

    private void write(JsonGenerator out, MachineQuery query, Function<MachineDetails, ?> mapping) throws IOException {
        // Flushing after each machine would make each one a packet.
        ObjectWriter writer = WireJson.mapper().writer().without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE);
        out.writeStartArray();
        try {
            find.each(query, details -> {
                try {
                    writer.writeValue(out, mapping.apply(details));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        out.writeEndArray();
    }
}
