package metalplant.server.machine;

import java.util.function.Function;
import metalplant.core.machine.FindMachines;
import metalplant.model.machine.MachineDetails;
import metalplant.model.machine.MachineQuery;
import metalplant.server.http.Answer;

/** Writes a list of machines as they come out of the database, so that no list is ever held in memory. */
public final class MachineList {
    private final FindMachines find;

    public MachineList(FindMachines find) {
        this.find = find;
    }

    /** @param mapping makes the wire record of one machine */
    public Answer answer(MachineQuery query, Function<MachineDetails, ?> mapping) {
        return Answer.rows(sink -> find.each(query, details -> sink.accept(mapping.apply(details))));
    }
}
