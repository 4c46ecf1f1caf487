package metalplant.core.homes;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.Stamp;
import metalplant.model.machine.Machine;
import metalplant.model.machine.MachineQuery;
import metalplant.model.size.Size;
import metalplant.model.size.SizeConstraint;
import metalplant.model.size.SizeImageConstraint;
import metalplant.model.size.SizeMatching;
import metalplant.model.size.SizeReservation;
import metalplant.model.size.VersionConstraint;

/**
 * Sizes, each with the constraint on images that has its id: a constraint is about one size and goes where that goes. An own constraint
 * stays when a copy with its id arrives. Reservations speak of partitions and belong to the plant that has them.
 */
final class SharedSizes extends SharedKind<Size> {
    private static final int PAGE = 500;

    SharedSizes() {
        super("size", 6, Tx::sizes);
    }

    @Override
    SharedContent content(Tx tx, Size size) {
        return new SharedContent.OfSize(
                size.name(),
                size.description(),
                size.constraints().stream()
                        .map(each ->
                                new SharedContent.Range(each.type().wire(), each.min(), each.max(), each.identifier()))
                        .toList(),
                SharedContent.Pair.of(size.labels()),
                tx.sizeImageConstraints()
                        .find(size.id())
                        .filter(each -> each.stamp().home().equals(size.stamp().home()))
                        .map(each -> new SharedContent.Runs(
                                each.name(), each.description(), SharedContent.Pair.of(each.images()))));
    }

    @Override
    Size entity(Tx tx, String id, SharedContent content, Stamp stamp) {
        if (!(content instanceof SharedContent.OfSize its)) {
            throw other();
        }
        if (id.equals(Size.UNKNOWN)) {
            throw Problem.refused("no size can be called \"%s\"".formatted(Size.UNKNOWN));
        }
        var size = new Size(
                id,
                its.name(),
                its.description(),
                its.ranges().stream().map(SharedSizes::constraint).toList(),
                SharedContent.Pair.map(its.labels()),
                stamp);
        SizeMatching.validate(size);
        its.images().ifPresent(runs -> VersionConstraint.parseAll(SharedContent.Pair.map(runs.images())));
        return size;
    }

    private static SizeConstraint constraint(SharedContent.Range range) {
        return Stream.of(SizeConstraint.Type.values())
                .filter(type -> type.wire().equals(range.type()))
                .findFirst()
                .map(type -> new SizeConstraint(type, range.min(), range.max(), range.identifier()))
                .orElseThrow(() -> Problem.refused(
                        "nothing is known of %s".formatted(range.type().toLowerCase(Locale.ROOT))));
    }

    @Override
    boolean isUsed(Tx tx, String id) {
        return !tx.sizeReservations().ofSize(id).isEmpty()
                || !tx.machines().page(ofSize(id), "", 1).isEmpty();
    }

    private static MachineQuery ofSize(String id) {
        return new MachineQuery(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(id),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                MachineQuery.AllocationFilter.ANY,
                MachineQuery.NetworkFilter.ANY,
                MachineQuery.HardwareFilter.ANY,
                MachineQuery.BmcFilter.ANY);
    }

    @Override
    void repoint(Tx tx, String from, String to) {
        if (!from.equals(to)) {
            machines(tx, from, to);
            for (var old : tx.sizeReservations().ofSize(from)) {
                tx.sizeReservations()
                        .update(new SizeReservation(
                                old.id(),
                                old.name(),
                                old.description(),
                                to,
                                old.projectId(),
                                old.amount(),
                                old.partitionIds(),
                                old.labels(),
                                old.stamp()));
            }
        }
        SharedLayouts.sizeIsCalled(tx, from, to);
    }

    /** Page by page; a machine of a page is not in the next one, because it has another size by then. */
    private static void machines(Tx tx, String from, String to) {
        while (true) {
            var page = tx.machines().page(ofSize(from), "", PAGE);
            for (var view : page) {
                Machine machine = view.machine();
                tx.machines().update(machine.withPlace(machine.partitionId(), machine.rackId(), to));
            }
            if (page.size() < PAGE) {
                return;
            }
        }
    }

    @Override
    void settle(Tx tx, Size size, SharedContent content) {
        if (!(content instanceof SharedContent.OfSize its)) {
            throw other();
        }
        var known = tx.sizeImageConstraints().find(size.id());
        var home = size.stamp().home();
        if (known.filter(each -> !each.stamp().home().equals(home)).isPresent()) {
            return;
        }
        if (its.images().isEmpty()) {
            known.ifPresent(tx.sizeImageConstraints()::delete);
            return;
        }
        var runs = its.images().get();
        var constraint = new SizeImageConstraint(
                size.id(),
                runs.name(),
                runs.description(),
                SharedContent.Pair.map(runs.images()),
                known.map(SizeImageConstraint::stamp)
                        .orElseGet(() -> new Stamp(
                                size.stamp().uid(),
                                home,
                                0,
                                size.stamp().created(),
                                size.stamp().changed())));
        if (known.isEmpty()) {
            tx.sizeImageConstraints().insert(constraint);
        } else {
            tx.sizeImageConstraints().update(constraint);
        }
    }

    @Override
    void unsettle(Tx tx, Size size) {
        tx.sizeImageConstraints()
                .find(size.id())
                .filter(each -> each.stamp().home().equals(size.stamp().home()))
                .ifPresent(tx.sizeImageConstraints()::delete);
    }

    @Override
    List<String> remarks(Tx tx, Size copy) {
        return SizeMatching.shadowing(copy, tx.sizes().list())
                .map(own ->
                        "size \"%s\" of another plant overlaps with \"%s\" of this one: servers here that fit both are \"%2$s\""
                                .formatted(copy.id(), own.id()))
                .stream()
                .toList();
    }
}
