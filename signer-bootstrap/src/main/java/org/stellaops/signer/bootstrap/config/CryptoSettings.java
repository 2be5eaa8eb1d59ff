package org.stellaops.signer.bootstrap.config;

import org.stellaops.signer.bootstrap.config.Setting.Fallback;
import org.stellaops.signer.crypto.CryptoChoice;

/** Who checks signatures. */
public record CryptoSettings(
    @Setting(
            "Which JCA provider checks signatures of tokens, proofs and releases, and our own:"
                + " Amazon Corretto Crypto Provider (`accp`), Bouncy Castle (`bc`) or the Java"
                + " platform's (`jdk`). With `auto` the first where its native library loads, else"
                + " by algorithm the faster of the two others. Our own signature is checked by"
                + " another provider than the one that made it, whatever is written here.")
        @Fallback("auto")
        CryptoChoice provider) {}
