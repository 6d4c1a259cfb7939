package io.kvlab.manifest.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvlab.manifest.Dataset;
import io.kvlab.manifest.ManifestException;
import io.kvlab.manifest.ModelEntry;
import java.util.ArrayList;
import java.util.List;

/** One YAML file: its datasets and its models. */
public record ManifestFile(List<Dataset> datasets, List<ModelEntry> models) {
  /**
   * Reads a user's file: held against the schema, then bound.
   *
   * @throws ManifestException when it is not as it must be
   */
  public static ManifestFile readChecked(String file, String text) {
    YamlTree tree = YamlTree.parse(file, text);
    SchemaCheck.check(tree);
    return bind(tree);
  }

  /** Reads a bundled file, which the build has held against the schema. */
  public static ManifestFile read(String file, String text) {
    return bind(YamlTree.parse(file, text));
  }

  private static ManifestFile bind(YamlTree tree) {
    List<Dataset> datasets = new ArrayList<>();
    List<ModelEntry> models = new ArrayList<>();
    for (YamlPart.Member section : new YamlPart(tree, "", tree.root()).members()) {
      JsonNode body = section.value().node();
      if (!section.name().equals("datasets") && !section.name().equals("models")) {
        throw section.value().error("only 'datasets' and 'models' may stand here");
      }
      if (!body.isObject()) {
        throw section.value().error("names with their entries are expected here");
      }
      for (YamlPart.Member entry : section.value().members()) {
        if (section.name().equals("datasets")) {
          datasets.add(DatasetBinder.bind(entry.name(), entry.value()));
        } else {
          models.add(ModelBinder.bind(entry.name(), entry.value()));
        }
      }
    }
    return new ManifestFile(datasets, models);
  }
}
