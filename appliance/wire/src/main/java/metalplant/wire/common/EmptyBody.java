package metalplant.wire.common;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * An empty object: the answer of operations that only say yes.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record EmptyBody() {}
