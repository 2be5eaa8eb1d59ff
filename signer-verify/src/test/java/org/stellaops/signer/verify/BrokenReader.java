package org.stellaops.signer.verify;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.KeyIdentity;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.ports.SignatureReader;
import org.stellaops.signer.ports.SignatureReader.Finding;

/** Readers with one fault each, and a test of the contract that must notice it. */
enum BrokenReader {
  VERIFIES_EVERYTHING("b06_signature_ofAnotherBundle_isNotVerified") {
    @Override
    SignatureReader.Reading read(Bytes document, List<PinnedKey> keys) {
      return findings(super.read(document, keys), keys.stream().findFirst());
    }
  },
  VERIFIES_NOTHING("bundle_signedByAGivenKey_handsOnTheVerifiedBytes") {
    @Override
    SignatureReader.Reading read(Bytes document, List<PinnedKey> keys) {
      return findings(super.read(document, keys), Optional.empty());
    }
  },
  MAKES_UP_A_TIME("signature_goodOrBad_namesItsCheckAndNoTime") {
    @Override
    SignatureReader.Reading read(Bytes document, List<PinnedKey> keys) {
      return each(
          super.read(document, keys),
          finding ->
              new Finding(
                  finding.keyid(), finding.by(), Optional.of(Instant.EPOCH), finding.checks()));
    }
  },
  NAMES_NO_CHECK("signature_goodOrBad_namesItsCheckAndNoTime") {
    @Override
    SignatureReader.Reading read(Bytes document, List<PinnedKey> keys) {
      return each(
          super.read(document, keys),
          finding -> new Finding(finding.keyid(), finding.by(), finding.trustedTime(), List.of()));
    }
  },
  NAMES_ONE_SIGNER_FOR_ALL("envelope_signedByTwoGivenKeys_namesEachInOrder") {
    @Override
    SignatureReader.Reading read(Bytes document, List<PinnedKey> keys) {
      return findings(super.read(document, keys), keys.stream().findFirst());
    }
  },
  TAKES_THE_FIRST_OF_TWO("b07_bundle_withTwoSignatures_isMalformed") {
    @Override
    SignatureReader.Reading read(Bytes document, List<PinnedKey> keys) {
      String text = document.utf8();
      int second = text.indexOf(",{\"keyid\"");
      return second < 0
          ? super.read(document, keys)
          : super.read(Bytes.utf8(text.substring(0, second) + "]}}"), keys);
    }
  },
  DROPS_THE_BYTE_ORDER_MARK("n04_document_withAByteOrderMarkOrSomethingAfterTheEnd_isMalformed") {
    @Override
    SignatureReader.Reading read(Bytes document, List<PinnedKey> keys) {
      return super.read(Bytes.utf8(document.utf8().replace("\uFEFF", "")), keys);
    }
  },
  REFUSES_URL_SAFE("b03_signature_urlSafe_isTheSame") {
    @Override
    SignatureReader.Reading read(Bytes document, List<PinnedKey> keys) {
      String text = document.utf8();
      int sig = text.indexOf("\"sig\"");
      return text.substring(sig).matches("(?s).*[_-].*")
          ? new SignatureReader.Reading.Malformed("signatures", "Another alphabet.")
          : super.read(document, keys);
    }
  },
  PASSES_OVER_UNKNOWN_MEMBERS("b11_members_unknownOrMixed_areMalformed") {
    @Override
    SignatureReader.Reading read(Bytes document, List<PinnedKey> keys) {
      return super.read(Bytes.utf8(document.utf8().replace("\"canary\":1,", "")), keys);
    }
  },
  TAKES_ANY_ENCODING("n04_document_inUtf16_isMalformed") {
    @Override
    SignatureReader.Reading read(Bytes document, List<PinnedKey> keys) {
      return super.read(Bytes.utf8(document.utf8().replace("\u0000", "")), keys);
    }
  };

  private final String caughtBy;

  BrokenReader(String caughtBy) {
    this.caughtBy = caughtBy;
  }

  String caughtBy() {
    return caughtBy;
  }

  SignatureReader.Reading read(Bytes document, List<PinnedKey> keys) {
    return new JsonSignatureReader().read(document, keys);
  }

  private static SignatureReader.Reading findings(
      SignatureReader.Reading reading, Optional<PinnedKey> signer) {
    return each(
        reading,
        finding ->
            new Finding(
                finding.keyid(),
                signer.map(KeyIdentity::new),
                finding.trustedTime(),
                finding.checks()));
  }

  private static SignatureReader.Reading each(
      SignatureReader.Reading reading, UnaryOperator<Finding> change) {
    return switch (reading) {
      case SignatureReader.Reading.Read read ->
          new SignatureReader.Reading.Read(
              read.format(),
              read.payloadType(),
              read.payload(),
              read.signatures().stream().map(change).toList());
      case SignatureReader.Reading.Malformed malformed -> malformed;
      case SignatureReader.Reading.Unsupported unsupported -> unsupported;
    };
  }
}
