package metalplant.server.size;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import metalplant.core.size.SizeImageConstraints;
import metalplant.core.size.SizeReservations;
import metalplant.core.size.Sizes;
import metalplant.model.Problem;
import metalplant.model.size.Size;
import metalplant.model.size.SizeConstraint;
import metalplant.model.size.SizeImageConstraint;
import metalplant.model.size.SizeReservation;
import metalplant.model.size.SizeReservationQuery;
import metalplant.wire.Absent;
import metalplant.wire.size.SizeCreateRequest;
import metalplant.wire.size.SizeImageConstraintBase;
import metalplant.wire.size.SizeReservationCreateRequest;
import metalplant.wire.size.SizeReservationListRequest;
import metalplant.wire.size.SizeReservationResponse;
import metalplant.wire.size.SizeReservationUpdateRequest;
import metalplant.wire.size.SizeReservationUsageResponse;
import metalplant.wire.size.SizeResponse;
import metalplant.wire.size.SizeUpdateRequest;

/** Sizes between wire and model. Also used wherever a machine shows its size. */
public final class SizeMapping {
    private SizeMapping() {}

    static Sizes.Create toCreate(SizeCreateRequest request) {
        return new Sizes.Create(
                Absent.toText(request.id()),
                Absent.toText(request.name()),
                Absent.toText(request.description()),
                toConstraints(Absent.toEmpty(request.constraints())),
                Absent.toEmpty(request.labels()));
    }

    static Sizes.Change toChange(SizeUpdateRequest request) {
        return new Sizes.Change(
                Absent.toText(request.id()),
                Optional.ofNullable(request.name()),
                Optional.ofNullable(request.description()),
                Optional.ofNullable(request.constraints()).map(SizeMapping::toConstraints),
                Optional.ofNullable(request.labels()));
    }

    private static List<SizeConstraint> toConstraints(List<metalplant.wire.size.SizeConstraint> constraints) {
        return constraints.stream().map(SizeMapping::toConstraint).toList();
    }

    private static SizeConstraint toConstraint(metalplant.wire.size.SizeConstraint constraint) {
        var type = Stream.of(SizeConstraint.Type.values())
                .filter(candidate -> candidate.wire().equals(constraint.type()))
                .findFirst()
                .orElseThrow(() -> Problem.bad("constraint type \"%s\" is not one of cores, memory, storage, gpu"
                        .formatted(constraint.type())));
        return new SizeConstraint(type, constraint.min(), constraint.max(), Absent.toText(constraint.identifier()));
    }

    /** A size as it is shown. */
    public static SizeResponse toWire(Size size) {
        return new SizeResponse(
                size.id(),
                size.name(),
                size.description(),
                size.stamp().created(),
                size.stamp().changed(),
                size.constraints().stream().map(SizeMapping::toWire).toList(),
                size.labels());
    }

    static metalplant.wire.size.SizeConstraint toWire(SizeConstraint constraint) {
        return new metalplant.wire.size.SizeConstraint(
                constraint.identifier(),
                constraint.max(),
                constraint.min(),
                constraint.type().wire());
    }

    static SizeReservations.Create toCreate(SizeReservationCreateRequest request) {
        return new SizeReservations.Create(
                Absent.toText(request.id()),
                Absent.toText(request.name()),
                Absent.toText(request.description()),
                Absent.toText(request.sizeId()),
                Absent.toText(request.projectId()),
                request.amount() == null ? 0 : request.amount(),
                Absent.toEmpty(request.partitionIds()),
                Absent.toEmpty(request.labels()));
    }

    static SizeReservations.Change toChange(SizeReservationUpdateRequest request) {
        return new SizeReservations.Change(
                Absent.toText(request.id()),
                Optional.ofNullable(request.name()),
                Optional.ofNullable(request.description()),
                Optional.ofNullable(request.amount()),
                Absent.toEmpty(request.partitionIds()),
                Optional.ofNullable(request.labels()));
    }

    static SizeReservationQuery toQuery(SizeReservationListRequest request) {
        return new SizeReservationQuery(
                Optional.ofNullable(request.id()),
                Optional.ofNullable(request.sizeId()),
                Optional.ofNullable(request.projectId()),
                Optional.ofNullable(request.partitionId()));
    }

    static SizeReservationResponse toWire(SizeReservation reservation) {
        return new SizeReservationResponse(
                reservation.id(),
                reservation.name(),
                reservation.description(),
                reservation.stamp().created(),
                reservation.stamp().changed(),
                reservation.amount(),
                reservation.labels(),
                reservation.partitionIds(),
                reservation.projectId(),
                reservation.sizeId());
    }

    static SizeReservationUsageResponse toWire(SizeReservations.Usage usage) {
        var reservation = usage.reservation();
        return new SizeReservationUsageResponse(
                reservation.id(),
                reservation.name(),
                reservation.description(),
                reservation.amount(),
                reservation.labels(),
                usage.partitionId(),
                usage.projectAllocations(),
                reservation.projectId(),
                reservation.sizeId(),
                usage.used());
    }

    static SizeImageConstraints.Create toCreate(metalplant.wire.size.SizeImageConstraint constraint) {
        return new SizeImageConstraints.Create(
                constraint.id(),
                constraint.name(),
                constraint.description(),
                Absent.toEmpty(constraint.constraints().images()));
    }

    /** Clients omit what they leave as it is, and cannot send an empty text. */
    static SizeImageConstraints.Change toChange(metalplant.wire.size.SizeImageConstraint constraint) {
        return new SizeImageConstraints.Change(
                constraint.id(),
                Optional.of(constraint.name()).filter(text -> !text.isEmpty()),
                Optional.of(constraint.description()).filter(text -> !text.isEmpty()),
                Absent.toEmpty(constraint.constraints().images()));
    }

    static metalplant.wire.size.SizeImageConstraint toWire(SizeImageConstraint constraint) {
        var images = constraint.images().isEmpty() ? null : constraint.images();
        return new metalplant.wire.size.SizeImageConstraint(
                constraint.id(), constraint.name(), constraint.description(), new SizeImageConstraintBase(images));
    }
}
