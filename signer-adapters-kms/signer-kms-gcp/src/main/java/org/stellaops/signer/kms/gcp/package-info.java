/** Signing keys in Google Cloud KMS, through the official SDK over gRPC. */
@NullMarked
package org.stellaops.signer.kms.gcp;

import org.jspecify.annotations.NullMarked;
