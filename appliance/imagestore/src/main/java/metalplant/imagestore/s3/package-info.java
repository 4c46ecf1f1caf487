/** S3 servers: how one is named, and a client for it. For images and for backups. */
@NullMarked
package metalplant.imagestore.s3;

import org.jspecify.annotations.NullMarked;
