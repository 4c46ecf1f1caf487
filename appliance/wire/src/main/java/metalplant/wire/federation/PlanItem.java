package metalplant.wire.federation;

import org.jspecify.annotations.Nullable;

/**
 * One finding of a plan.
 *
 * @param kind such as {@code prefix}, {@code label}, {@code clock}, {@code version}, {@code tenant}
 * @param severity {@code good}, {@code note}, {@code warning} or {@code error}; an error stops the join
 * @param answer what will be done about it unless somebody decides otherwise; null if nothing
 */
public record PlanItem(
        String kind, String severity, String text, @Nullable String answer) {}
