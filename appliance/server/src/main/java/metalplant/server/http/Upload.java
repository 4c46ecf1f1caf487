package metalplant.server.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import org.apache.commons.fileupload.FileItemIterator;
import org.apache.commons.fileupload.FileUpload;
import org.apache.commons.fileupload.FileUploadException;
import org.apache.commons.fileupload.RequestContext;

/** The file in a form of type {@code multipart/form-data}, read while it comes. */
final class Upload {
    static final String MEDIA_TYPE = "multipart/form-data";
    static final long MAX_BYTES = 1L << 30;
    private static final int HEADERS_MAX_BYTES = 4_096;

    /** Fields before the file that are passed over. */
    private static final int FIELDS_MAX = 16;

    private Upload() {}

    /**
     * The content of a field. It ends with the field; reading more than {@link #MAX_BYTES} of the form fails with BODY_TOO_LARGE,
     * and a form that breaks off with BAD_REQUEST.
     *
     * @param body the form as it comes
     * @throws Problem BAD_REQUEST for what is no form, or has no such file
     */
    static InputStream file(String field, String contentType, Supplier<InputStream> body) {
        try {
            var items = new FileUpload();
            items.setPartHeaderSizeMax(HEADERS_MAX_BYTES);
            return find(field, items.getItemIterator(new Form(contentType, new Bounded(body.get()))));
        } catch (FileUploadException | IOException e) {
            throw broken(e);
        }
    }

    private static InputStream find(String field, FileItemIterator items) throws FileUploadException, IOException {
        for (int i = 0; i < FIELDS_MAX && items.hasNext(); i++) {
            var item = items.next();
            if (field.equals(item.getFieldName()) && !item.isFormField()) {
                return new Content(item.openStream());
            }
        }
        throw Problem.bad("the form has no file in a field called \"%s\"".formatted(field));
    }

    private static Problem broken(Exception e) {
        return Problem.bad("the body is no form of type multipart/form-data, or it ended early")
                .because(e);
    }

    private record Form(String getContentType, InputStream getInputStream) implements RequestContext {
        @Override
        public String getContentType() {
            return getContentType;
        }

        @Override
        public InputStream getInputStream() {
            return getInputStream;
        }

        @Override
        public String getCharacterEncoding() {
            return "UTF-8";
        }

        /** Nobody asks, and it must still be there. */
        @Deprecated
        @Override
        public int getContentLength() {
            return -1;
        }
    }

    private static final class Bounded extends FilterInputStream {
        private long left = MAX_BYTES;

        Bounded(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            return counted(super.read(), 1);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            return counted(read, read);
        }

        private int counted(int result, int bytes) {
            left -= Math.max(0, result < 0 ? 0 : bytes);
            if (left < 0) {
                throw Problem.of(
                        ProblemCode.BODY_TOO_LARGE,
                        "the file is larger than the %d MiB this plant takes".formatted(MAX_BYTES >> 20));
            }
            return result;
        }
    }

    /** Says what is wrong with a body that breaks off in the words of the API. */
    private static final class Content extends FilterInputStream {
        Content(InputStream in) {
            super(in);
        }

        @Override
        public int read() {
            try {
                return super.read();
            } catch (IOException | UncheckedIOException e) {
                throw broken(e);
            }
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            try {
                return super.read(bytes, offset, length);
            } catch (IOException | UncheckedIOException e) {
                throw broken(e);
            }
        }
    }
}
