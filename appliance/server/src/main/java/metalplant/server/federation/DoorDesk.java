package metalplant.server.federation;

import java.net.URI;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import metalplant.federation.entry.DoorCommand;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.membership.Member;
import metalplant.federation.plant.Event;
import metalplant.federation.plant.PlantState;
import metalplant.federation.value.Hash;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.trust.Pins;
import metalplant.wire.federation.DoorKeysResponse;
import metalplant.wire.federation.TrustResponse;

/** What clients of the federation's door need: its keys, and whom they have to trust. */
final class DoorDesk {
    private final FederationParts parts;
    private final Optional<URI> router;

    DoorDesk(FederationParts parts, Optional<URI> router) {
        this.parts = parts;
        this.router = router;
    }

    private PlantState state() {
        return parts.runner
                .state()
                .orElseThrow(() -> Problem.of(ProblemCode.TOO_BUSY, "the plant is still starting, try again"));
    }

    /** The present keys; @throws Problem TOO_BUSY while there are none */
    DoorKeysResponse keys() {
        var told = DoorKeyring.Told.of(federated());
        var set = parts.keyring
                .current(told)
                .orElseThrow(
                        () -> Problem.of(
                                ProblemCode.TOO_BUSY,
                                "the federation has no keys that this plant can open yet: they come with the ledger, try again"));
        return new DoorKeysResponse(
                set.number(),
                set.made(),
                set.secrets().view(),
                set.secrets().edit(),
                set.secrets().admin(),
                parts.keyring.roleMax().name().toLowerCase(Locale.ROOT),
                parts.keyring.previousEnds(told).orElse(null),
                router.map(URI::toString).orElse(null));
    }

    private PlantState federated() {
        var state = state();
        if (!state.phase().inFederation()) {
            throw Problem.refused("this plant is in no federation, so there are only its own keys");
        }
        return state;
    }

    /** Orders a new set; it counts as soon as the ledger has it. */
    DoorKeysResponse rotate(boolean atOnce) {
        var federation = federated().federation();
        long number = federation.doorKeys().number() + 1;
        var members = federation.members().living().stream().map(Member::record).toList();
        var sealed = parts.smith.make(federation.federation(), number, members);
        FederationDesk.awaited(parts.runner.order(
                new Event.Want(parts.world.newId(), new DoorCommand.DoorKeySet(number, sealed, atOnce))));
        return keys();
    }

    /** The authorities of all members, this plant's first. */
    TrustResponse trust() {
        var state = state();
        var records = state.phase().inFederation()
                ? state.federation().members().living().stream()
                        .map(Member::record)
                        .toList()
                : List.of(parts.self);
        var trusted = records.stream().map(DoorDesk::trusted).toList();
        return new TrustResponse(
                trusted,
                trusted.stream().map(TrustResponse.Trusted::certificate).collect(Collectors.joining()));
    }

    private static TrustResponse.Trusted trusted(MemberRecord record) {
        try {
            var certificate = Pins.authority(record.meshCa().toArray());
            return new TrustResponse.Trusted(
                    record.plant().text(),
                    record.label(),
                    Hash.of(certificate.getEncoded()).sum().hex(),
                    pem(certificate));
        } catch (CertificateException e) {
            throw new IllegalStateException("the authority of plant " + record.plant() + " cannot be read", e);
        }
    }

    private static String pem(X509Certificate certificate) throws CertificateEncodingException {
        var text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
        return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n".formatted(text);
    }
}
