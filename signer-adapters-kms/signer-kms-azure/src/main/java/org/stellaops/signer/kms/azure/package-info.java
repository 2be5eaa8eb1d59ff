/** Signing keys in Azure Key Vault, through the official SDK over the platform's HTTP client. */
@NullMarked
package org.stellaops.signer.kms.azure;

import org.jspecify.annotations.NullMarked;
