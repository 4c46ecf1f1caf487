package metalplant.bus;

import metalplant.core.bus.Message;

/** What nsqd says to a client. */
sealed interface Frame {
    /** Done, or news such as a sign of life. */
    record Answer(String text) implements Frame {
        private static final String SIGN_OF_LIFE = "_heartbeat_";

        boolean isSignOfLife() {
            return text.equals(SIGN_OF_LIFE);
        }
    }

    /** Not done. The text begins with a code; nsqd hangs up after most of them. */
    record Refusal(String text) implements Frame {
        /** A message that is not ours any more, because it took too long: the connection is still good. */
        boolean isAboutAMessage() {
            return text.startsWith("E_FIN_FAILED")
                    || text.startsWith("E_REQ_FAILED")
                    || text.startsWith("E_TOUCH_FAILED");
        }
    }

    /** A message of the channel that was subscribed to. */
    record Delivered(Message message) implements Frame {}
}
