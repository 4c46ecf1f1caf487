package metalplant.wire.federation;

import java.util.List;

/**
 * What one plant accepts from callers of another one.
 *
 * @param role the highest: {@code none}, {@code view} or {@code edit}
 * @param grants what is open beside that
 */
public record AuthorityResponse(String role, List<String> grants) {}
