package io.kvlab.manifest.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvlab.manifest.Dataset;
import io.kvlab.manifest.ManifestException;
import io.kvlab.manifest.ModelEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** One YAML file: its datasets and its models. */
public record ManifestFile(List<Dataset> datasets, List<ModelEntry> models) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]*");

  /**
   * Reads a file's text.
   *
   * @throws ManifestException when it is not as it must be
   */
  public static ManifestFile read(String file, String text) {
    YamlTree tree = YamlTree.parse(file, text);
    List<Dataset> datasets = new ArrayList<>();
    List<ModelEntry> models = new ArrayList<>();
    for (Part.Member section : new Part(tree, "", tree.root()).members()) {
      JsonNode body = section.value().node();
      if (!section.name().equals("datasets") && !section.name().equals("models")) {
        throw section.value().error("only 'datasets' and 'models' may stand here");
      }
      if (!body.isObject()) {
        throw section.value().error("names with their entries are expected here");
      }
      for (Part.Member entry : section.value().members()) {
        if (!NAME.matcher(entry.name()).matches()) {
          throw entry.value().error("a name is made of small letters, digits, '.', '_' and '-'");
        }
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
