package metalplant.federation.encoding;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Number of a record among the alternatives of a sealed interface. Numbers are never reused. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Kind {
    /** From 1 to 65535. */
    int value();

    /** Schema level of the ledger from which on this kind may be written. */
    int level() default 1;
}
