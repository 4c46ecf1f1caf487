package metalplant.wireguard.plan;

/** A plan for people and for golden files. Names files of private keys, never their content. */
public final class PlanText {
    private PlanText() {}

    public static String of(MeshPlan plan) {
        var text = new StringBuilder(
                "service %s in %s, ports %s%n".formatted(plan.service(), plan.overlay(), plan.ports()));
        for (var link : plan.links()) {
            text.append("link %s to %s generation %d %s%n"
                    .formatted(link.name(), link.peer(), link.generation(), link.carrying() ? "carries" : "stands by"));
            text.append("  listen %d key %s of %s mtu %d%n"
                    .formatted(link.listenPort(), link.ownKey(), link.keyFile(), link.mtu()));
            text.append("  peer %s at %s allowed %s keepalive %d%n"
                    .formatted(
                            link.peerKey(),
                            link.endpoint().map(Object::toString).orElse("(unknown)"),
                            link.allowed().asHost(),
                            link.keepaliveSeconds()));
        }
        plan.notices().forEach((peer, notice) -> text.append("notice %s: %s%n".formatted(peer, notice)));
        return text.toString();
    }
}
