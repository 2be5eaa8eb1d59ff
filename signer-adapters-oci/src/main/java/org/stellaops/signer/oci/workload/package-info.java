/**
 * Logins that the registries of the clouds give to a workload for who it is: no password is
 * configured. Each cloud is a class of its own that speaks the cloud's protocol; {@link
 * org.stellaops.signer.oci.workload.WorkloadLogin} keeps what they give. The protocols are those of
 * the vendors' pages, which the classes name; the classes were run against fakes of them, not
 * against accounts.
 */
@NullMarked
package org.stellaops.signer.oci.workload;

import org.jspecify.annotations.NullMarked;
