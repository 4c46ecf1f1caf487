package metalplant.core.homes;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import metalplant.core.store.SpanTable;
import metalplant.core.store.Tx;
import metalplant.federation.entry.Command;
import metalplant.federation.entry.HomeCommand;
import metalplant.federation.entry.MemberCommand;
import metalplant.federation.homes.Homes;
import metalplant.federation.homes.Span;
import metalplant.federation.value.PlantId;
import metalplant.model.ip.Cidr;
import metalplant.model.network.Network;
import metalplant.model.project.Project;

/** Brings what requests read of spans up to the ledger, and notes what this plant has to claim because of what is here. */
final class SpanMirror {
    private final Tx tx;
    private final PlantId me;
    private final Homes homes;

    SpanMirror(Tx tx, PlantId me, Homes homes) {
        this.tx = tx;
        this.me = me;
        this.homes = homes;
    }

    void follow(Command command) {
        switch (command) {
            case HomeCommand.SpanClaim claim -> claimed(claim.project(), claim.plant());
            case HomeCommand.Batch batch ->
                batch.parts().stream()
                        .filter(HomeCommand.EntityDelete.class::isInstance)
                        .forEach(part -> tx.spans().forget(part.id()));
            case HomeCommand.EntityDelete delete -> tx.spans().forget(delete.id());
            case MemberCommand.MemberLeft left ->
                tx.spans().forgetPlant(left.plant().text());
            case MemberCommand.MemberEvict evict ->
                tx.spans().forgetPlant(evict.plant().text());
            default -> {}
        }
    }

    private void claimed(UUID id, PlantId plant) {
        homes.span(id, plant).ifPresentOrElse(this::save, () -> tx.spans().forget(id, plant.text()));
        if (plant.equals(me) && isSatisfied(id)) {
            tx.spans().satisfied(id);
        }
    }

    private void save(Span span) {
        tx.spans().save(new SpanTable.Row(span.project(), span.plant().text(), span.prefixes()));
    }

    private boolean isSatisfied(UUID id) {
        var wanted = tx.spans().wanted(id).orElse(List.of());
        var cidrs =
                wanted.stream().flatMap(text -> Cidr.tryParse(text).stream()).toList();
        var mine = homes.span(id, me);
        boolean network =
                homes.find(id).filter(each -> each.kind().equals(Span.NETWORK)).isPresent();
        return network
                ? mine.map(Span::prefixes).orElse(List.of()).equals(wanted)
                : mine.filter(span -> span.covers(cidrs)).isPresent();
    }

    /** Begins anew. Networks that are here of projects of other plants are claimed, as far as nobody else has claims that overlap. */
    void rebuild() {
        tx.spans().clear();
        homes.spans().values().forEach(this::save);
        for (var each : ProjectSpans.reach(tx).entrySet()) {
            tx.projects()
                    .find(each.getKey())
                    .filter(project -> !project.stamp().home().isEmpty())
                    .ifPresent(project -> want(project, List.copyOf(each.getValue())));
        }
    }

    private void want(Project project, List<Cidr> prefixes) {
        var id = project.stamp().uid();
        if (homes.span(id, me).filter(span -> span.covers(prefixes)).isEmpty()) {
            tx.spans().want(id, prefixes.stream().map(Cidr::toString).toList());
        }
    }

    /** What can never be claimed is not wanted for ever, and the homes of networks learn which prefixes are in use here. */
    void mend() {
        tx.spans().wanted(Span.PREFIXES_MAX).stream()
                .filter(wish -> isSatisfied(wish.id()) || isTakenElsewhere(wish))
                .forEach(wish -> tx.spans().satisfied(wish.id()));
        SharedNetworks.ofOthers(tx).forEach(this::tellUse);
    }

    /** Whether others have claimed all of it that this plant does not have. */
    private boolean isTakenElsewhere(SpanTable.Row wish) {
        boolean project = homes.find(wish.id())
                .filter(each -> each.kind().equals(Span.PROJECT))
                .isPresent();
        var spans = homes.spansOf(wish.id());
        return project
                && wish.prefixes().stream()
                        .flatMap(text -> Cidr.tryParse(text).stream())
                        .map(List::of)
                        .allMatch(one -> spans.stream()
                                .anyMatch(span -> span.plant().equals(me) ? span.covers(one) : span.overlaps(one)));
    }

    private void tellUse(Network network) {
        var used = tx.prefixes().ofNetwork(network.id()).stream()
                .filter(prefix -> tx.ips().anyIn(prefix.id()))
                .map(prefix -> prefix.cidr())
                .sorted()
                .map(Cidr::toString)
                .toList();
        var said = homes.span(network.stamp().uid(), me).map(Span::prefixes).orElse(List.of());
        Optional.of(used)
                .filter(now -> !now.equals(said))
                .ifPresent(now -> tx.spans().want(network.stamp().uid(), now));
    }
}
