package metalplant.wire.plant;

import java.util.List;

/** What became of a plant's certificates. @param renewed names of those that were made anew @param restarted units that had to be started again for it */
public record CertificatesResponse(List<String> renewed, List<String> restarted) {}
