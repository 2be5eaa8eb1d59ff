package org.stellaops.signer.bootstrap.config;

import static org.stellaops.signer.bootstrap.config.Setting.Form.FOLDER;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.Setting.Fallback;
import org.stellaops.signer.bootstrap.config.Setting.Text;
import org.stellaops.signer.crypto.CryptoChoice;

/**
 * Who checks signatures, and whether a validated module alone does cryptography.
 *
 * @param fipsLibrary not null where {@code fips} is true
 */
public record CryptoSettings(
    @Setting(
            "Which JCA provider checks signatures of tokens, proofs and releases, and our own:"
                + " Amazon Corretto Crypto Provider (`accp`), Bouncy Castle (`bc`) or the Java"
                + " platform's (`jdk`). With `auto` the first where its native library loads, else"
                + " by algorithm the faster of the two others. Our own signature is checked by"
                + " another provider than the one that made it, whatever is written here; with"
                + " `fips` by the module that made it.")
        @Fallback("auto")
        CryptoChoice provider,
    @Setting(
            "Whether Bouncy Castle's FIPS module in approved-only mode does all cryptography that"
                + " is this service's to choose, and what it is not used for is refused:"
                + " docs/fips.md. Then `provider` stays `auto`.")
        @Fallback("false")
        boolean fips,
    @Setting("The directory that holds the module's one jar, for `fips: true`.") @Text(FOLDER)
        @Nullable Path fipsLibrary) {}
