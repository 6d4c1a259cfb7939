package io.kvlab.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Random templates against what transformers rendered; the script beside made the cases. */
class DifferentialTest {
  @Test
  void randomTemplatesGiveWhatTransformersGives() throws IOException {
    try (InputStream file = getClass().getResourceAsStream("differential.json")) {
      JsonNode cases = new ObjectMapper().readTree(file);
      List<String> differences = Differential.differences(cases);
      assertThat(cases.get("cases").size()).isGreaterThan(250);
      assertThat(differences).as(String.join("\n", differences)).isEmpty();
    }
  }
}
