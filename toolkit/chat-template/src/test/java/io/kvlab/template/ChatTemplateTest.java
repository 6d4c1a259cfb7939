package io.kvlab.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvlab.template.Rendering.Piece;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Marks and messages, which transformers does not have. */
class ChatTemplateTest {
  private static final LocalDateTime NOON = LocalDateTime.of(2026, 11, 28, 12, 0);

  private static Rendering render(String source, String content) {
    return ChatTemplate.parse(source).render(Map.of("c", new Marked(3, content)), NOON);
  }

  @ParameterizedTest
  @CsvSource({
    "'<{{ c }}>', 'ab', 1, 3, 0",
    "'<{{ c|trim }}>', '  ab ', 1, 3, 2",
    "'<{{ c.strip() + ''x'' }}>', ' ab', 1, 3, 1",
    "'<{{ ''y'' ~ c }}>', 'ab', 2, 4, 0",
    "'{% set x %}[{{ c }}]{% endset %}<{{ x }}>', 'ab', 2, 4, 0",
    "'{% macro m(t) %}({{ t }}){% endmacro %}<{{ m(c) }}>', 'ab', 2, 4, 0",
    "'{{ c.split(''</t>'')[-1] }}', 'zz</t>ab', 0, 2, 6",
    "'{{ c[1:] }}', 'xab', 0, 2, 1",
    "'{{ [''q'', c]|join('', '') }}', 'ab', 3, 5, 0",
    "'{{ ''%s: %s'' % (''user'', c) }}', 'ab', 6, 8, 0",
    "'{{ ''{}!{}''.format(1, c) }}', 'ab', 2, 4, 0",
    "'{% filter trim %} {{ c }} {% endfilter %}', 'ab', 0, 2, 0",
    "'{{ (c|e) + ''x'' }}', 'ab', 0, 2, 0",
  })
  void aMarkedTextIsFollowed(String source, String content, int from, int to, int at) {
    assertThat(render(source, content).pieces()).containsExactly(new Piece(3, from, to, at));
  }

  @Test
  void aRewrittenTextIsNotTakenForTheMarkedOne() {
    assertThat(render("{{ c|upper }}", "ab").pieces()).isEmpty();
    assertThat(render("{{ c|tojson }}", "ab").pieces()).isEmpty();
    assertThat(render("{{ c.replace('b', 'X') }}", "abc").pieces())
        .containsExactly(new Piece(3, 0, 1, 0), new Piece(3, 2, 3, 2));
  }

  @Test
  void conditionsSeeAMarkedTextAsAnyOther() {
    assertThat(render("{{ c == 'ab' and c.startswith('a') and c|length == 2 }}", "ab").text())
        .isEqualTo("True");
  }

  @Test
  void aFailureNamesItsLineAndTheTemplatesOwnMessageStandsAlone() {
    assertThatThrownBy(() -> render("a\n{{ nope.x }}", ""))
        .isInstanceOf(TemplateException.class)
        .hasMessage("Line 2: 'nope' is undefined");
    assertThatThrownBy(() -> render("\n{{ raise_exception('Only user!') }}", ""))
        .hasMessage("Only user!");
    assertThatThrownBy(() -> ChatTemplate.parse("\n\n{% wrong %}"))
        .hasMessage("Line 3: Encountered unknown tag 'wrong'.");
  }

  @Test
  void theDateAndTimeAreTheCallers() {
    assertThat(render("{{ strftime_now('%d %B %Y, %A %H:%M %-I%p') }}", "").text())
        .isEqualTo("28 November 2026, Saturday 12:00 12PM");
  }

  @Test
  void oneTemplateServesManyRenderings() {
    ChatTemplate template =
        ChatTemplate.parse(
            "{% set ns = namespace(n=0) %}{% for m in messages %}{% set ns.n = ns.n + 1 %}{% endfor %}{{ ns.n }}");
    Map<String, Object> variables = new HashMap<>();
    variables.put("messages", List.of(1, 2, 3));
    assertThat(template.render(variables, NOON).text()).isEqualTo("3");
    assertThat(template.render(variables, NOON).text()).isEqualTo("3");
  }
}
