package org.stellaops.signer.bootstrap.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * One setting: a component of a settings record, and a row of the manual's table. Its key is the
 * component's name, and its form follows from the component's type. It must be written unless it
 * has a {@link Fallback}, is {@link Derived}, or the component is nullable.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Setting {

  /** One sentence for the table. */
  String value();

  /** The value where none is written, as it would be written. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
  @interface Fallback {
    String value();
  }

  /** The least and the greatest value, as they would be written, with {@code to} between. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.RECORD_COMPONENT)
  @interface Bounds {
    String value();
  }

  /** The record finds the value where none is written: it is given null, or 0. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.RECORD_COMPONENT)
  @interface Derived {}

  /** What form of text a component has whose type does not tell. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.RECORD_COMPONENT)
  @interface Text {
    Form value();
  }

  /** Forms of text. */
  enum Form {
    ALGORITHM,
    CLIENT,
    FILE_PLACE,
    FOLDER,
    HOST,
    NAME,
    ORIGIN,
    PEER,
    PLACE,
    PORT,
    PROXY,
    REPOSITORY,
    TEXT,
    TOKEN_TYPE,
    USER
  }

  /** A section whose names the operator chooses: a list of records, and what stands for a name. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.RECORD_COMPONENT)
  @interface Chosen {
    String value();
  }

  /** The component that gets the name which the operator chose. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.RECORD_COMPONENT)
  @interface Named {}

  /**
   * A sealed section whose key {@code type} chooses the record: the record's name in lower case.
   * Without this annotation, the keys that are written choose it.
   */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  @interface Typed {

    /** One sentence for the table. */
    String value();
  }
}
