package io.kvlab.train.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.train.TrainingProgress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The training's reports, kept as {@code log.jsonl} and drawn as {@code training.svg}. */
final class TrainingLog {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final List<TrainingProgress.Report> reports = new ArrayList<>();

  /**
   * @param keepUntil reports up to this step are read back from the folder; -1 starts afresh
   */
  TrainingLog(Path folder, long keepUntil) {
    this.folder = folder;
    try {
      if (keepUntil >= 0 && Files.exists(file())) {
        for (String line : Files.readAllLines(file())) {
          TrainingProgress.Report report = parse(JSON.readTree(line));
          if (report.step() <= keepUntil) {
            reports.add(report);
          }
        }
      }
      write();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<TrainingProgress.Report> reports() {
    return reports;
  }

  void add(TrainingProgress.Report report) {
    reports.add(report);
    try {
      write();
      if (!report.accuracy().isEmpty()) {
        Files.writeString(folder.resolve("training.svg"), TrainingPlot.svg(reports));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file() {
    return folder.resolve("log.jsonl");
  }

  private void write() throws IOException {
    StringBuilder text = new StringBuilder();
    for (TrainingProgress.Report report : reports) {
      text.append(JSON.writeValueAsString(node(report))).append('\n');
    }
    Files.writeString(file(), text.toString());
  }

  private static ObjectNode node(TrainingProgress.Report report) {
    ObjectNode node = JSON.createObjectNode();
    node.put("step", report.step());
    node.put("tokens", report.tokens());
    node.put("seconds", round(report.seconds()));
    node.put("share", round(report.share()));
    node.put("loss", round(report.loss()));
    node.put("norm", round(report.norm()));
    if (!report.accuracy().isEmpty()) {
      ObjectNode accuracy = node.putObject("accuracy");
      report.accuracy().forEach((group, value) -> accuracy.put(group, round(value)));
    }
    return node;
  }

  private static TrainingProgress.Report parse(JsonNode node) {
    Map<String, Double> accuracy = new LinkedHashMap<>();
    node.path("accuracy")
        .properties()
        .forEach(e -> accuracy.put(e.getKey(), e.getValue().asDouble()));
    return new TrainingProgress.Report(
        node.path("step").asLong(),
        node.path("tokens").asLong(),
        node.path("seconds").asDouble(),
        node.path("share").asDouble(),
        node.path("loss").asDouble(),
        node.path("norm").asDouble(),
        accuracy);
  }

  private static double round(double value) {
    return Math.round(value * 1e4) / 1e4;
  }
}
