package metalplant.core.machine;

import java.util.List;
import java.util.UUID;
import metalplant.core.bus.Outbox;
import metalplant.core.ip.AddressAllocator;
import metalplant.core.ip.NumberPool;
import metalplant.model.ip.Ip;
import metalplant.model.machine.Allocation;
import metalplant.model.machine.Machine;
import metalplant.model.saga.SagaRecord;

/**
 * What one transaction is going to do, if nobody is faster. Everything that is drawn from outside is in it, so that a second run
 * writes the same rows.
 *
 * @param machine the candidate as it was read
 * @param addresses to be acquired
 * @param given addresses that the machine will share
 */
record AllocationPlan(
        AllocateCommand command,
        AllocationFacts facts,
        Machine machine,
        Allocation allocation,
        List<String> tags,
        List<AddressAllocator.Plan> addresses,
        NumberPool.Plan asn,
        List<Ip> given,
        Outbox.Draft outbox,
        SagaRecord saga) {
    UUID id() {
        return allocation.id();
    }
}
