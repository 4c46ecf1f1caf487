package metalplant.wire.audit;

/**
 * A link of the audit's chain.
 *
 * @param number from 1 on, without gaps
 * @param before digest of the link before, in hexadecimal digits
 * @param digest SHA-256 over the bytes of {@code before}, the number as eight bytes and the entry in UTF-8
 * @param entry an {@link AuditDocument}, as the very text that was digested
 */
public record AuditLinkResponse(long number, String before, String digest, String entry) {}
