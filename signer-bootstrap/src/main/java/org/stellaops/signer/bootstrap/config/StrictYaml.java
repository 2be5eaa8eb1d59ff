package org.stellaops.signer.bootstrap.config;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.Event.ID;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one YAML 1.2 document out of mappings, sequences and scalars. Tags, anchors, aliases, merge
 * keys, directives, duplicate keys and further documents are refused: each lets a file mean
 * something else than it seems to say. Scalars stay text; what they mean is for the settings to
 * say.
 */
final class StrictYaml {

  private static final int DEEPEST = 16;

  private final String source;
  private final ConfigProblems problems;
  private final Iterator<Event> events;

  private StrictYaml(String source, String text, ConfigProblems problems) {
    this.source = source;
    this.problems = problems;
    LoadSettings settings = LoadSettings.builder().setLabel(source).setUseMarks(true).build();
    this.events = new Parse(settings).parseString(text).iterator();
  }

  /**
   * Reads the document.
   *
   * @param source the file's name as problems show it
   * @return what is left of it where problems were found
   */
  static Node.Mapping read(String source, String text, ConfigProblems problems) {
    try {
      return new StrictYaml(source, text, problems).document();
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(Mark::getLine).orElse(-1) + 1;
      problems.add(new Place(source, line), SettingPath.ROOT, "no YAML: " + e.getProblem(), WHOLE);
    } catch (YamlEngineException e) {
      String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("unreadable");
      problems.add(new Place(source, 1), SettingPath.ROOT, "no YAML: " + why, WHOLE);
    }
    return Node.Mapping.empty(new Place(source, 1));
  }

  private static final String WHOLE = "one YAML document of keys and values";

  private Node.Mapping document() {
    Node.Mapping root = Node.Mapping.empty(new Place(source, 1));
    boolean seen = false;
    while (events.hasNext()) {
      Event event = events.next();
      if (event instanceof DocumentStartEvent start) {
        if (start.getSpecVersion().isPresent() || !start.getTags().isEmpty()) {
          problems.add(place(event), SettingPath.ROOT, "a directive", "no directives");
        }
        if (seen) {
          problems.add(place(event), SettingPath.ROOT, "a second document", "one document");
          return root;
        }
        seen = true;
        Optional<Node> top = node(events.next(), SettingPath.ROOT, 0);
        if (top.isPresent() && top.get() instanceof Node.Mapping mapping) {
          root = mapping;
        } else {
          problems.add(place(event), SettingPath.ROOT, "no mapping at the top", WHOLE);
        }
      }
    }
    if (!seen) {
      problems.add(root.place(), SettingPath.ROOT, "the file is empty", WHOLE);
    }
    return root;
  }

  private Optional<Node> node(Event event, SettingPath path, int depth) {
    if (event instanceof AliasEvent) {
      problems.add(place(event), path, "an alias", "the value itself");
      return Optional.empty();
    }
    if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
      problems.add(place(event), path, "an anchor", "a value without an anchor");
    }
    if (tag(event).isPresent()) {
      problems.add(place(event), path, "a tag", "a value without a tag");
    }
    if (depth > DEEPEST) {
      throw new YamlEngineException("nested too deeply");
    }
    if (event instanceof ScalarEvent scalar) {
      return Optional.of(new Node.Scalar(scalar.getValue(), scalar.isPlain(), place(event)));
    }
    if (event instanceof SequenceStartEvent) {
      return Optional.of(sequence(place(event), path, depth));
    }
    if (event instanceof MappingStartEvent) {
      return Optional.of(mapping(place(event), path, depth));
    }
    throw new YamlEngineException("an unexpected event");
  }

  private Node.Sequence sequence(Place start, SettingPath path, int depth) {
    List<Node> items = new ArrayList<>();
    for (Event next = events.next(); next.getEventId() != ID.SequenceEnd; next = events.next()) {
      node(next, path, depth + 1).ifPresent(items::add);
    }
    return new Node.Sequence(items, start);
  }

  private Node.Mapping mapping(Place start, SettingPath path, int depth) {
    LinkedHashMap<String, Node.Entry> entries = new LinkedHashMap<>();
    for (Event next = events.next(); next.getEventId() != ID.MappingEnd; next = events.next()) {
      Place place = place(next);
      Optional<Node> key = node(next, path, depth + 1);
      Event value = events.next();
      if (key.isEmpty() || !(key.get() instanceof Node.Scalar name)) {
        problems.add(place, path, "a key that is no name", "plain names as keys");
        node(value, path, depth + 1);
        continue;
      }
      SettingPath inner = path.child(name.text());
      Optional<Node> read = node(value, inner, depth + 1);
      Node.Entry earlier = entries.get(name.text());
      if (earlier != null) {
        problems.add(place, inner, "a duplicate of line " + earlier.name().line(), "each key once");
      } else if (read.isPresent()) {
        entries.put(name.text(), new Node.Entry(place, read.get()));
      }
    }
    return new Node.Mapping(entries, start);
  }

  private static Optional<String> tag(Event event) {
    if (event instanceof ScalarEvent scalar) {
      return scalar.getTag();
    }
    return event instanceof CollectionStartEvent start ? start.getTag() : Optional.empty();
  }

  private Place place(Event event) {
    return new Place(source, event.getStartMark().map(Mark::getLine).orElse(-1) + 1);
  }
}
