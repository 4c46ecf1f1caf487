package metalplant.server.boot;

import java.util.List;
import java.util.Optional;
import metalplant.core.boot.BootCaller;
import metalplant.core.boot.WaitStream.End;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.server.grpc.GrpcCall;
import metalplant.server.grpc.GrpcMethod;
import metalplant.wire.boot.v1.BootServiceAbortReinstallRequest;
import metalplant.wire.boot.v1.BootServiceAbortReinstallResponse;
import metalplant.wire.boot.v1.BootServiceBootRequest;
import metalplant.wire.boot.v1.BootServiceBootResponse;
import metalplant.wire.boot.v1.BootServiceDhcpRequest;
import metalplant.wire.boot.v1.BootServiceDhcpResponse;
import metalplant.wire.boot.v1.BootServiceRegisterRequest;
import metalplant.wire.boot.v1.BootServiceRegisterResponse;
import metalplant.wire.boot.v1.BootServiceReportRequest;
import metalplant.wire.boot.v1.BootServiceReportResponse;
import metalplant.wire.boot.v1.BootServiceSuperUserPasswordRequest;
import metalplant.wire.boot.v1.BootServiceSuperUserPasswordResponse;
import metalplant.wire.boot.v1.BootServiceWaitRequest;
import metalplant.wire.boot.v1.BootServiceWaitResponse;

/**
 * {@code api.v1.BootService}.
 *
 * @see "partition-wire.md 1.2"
 */
final class BootService {
    private static final String SERVICE = "/api.v1.BootService/";

    private final BootUseCases use;

    BootService(BootUseCases use) {
        this.use = use;
    }

    List<GrpcMethod> methods() {
        return List.of(
                GrpcMethod.unary(SERVICE + "Dhcp", BootServiceDhcpRequest.parser(), this::dhcp),
                GrpcMethod.unary(SERVICE + "Boot", BootServiceBootRequest.parser(), this::boot),
                GrpcMethod.unary(
                        SERVICE + "SuperUserPassword",
                        BootServiceSuperUserPasswordRequest.parser(),
                        this::superUserPassword),
                GrpcMethod.unary(SERVICE + "Register", BootServiceRegisterRequest.parser(), this::register),
                GrpcMethod.stream(SERVICE + "Wait", BootServiceWaitRequest.parser(), this::waitForAllocation),
                GrpcMethod.unary(SERVICE + "Report", BootServiceReportRequest.parser(), this::report),
                GrpcMethod.unary(
                        SERVICE + "AbortReinstall", BootServiceAbortReinstallRequest.parser(), this::abortReinstall));
    }

    /** @throws Problem NOT_ALLOWED without a client certificate, which the handshake does not let happen */
    static BootCaller caller(GrpcCall call) {
        return call.peer()
                .map(CallerCertificate::read)
                .orElseThrow(() -> Problem.of(ProblemCode.NOT_ALLOWED, "a client certificate is needed"));
    }

    private BootServiceDhcpResponse dhcp(GrpcCall call, BootServiceDhcpRequest request) {
        use.leases().admitDhcp(caller(call), request.getUuid());
        use.boot().dhcp(request.getUuid());
        return BootServiceDhcpResponse.getDefaultInstance();
    }

    private BootServiceBootResponse boot(GrpcCall call, BootServiceBootRequest request) {
        use.leases().admitBoot(caller(call));
        var boot = use.boot().boot(request.getPartitionId(), request.getMac());
        return BootServiceBootResponse.newBuilder()
                .setKernel(boot.kernelUrl())
                .addInitRamDisks(boot.imageUrl())
                .setCmdline(boot.commandLine())
                .build();
    }

    /** Clients look at the password alone: whoever has none gets an empty one. */
    private BootServiceSuperUserPasswordResponse superUserPassword(
            GrpcCall call, BootServiceSuperUserPasswordRequest request) {
        use.leases().admitSuperUser(caller(call));
        var superUser = use.boot().superUser();
        return BootServiceSuperUserPasswordResponse.newBuilder()
                .setFeatureDisabled(!superUser.enabled())
                .setSuperUserPassword(superUser.password())
                .build();
    }

    private BootServiceRegisterResponse register(GrpcCall call, BootServiceRegisterRequest request) {
        var registration = BootMessages.registration(request);
        use.leases().admitRegister(caller(call), registration.machineId(), registration.hardware());
        var machine = use.register().register(registration);
        return BootServiceRegisterResponse.newBuilder()
                .setUuid(machine.id())
                .setSize(machine.sizeId())
                .setPartitionId(machine.partitionId())
                .build();
    }

    private void waitForAllocation(GrpcCall call, BootServiceWaitRequest request) throws InterruptedException {
        use.leases().admitInstaller(caller(call), request.getMachineId());
        var mailbox = new Mailbox();
        call.onGone(mailbox::gone);
        try (var _ = use.waits().open(request.getMachineId(), mailbox)) {
            while (true) {
                switch (mailbox.next()) {
                    case Mailbox.Word.Beat _ -> {
                        call.probe();
                        call.send(BootServiceWaitResponse.getDefaultInstance());
                    }
                    case Mailbox.Word.Gone _ -> {
                        return;
                    }
                    case Mailbox.Word.Ended(var why) -> {
                        ended(request.getMachineId(), why);
                        return;
                    }
                }
            }
        }
    }

    /** Only an allocation is a clean end: whoever waits fetches it then. */
    private static void ended(String machineId, End why) {
        switch (why) {
            case ALLOCATED -> {}
            case REPLACED ->
                throw Problem.of(
                        ProblemCode.ENTITY_CHANGED,
                        "another wait stream of machine \"%s\" took the place of this one".formatted(machineId));
            case MACHINE_GONE -> throw Problem.notFound("machine", machineId);
            case PLANT_STOPS ->
                throw Problem.of(ProblemCode.TOO_BUSY, "the plant is going down, wait again in a moment");
        }
    }

    private BootServiceReportResponse report(GrpcCall call, BootServiceReportRequest request) {
        use.leases().admitInstaller(caller(call), request.getUuid());
        var info = request.hasBootInfo()
                ? Optional.of(BootMessages.bootInfo(request.getBootInfo()))
                : Optional.<metalplant.model.machine.Allocation.BootInfo>empty();
        use.report().report(request.getUuid(), request.getConsolePassword(), info);
        return BootServiceReportResponse.getDefaultInstance();
    }

    private BootServiceAbortReinstallResponse abortReinstall(GrpcCall call, BootServiceAbortReinstallRequest request) {
        use.leases().admitInstaller(caller(call), request.getUuid());
        var answer = BootServiceAbortReinstallResponse.newBuilder();
        use.abort()
                .abort(request.getUuid(), request.getPrimaryDiskWiped())
                .ifPresent(info -> answer.setBootInfo(BootMessages.bootInfo(info)));
        return answer.build();
    }
}
