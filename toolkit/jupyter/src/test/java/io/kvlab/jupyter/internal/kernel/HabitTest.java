package io.kvlab.jupyter.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HabitTest {
  private static Optional<Habit> habit(String cell) {
    return Habit.of(cell, name -> name.equals("flag") || name.equals("exit"));
  }

  @ParameterizedTest
  @CsvSource({
    "?snapkv, snapkv",
    "snapkv?, snapkv",
    "??snapkv, snapkv",
    "gsm-mini?, gsm-mini",
    ":help plot, plot",
    "help(snapkv), snapkv",
    "help(\"snapkv\"), snapkv"
  })
  void aQuestionIsAskedInEveryWay(String cell, String name) {
    assertThat(habit(cell)).contains(new Habit.Help(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"?", ":help", "help()"})
  void aQuestionWithoutANameIsAboutEverything(String cell) {
    assertThat(habit(cell)).contains(new Habit.Help(""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "val x = 1",
        "x % 2",
        "!flag",
        "!flag && other",
        "!isDone()",
        "exit",
        "%use dataframe",
        "%kv show models",
        "%%kv\nshow models",
        "val x = a\n % b",
        "compress snapkv ratio 0.1 on gsm-mini with nano",
        "if (a) b else c"
      })
  void kotlinAndStatementsAreNoHabits(String cell) {
    assertThat(habit(cell)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "%matplotlib inline, plot degradation",
    "%timeit f(), %%time",
    "!ls -l, terminal",
    "!pip install x, terminal",
    "quit(), Shut Down",
    "%frobnicate, %whos"
  })
  void whatDoesNothingHereIsAnsweredWithTheWay(String cell, String way) {
    assertThat(habit(cell))
        .hasValueSatisfying(
            it -> assertThat(((Habit.Elsewhere) it).sentence()).contains(way).endsWith("."));
  }

  @Test
  void aForeignMagicIsFoundBelowOtherLinesToo() {
    assertThat(habit("val x = 1\n%matplotlib inline\nx")).isPresent();
  }

  @Test
  void theTimeOfTheRestIsMeant() {
    assertThat(habit("%%time\nval x = 1")).contains(new Habit.Timed("\nval x = 1"));
    assertThat(habit("%time 1 + 1")).contains(new Habit.Timed(" 1 + 1"));
  }
}
