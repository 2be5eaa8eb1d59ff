package org.stellaops.signer.core.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.PersonId;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.ActingPerson;
import org.stellaops.signer.ports.KeyCatalog.Actor;
import org.stellaops.signer.ports.SealStore.Person;

class ActingPersonTest {

  @ParameterizedTest
  @CsvSource({
    // client, person, client, person, two?
    "ci,,ops,,true",
    "ci,,ci,,false",
    "page,anna,page,berta,true",
    "page,anna,page,anna,false",
    "page,anna,cli,anna,false",
    "page,anna,cli,berta,true",
    "page,anna,page,,false",
    "page,anna,page,page,false",
    "page,anna,anna,,false",
    "page,anna,anna,anna,false",
    "page,anna,ci,,true",
    "page,anna,ci,page,true",
    // A client of one's own beside the page, by whom the Authority says that it acts for.
    "page,anna,cli/anna,,false",
    "page,anna,cli/berta,,true",
    "cli/anna,,desk/anna,,false",
    "cli/anna,,desk/berta,,true",
    "cli/anna,,desk,,true",
    // A subject makes no second person of one client.
    "cli/anna,,cli/berta,,false",
    "anna,,cli/anna,,false",
    // Where people use the client, person says it.
    "page/berta,anna,cli/berta,,true",
    "page/page,,cli/page,,false"
  })
  void two_asTheRuleSays(
      String client, @Nullable String person, String other, @Nullable String second, boolean two) {
    ActingPerson a = acting(client, person);
    ActingPerson b = acting(other, second);

    assertThat(a.isAnotherThan(b)).isEqualTo(two);
    assertThat(b.isAnotherThan(a)).isEqualTo(two);
  }

  /**
   * Who may have made an act, as names of humans: the one whom its name names, and for a client's
   * own act whoever the other act shows to use that client, since they may hold its credentials.
   */
  private static Set<String> makers(ActingPerson act, ActingPerson other) {
    Set<String> makers = new HashSet<>();
    if (act.person() != null) {
      makers.add(act.person().value());
    } else {
      makers.add(act.client().value());
      if (act.subject() != null) {
        makers.add(act.subject().value());
      }
      if (other.person() != null && other.client().equals(act.client())) {
        makers.add(other.person().value());
      }
    }
    return makers;
  }

  @Test
  void two_ofAllCombinations_asTheOracleSays() {
    List<ActingPerson> all = new ArrayList<>();
    for (String client : List.of("a", "b", "c", "page", "a/b", "c/a", "c/page", "page/A")) {
      for (String person : new String[] {null, "a", "b", "c", "page", "A", "a "}) {
        all.add(acting(client, person));
      }
    }
    int two = 0;
    for (ActingPerson a : all) {
      for (ActingPerson b : all) {
        boolean expected = Collections.disjoint(makers(a, b), makers(b, a));
        assertThat(a.isAnotherThan(b)).as("%s and %s", a, b).isEqualTo(expected);
        two += a.isAnotherThan(b) ? 1 : 0;
      }
      assertThat(a.isAnotherThan(a)).isFalse();
    }
    assertThat(two).isGreaterThan(all.size());
  }

  @Test
  void person_ofAnotherIssuerOrTenant_isTheSame() {
    Person one = person("https://one.example", "acme");
    Person elsewhere = person("https://two.example", "globex");
    Actor actor = new Actor(one.issuer(), one.client(), one.person(), null);
    Actor other = new Actor(elsewhere.issuer(), elsewhere.client(), elsewhere.person(), null);

    assertThat(one.isAnotherThan(elsewhere)).isFalse();
    assertThat(actor.isAnotherThan(other)).isFalse();
    assertThat(actor.isAnotherThan(new Actor(one.issuer(), one.client(), new PersonId("b"), null)))
        .isTrue();
  }

  private static Person person(String issuer, String tenant) {
    return new Person(
        new IssuerName(issuer),
        new Tenant(tenant),
        new ClientId("page"),
        new PersonId("anna"),
        null);
  }

  /**
   * @param client perhaps with its subject after a slash
   */
  private static ActingPerson acting(String client, @Nullable String person) {
    int slash = client.indexOf('/');
    return new ActingPerson(
        new ClientId(slash < 0 ? client : client.substring(0, slash)),
        person == null ? null : new PersonId(person),
        slash < 0 ? null : new PersonId(client.substring(slash + 1)));
  }
}
