package org.stellaops.signer.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkHeaderTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<x>; rel=next",
        "<x>;REL=\"Next\"",
        "< x >; rel=\"prev next\"; title=\"a, <b>; rel=last\"",
        "<x> ; title*=UTF-8''x ; rel = next",
        "</v2/>; rel=\"up\", <x>; rel=\"next\", <y>; rel=\"last\"",
        ", <y>; anchor=\"/z\"; rel=next,<x>;rel=next;rel=last,",
        "<x>; rel=next, <x>; rel=next",
        "<x>; crossorigin; rel=\"n\\ext\";",
        "<y>; rel=last; rel=next, <x>\t;\trel=next"
      })
  void next_asRfc8288WritesIt_isFound(String field) {
    assertThat(LinkHeader.next(List.of(field))).containsExactly("x");
  }

  @Test
  void next_inOneOfSeveralFields_isFound() {
    assertThat(LinkHeader.next(List.of("</v2/>; rel=up", "", "<x,y;z>; rel=next")))
        .containsExactly("x,y;z");
  }

  @Test
  void next_namedTwiceWithDifferentTargets_givesBoth() {
    assertThat(LinkHeader.next(List.of("<x>; rel=next, <y>; rel=next"))).containsExactly("x", "y");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ,", "<x>; rel=prev", "<x>", "<x>; rev=next, <y>; rel=\"nextish\"", "<x>;"})
  void next_ofNoSuchRelation_isNone(String field) {
    assertThat(LinkHeader.next(List.of(field))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x; rel=next",
        "<x; rel=next",
        "<x>; rel=\"next",
        "<x> rel=next",
        "<x>; =next",
        "<x>; rel=",
        "<x>; rel=\"next\"y"
      })
  void next_outOfForm_isRefused(String field) {
    assertThatThrownBy(() -> LinkHeader.next(List.of(field)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
