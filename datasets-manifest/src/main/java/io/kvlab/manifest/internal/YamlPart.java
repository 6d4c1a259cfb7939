package io.kvlab.manifest.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvlab.manifest.ManifestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A value of a manifest with its place, and the ways to read it. */
record YamlPart(YamlTree tree, String pointer, JsonNode node) {
  ManifestException error(String problem) {
    return tree.error(pointer, problem);
  }

  Optional<YamlPart> maybe(String name) {
    JsonNode value = node.get(name);
    return value == null || value.isNull()
        ? Optional.empty()
        : Optional.of(new YamlPart(tree, YamlTree.child(pointer, name), value));
  }

  YamlPart need(String name) {
    return maybe(name).orElseThrow(() -> error("'" + name + "' is missing"));
  }

  String text() {
    if (!node.isValueNode()) {
      throw error("a text is expected here");
    }
    return node.asText();
  }

  String text(String name) {
    return need(name).text();
  }

  String text(String name, String otherwise) {
    return maybe(name).map(YamlPart::text).orElse(otherwise);
  }

  Optional<String> maybeText(String name) {
    return maybe(name).map(YamlPart::text);
  }

  int number(String name) {
    YamlPart value = need(name);
    if (!value.node.canConvertToInt()) {
      throw value.error("a whole number is expected here");
    }
    return value.node.asInt();
  }

  int number(String name, int otherwise) {
    return maybe(name).isPresent() ? number(name) : otherwise;
  }

  boolean flag(String name) {
    return maybe(name).map(p -> p.node.asBoolean()).orElse(false);
  }

  /** The elements of a list; a single value counts as a list of one. */
  <T> List<T> list(String name, Function<YamlPart, T> read) {
    Optional<YamlPart> found = maybe(name);
    if (found.isEmpty()) {
      return List.of();
    }
    YamlPart list = found.get();
    if (!list.node.isArray()) {
      return List.of(read.apply(list));
    }
    List<T> result = new ArrayList<>();
    for (int i = 0; i < list.node.size(); i++) {
      result.add(read.apply(new YamlPart(tree, list.pointer + "/" + i, list.node.get(i))));
    }
    return result;
  }

  /** The members of a mapping, in the order of the file. */
  List<Member> members() {
    List<Member> result = new ArrayList<>();
    node.fieldNames()
        .forEachRemaining(
            name ->
                result.add(
                    new Member(
                        name, new YamlPart(tree, YamlTree.child(pointer, name), node.get(name)))));
    return result;
  }

  record Member(String name, YamlPart value) {}
}
