/** Signing keys in AWS KMS, through the official SDK over the platform's HTTP client. */
@NullMarked
package org.stellaops.signer.kms.aws;

import org.jspecify.annotations.NullMarked;
