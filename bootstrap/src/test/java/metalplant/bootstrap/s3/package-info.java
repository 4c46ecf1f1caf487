/** The S3 server that tests share. */
@NullMarked
package metalplant.bootstrap.s3;

import org.jspecify.annotations.NullMarked;
