package metalplant.server.grpc;

import com.google.protobuf.Message;
import java.util.Collection;
import metalplant.wire.StorableText;

/** The texts of a message, at any depth. Protobuf lets through what a database refuses. */
final class MessageTexts {
    private MessageTexts() {}

    /**
     * Whether a database would take every text of the message.
     *
     * @param encoded the message as it came in: where no byte is zero no text holds NUL, which spares nearly all messages
     *     the walk
     */
    static boolean areStorable(Message message, byte[] encoded) {
        for (byte b : encoded) {
            if (b == 0) {
                return isStorable(message);
            }
        }
        return true;
    }

    private static boolean isStorable(Object value) {
        return switch (value) {
            case String text -> StorableText.is(text);
            case Message message -> message.getAllFields().values().stream().allMatch(MessageTexts::isStorable);
            case Collection<?> values -> values.stream().allMatch(MessageTexts::isStorable);
            default -> true;
        };
    }
}
