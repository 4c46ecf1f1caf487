package metalplant.wire.federation;

import java.util.List;

/**
 * How far the proof is.
 *
 * @param confirmedby operators so far
 * @param ordered whether both have spoken, so that the ledger gets it
 */
public record FenceResponse(String member, String how, List<String> confirmedby, boolean ordered) {}
