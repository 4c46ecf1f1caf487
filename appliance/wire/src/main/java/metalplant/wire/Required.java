package metalplant.wire;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The API document says that this key is always there. It is in every answer; in a request it may still be missing or null, because
 * clients send null for whatever they do not set ({@code metal-api-rest.md} 7, trap 13).
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Required {
    /** False where a request and an answer share a shape, and only the answer always has the key. */
    boolean inRequests() default true;
}
