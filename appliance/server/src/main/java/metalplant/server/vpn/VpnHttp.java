package metalplant.server.vpn;

import static metalplant.wire.Absent.toText;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import metalplant.core.vpn.Vpn;
import metalplant.door.Role;
import metalplant.server.http.Answer;
import metalplant.server.http.Call;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;
import metalplant.wire.vpn.VPNRequest;
import metalplant.wire.vpn.VPNResponse;

/** The operation of the VPN. */
public final class VpnHttp implements Feature {
    private final Vpn vpn;

    public VpnHttp(Vpn vpn) {
        this.vpn = vpn;
    }

    @Override
    public List<Operation> operations() {
        return List.of(Operation.post("/v1/vpn/authkey", "getVPNAuthKey", Role.ADMIN, this::key)
                .reads(VPNRequest.class)
                .answers(VPNResponse.class));
    }

    private Answer key(Call call) {
        var request = call.body(VPNRequest.class);
        var entry = vpn.key(
                toText(request.pid()),
                Optional.ofNullable(request.expiration()).map(Duration::ofNanos),
                Boolean.TRUE.equals(request.ephemeral()),
                toText(request.reason()),
                call.caller().email());
        return Answer.ok(new VPNResponse(entry.address(), entry.key()));
    }
}
