package org.stellaops.signer.bootstrap.config;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.Setting.Chosen;
import org.stellaops.signer.bootstrap.config.Setting.Derived;
import org.stellaops.signer.bootstrap.config.Setting.Fallback;
import org.stellaops.signer.bootstrap.config.Setting.Named;
import org.stellaops.signer.bootstrap.config.Setting.Typed;

/**
 * What may stand in the configuration file, as the annotated settings records say it. The reader,
 * the environment variables and the table in the manual are all made from this.
 */
sealed interface Shape {

  /** The key that chooses among the records of a {@link Typed} section. */
  String TYPE = "type";

  /** The whole file. */
  static Shape.Section whole() {
    return section(Config.class);
  }

  /** Whether it may be absent, and null stands for it then. */
  boolean nullable();

  /**
   * One value.
   *
   * @param needed whether the record cannot do without
   * @param fallback the value where none is written; null for none
   * @param says one sentence for the table
   */
  record Value(Kind kind, Class<?> target, boolean needed, @Nullable String fallback, String says)
      implements Shape {

    @Override
    public boolean nullable() {
      return !needed && fallback == null;
    }
  }

  /** A record; keys in the order of its components. */
  record Section(Class<?> made, Map<String, Shape> children, boolean nullable) implements Shape {}

  /** Sections with names that the operator chooses. */
  record Names(String wildcard, Shape element, boolean nullable) implements Shape {

    private static final Pattern SLUG = Pattern.compile("[a-z0-9-]{1,63}");
    private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:[!-~]{1,511}");
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

    /** Whether they are as names are elsewhere, of which variables can be made. */
    boolean areSlugs() {
      return form() == SLUG;
    }

    private Pattern form() {
      return switch (wildcard) {
        case "<type>" -> URI;
        case "<digest>" -> DIGEST;
        default -> SLUG;
      };
    }

    boolean fits(String name) {
      return form().matcher(name).matches();
    }

    String allowed() {
      return switch (wildcard) {
        case "<type>" -> "predicate types, each an absolute URI";
        case "<digest>" ->
            "digests, each sha256: and 64 lower-case hexadecimal digits, with reason, author and"
                + " expires under it";
        default -> "names of 1 to 63 characters out of a-z, 0-9 and -";
      };
    }
  }

  /**
   * One of several records.
   *
   * @param type chooses it; null if the keys that are written do
   */
  record Choice(@Nullable Value type, Map<String, Section> variants, boolean nullable)
      implements Shape {

    /** Every key that a variant has, the type's first. */
    Map<String, Shape> children() {
      Map<String, Shape> all = new LinkedHashMap<>();
      if (type != null) {
        all.put(TYPE, type);
      }
      variants.values().forEach(variant -> variant.children().forEach(all::putIfAbsent));
      return all;
    }
  }

  /** Calls {@code each} for every value below, in the order of the records. */
  default void values(SettingPath path, BiConsumer<SettingPath, Value> each) {
    switch (this) {
      case Value value -> each.accept(path, value);
      case Section section ->
          section.children.forEach((name, child) -> child.values(path.child(name), each));
      case Names names -> names.element.values(path.child(names.wildcard), each);
      case Choice choice ->
          choice.children().forEach((name, child) -> child.values(path.child(name), each));
    }
  }

  private static Section section(Class<?> made) {
    Map<String, Shape> children = new LinkedHashMap<>();
    for (RecordComponent component : made.getRecordComponents()) {
      if (!component.isAnnotationPresent(Named.class)) {
        children.put(component.getName(), of(component));
      }
    }
    return new Section(made, children, false);
  }

  private static Shape of(RecordComponent component) {
    boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    Setting setting = component.getAnnotation(Setting.class);
    if (setting != null) {
      return new Value(
          Kinds.of(component.getGenericType(), component),
          component.getType(),
          !nullable && !component.isAnnotationPresent(Derived.class),
          fallback(component),
          setting.value());
    }
    Chosen chosen = component.getAnnotation(Chosen.class);
    if (chosen == null) {
      return sectionOf(component.getType(), nullable);
    }
    Type element = ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
    return new Names("<" + chosen.value() + ">", sectionOf((Class<?>) element, false), nullable);
  }

  private static Shape sectionOf(Class<?> type, boolean nullable) {
    if (type.isRecord()) {
      return new Section(type, section(type).children, nullable);
    }
    Map<String, Section> variants = new LinkedHashMap<>();
    for (Class<?> variant : type.getPermittedSubclasses()) {
      variants.put(variantName(variant), section(variant));
    }
    Typed typed = type.getAnnotation(Typed.class);
    if (typed == null) {
      return new Choice(null, variants, nullable);
    }
    Kind kind = Kinds.choice(List.copyOf(variants.keySet()), name -> name);
    Value value = new Value(kind, String.class, true, fallback(type), typed.value());
    return new Choice(value, variants, nullable);
  }

  /** The word that chooses {@code variant}: {@code AwsKms} is written {@code aws-kms}. */
  static String variantName(Class<?> variant) {
    return variant
        .getSimpleName()
        .replaceAll("([a-z0-9])([A-Z])", "$1-$2")
        .toLowerCase(Locale.ROOT);
  }

  private static @Nullable String fallback(AnnotatedElement element) {
    Fallback fallback = element.getAnnotation(Fallback.class);
    return fallback == null ? null : fallback.value();
  }

  /** Makes the record of {@code section} out of {@code values}, in the order of its components. */
  static Object make(Section section, List<@Nullable Object> values) {
    Class<?>[] types =
        Arrays.stream(section.made.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      return section.made.getDeclaredConstructor(types).newInstance(values.toArray());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make " + Objects.toString(section.made), e);
    }
  }
}
