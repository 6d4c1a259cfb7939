package io.kvlab.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvlab.KvlabException;
import io.kvlab.model.checkpoint.SpecialTokens.Around;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The small files beside the weights, as transformers reads them. */
class TokenFilesTest {
  @TempDir Path folder;

  private void write(String file, String text) throws IOException {
    Files.createDirectories(folder.resolve(file).getParent());
    Files.writeString(folder.resolve(file), text);
  }

  @Test
  void theClassesOfLlamaPutTheirTokensAroundTextsAsTheFlagsSay() throws IOException {
    write("tokenizer_config.json", "{\"tokenizer_class\": \"LlamaTokenizerFast\"}");
    assertThat(SpecialTokens.read(folder).around())
        .contains(new Around(Optional.of("<s>"), Optional.empty()));
    write(
        "tokenizer_config.json",
        """
        {"tokenizer_class": "LlamaTokenizer", "add_bos_token": false, "add_eos_token": true,
         "eos_token": {"content": "<end>"}}
        """);
    assertThat(SpecialTokens.read(folder).around())
        .contains(new Around(Optional.empty(), Optional.of("<end>")));
    write(
        "tokenizer_config.json",
        "{\"tokenizer_class\": \"PreTrainedTokenizerFast\", \"add_bos_token\": true}");
    assertThat(SpecialTokens.read(folder).around()).isEmpty();
  }

  @Test
  void theModelTypeNamesTheClassWhereTheConfigurationDoesNot() throws IOException {
    write("config.json", "{\"model_type\": \"gemma3_text\"}");
    write("tokenizer_config.json", "{\"bos_token\": \"<bos>\"}");
    assertThat(SpecialTokens.read(folder).around().orElseThrow().before()).contains("<bos>");
    write("config.json", "{\"model_type\": \"qwen2\"}");
    assertThat(SpecialTokens.read(folder).around()).isEmpty();
  }

  @Test
  void namedTokensAreVariablesOfTheTemplate() throws IOException {
    write(
        "tokenizer_config.json",
        """
        {"bos_token": null, "eos_token": {"content": "</s>"}, "additional_special_tokens": ["<a>"],
         "extra_special_tokens": {"image_token": "<img>"}}
        """);
    write("special_tokens_map.json", "{\"pad_token\": \"<pad>\", \"eos_token\": \"other\"}");
    assertThat(SpecialTokens.read(folder).texts())
        .isEqualTo(
            Map.of(
                "eos_token", "</s>",
                "pad_token", "<pad>",
                "image_token", "<img>",
                "additional_special_tokens", java.util.List.of("<a>")));
  }

  @Test
  void anEndTokenMayStandInThreePlaces() throws IOException {
    write("generation_config.json", "{\"eos_token_id\": [2, 9]}");
    write("tokenizer_config.json", "{\"eos_token\": \"!\"}");
    write("tokenizer.json", "{\"added_tokens\": [], \"model\": {\"vocab\": {\"?\": 3, \"!\": 4}}}");
    assertThat(EndTokens.read(folder)).containsExactly(2, 4, 9);
    write(
        "tokenizer.json",
        "{\"model\": {\"type\": \"Unigram\", \"vocab\": [[\"?\", -1.5], [\"!\", -2]]},"
            + " \"added_tokens\": [{\"id\": 7, \"content\": \"#\"}]}");
    assertThat(TokenIds.find(folder, "!")).hasValue(1);
    assertThat(TokenIds.find(folder, "#")).hasValue(7);
    assertThat(TokenIds.find(folder, "%")).isEmpty();
  }

  @Test
  void theTemplatesFileComesBeforeTheField() throws IOException {
    write("chat_template.json", "{\"chat_template\": \"processor\"}");
    assertThat(ChatTemplates.read(folder)).containsEntry("default", "processor");
    write(
        "tokenizer_config.json",
        """
        {"chat_template": [{"name": "default", "template": "field"},
                           {"name": "tool_use", "template": "tools"}]}
        """);
    Map<String, String> named = ChatTemplates.read(folder);
    assertThat(ChatTemplates.choose(named, false)).contains("field");
    assertThat(ChatTemplates.choose(named, true)).contains("tools");
    write("chat_template.jinja", "file");
    write("additional_chat_templates/rag.jinja", "more");
    assertThat(ChatTemplates.read(folder)).isEqualTo(Map.of("default", "file", "rag", "more"));
    assertThatThrownBy(() -> ChatTemplates.choose(Map.of("rag", "more"), false))
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining("none is the default");
  }

  @Test
  void settingsThatChangeGreedyAnswersAreRefusedAndOthersAreNoMatter() throws IOException {
    write("generation_config.json", "{\"do_sample\": true, \"temperature\": 0.7, \"top_k\": 20}");
    GenerationSettings.require("it", folder);
    write("generation_config.json", "{\"repetition_penalty\": 1.0, \"suppress_tokens\": []}");
    assertThat(GenerationSettings.notApplied(folder)).isEmpty();
    write("generation_config.json", "{\"repetition_penalty\": 1.05, \"bad_words_ids\": [[3]]}");
    assertThatThrownBy(() -> GenerationSettings.require("it", folder))
        .hasMessageContaining("repetition_penalty 1.05, bad_words_ids [[3]]")
        .hasMessageContaining("ignore-generation-config");
  }
}
