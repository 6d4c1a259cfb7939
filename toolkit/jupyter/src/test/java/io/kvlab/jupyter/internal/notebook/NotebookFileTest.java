package io.kvlab.jupyter.internal.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvlab.KvlabException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotebookFileTest {
  @TempDir Path folder;

  private Path file(String content) throws Exception {
    return Files.writeString(folder.resolve("n.ipynb"), content);
  }

  @Test
  void textIsWrittenALineALineAndKeysAreSorted() throws Exception {
    NotebookFile notebook =
        NotebookFile.read(
            file(
                "{\"nbformat\":4,\"nbformat_minor\":5,\"metadata\":{},\"cells\":[{\"source\":\"a\\nb\","
                    + "\"cell_type\":\"markdown\",\"id\":\"x\",\"metadata\":{}}]}"));
    notebook.write(folder.resolve("out.ipynb"));
    assertThat(folder.resolve("out.ipynb"))
        .hasContent(
            """
            {
             "cells": [
              {
               "cell_type": "markdown",
               "id": "x",
               "metadata": {},
               "source": [
                "a\\n",
                "b"
               ]
              }
             ],
             "metadata": {},
             "nbformat": 4,
             "nbformat_minor": 5
            }
            """);
  }

  @Test
  void whatIsNoNotebookIsToldInASentence() throws Exception {
    Path wrong = file("{\"nbformat\": 3}");
    assertThatThrownBy(() -> NotebookFile.read(wrong))
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining("not a notebook of format 4");
    assertThatThrownBy(() -> NotebookFile.read(folder.resolve("none.ipynb")))
        .isInstanceOf(KvlabException.class)
        .hasMessageStartingWith("There is no notebook ");
  }
}
