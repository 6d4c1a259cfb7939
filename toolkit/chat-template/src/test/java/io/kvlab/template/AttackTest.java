package io.kvlab.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Templates from strangers that want all of the time, the memory, the stack or the host. */
class AttackTest {
  private static final Limits SHORT =
      new Limits(Duration.ofSeconds(2), 20_000_000, 4_000_000, 32_000_000);

  private static String render(String source) {
    return ChatTemplate.parse(source, SHORT).render(Map.of(), LocalDateTime.now()).text();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% set ns=namespace(x='ab') %}{% for i in range(60) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
        "{% set ns=namespace(x='ab') %}{% for i in range(60) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
        "{% set ns=namespace(x=[1]) %}{% for i in range(60) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
        "{% set ns=namespace(x=[]) %}{% for i in range(99) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}",
        "{% set ns=namespace(x=[]) %}{% for i in range(99) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x|tojson }}",
        "{% set ns=namespace(x=[],y=[]) %}{% for i in range(99) %}{% set ns.x = [ns.x, ns.x] %}{% set ns.y = [ns.y, ns.y] %}{% endfor %}{{ ns.x == ns.y }}",
        "{% set ns=namespace(x=()) %}{% for i in range(99) %}{% set ns.x = (ns.x, ns.x) %}{% endfor %}{{ {ns.x: 1} }}",
        "{% set ns=namespace(x=[]) %}{% for i in range(99999) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x }}",
        "{% set ns=namespace(x=[],y=[]) %}{% for i in range(9999) %}{% set ns.x = [ns.x] %}{% set ns.y = [ns.y] %}{% endfor %}{{ ns.x == ns.y }}",
        "{% set ns=namespace(x=[],y=[]) %}{% for i in range(9999) %}{% set ns.x = [ns.x] %}{% set ns.y = [ns.y] %}{% endfor %}{{ ns.x < ns.y }}",
        "{{ 'x' * 9999999999 }}",
        "{{ 'x' * 10**18 }}",
        "{{ ([1]*1000000)*1000000 }}",
        "{{ [1] * 9999999999 }}",
        "{{ 9**9999999 }}",
        "{% set ns=namespace(x=3) %}{% for i in range(60) %}{% set ns.x = ns.x * ns.x %}{% endfor %}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% macro f(a=f()) %}{% endmacro %}{{ f() }}",
        "{% macro f() %}{% call f() %}{% endcall %}{% endmacro %}{{ f() }}",
        "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
        "{{ 'x'.center(2000000000) }}",
        "{{ 'x'|center(2000000000) }}",
        "{{ 'x'.ljust(2000000000) }}",
        "{{ '1'.zfill(2000000000) }}",
        "{{ '\t'.expandtabs(2000000000) }}",
        "{{ '\t\t'.expandtabs(99999999999999) }}",
        "{% for a in range(99999) %}{{ 'x' * 100000 }}{% endfor %}",
        "{{ [1]|tojson(indent=2000000000) }}",
        "{{ [[[[[[1]]]]]]|tojson(indent='x' * 1000000) }}",
        "{{ 'a\nb'|indent(2000000000) }}",
        "{{ '%2000000000d' % 1 }}",
        "{{ '%.2000000000d' % 1 }}",
        "{{ '%.2000000000f' % 1.5 }}",
        "{{ '%*d' % (2000000000, 1) }}",
        "{{ '{:2000000000}'.format(1) }}",
        "{{ '{:.2000000000f}'.format(1.5) }}",
        "{{ '{:{}}'.format(1, 2000000000) }}",
        "{{ '{:>99999999999999999999}'.format(1) }}",
        "{% set s='a'*5000 %}{{ s.replace('a', s).replace('a', s) }}",
        "{% set s='a'*5000 %}{{ s|replace('a', s)|replace('a', s) }}",
        "{% set s='a'*3000 %}{{ s.replace('', s) }}",
        "{{ ('a'*10000).join('b'*100000) }}",
        "{{ ('b'*100000)|join('a'*10000) }}",
        "{{ ('a '*2000000).split() }}",
        "{{ ('a'*4000000)|list }}",
        "{{ [1]|batch(999999999, 0)|list }}",
        "{{ [1]|slice(999999999)|list }}",
        "{% set s = 'b' ~ 'a' * 3000000 %}{% for i in range(99999) %}{{ s.find('a' * 1500000 ~ 'c') }}{% endfor %}",
        "{% set s = 'a' * 3000000 %}{% for i in range(99999) %}{% if s ~ i == s %}{% endif %}{% endfor %}",
        "{% set s = 'a' * 3000000 %}{% set t = s ~ 'b' %}{% for i in range(99999) %}{% if (s ~ 'b') == t %}{% endif %}{% endfor %}",
        "{% set l = range(99999)|list %}{% for i in range(99999) %}{% if 'x' in l %}{% endif %}{% endfor %}",
        "{% set l = range(99999)|list %}{% for i in l %}{% for j in l|sort(reverse=true) %}{% endfor %}{% endfor %}",
        "{{ range(99999)|map('string')|map('center', 99999)|list }}",
        "{% filter upper %}{% for i in range(99999) %}{{ 'ß' * 10000 }}{% endfor %}{% endfilter %}",
        "{{ cycler(1).next.__self__ }}{{ (1).__class__() }}",
        "{% set ns=namespace(x='a') %}{% for i in range(99999) %}{% set ns.x = ns.x ~ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' %}{% endfor %}",
        "{{ ''.join(range(99999)|map('string')|list) * 99 }}",
        "{{ strftime_now('%c' * 3000000) }}",
        "{{ ('&' * 3000000)|e }}",
        "{{ ('é' * 2000000)|urlencode }}",
        "{{ ('é' * 2000000)|tojson(ensure_ascii=true) }}",
        "{{ 'a'|wordwrap(0) }}",
        "{{ 10**4500 }}",
      })
  void whatAsksForTooMuchIsRefusedInTimeWithALine(String source) {
    long begun = System.nanoTime();
    assertThatThrownBy(() -> render(source))
        .isInstanceOf(TemplateException.class)
        .hasMessageStartingWith("Line 1: ");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void depthIsBoundedWhereTheTextIsRead() {
    for (String source :
        new String[] {
          "{{ " + "(".repeat(20000) + "1" + ")".repeat(20000) + " }}",
          "{{ " + "[".repeat(3000) + "]".repeat(3000) + " }}",
          "{{ " + "{1:".repeat(3000) + "1" + "}".repeat(3000) + " }}",
          "{{ " + "not ".repeat(20000) + "1 }}",
          "{{ " + "-".repeat(20000) + "1 }}",
          "{{ 1" + " + 1".repeat(20000) + " }}",
          "{{ 1" + " if 1 else 1".repeat(20000) + " }}",
          "{{ a" + ".b".repeat(20000) + " }}",
          "{{ a" + "|e".repeat(20000) + " }}",
          "{% if 1 %}".repeat(20000) + "{% endif %}".repeat(20000),
          "{% for a in b %}".repeat(20000) + "{% endfor %}".repeat(20000),
          "{% set " + "(".repeat(20000) + "a" + ")".repeat(20000) + " = 1 %}",
          "{{ " + "9".repeat(5000) + " }}",
          "{{ '" + "x".repeat(3_000_000) + "' }}"
        }) {
      assertThatThrownBy(() -> render(source)).isInstanceOf(TemplateException.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      value = {
        "{{ ''.__class__ }}@''",
        "{{ ''.__class__.__mro__ }}@!",
        "{{ [].append(1) }}@!",
        "{{ {}.update({}) }}@!",
        "{{ [].append }}@''",
        "{{ ''['__class__']['__base__'] }}@!",
        "{{ (''|attr('__class__')).x }}@!",
        "{{ '{0.__class__.__init__.__globals__}'.format(1) }}@!",
        "{{ range.__call__.__self__ }}@!",
        "{{ namespace.__init__.__globals__ }}@!",
        "{{ cycler.__init__.__globals__.os.popen('id') }}@!",
        "{{ self.__init__.__globals__ }}@!",
        "{{ raise_exception.__globals__ }}@''",
        "{{ joiner.__init__.x }}@!",
        "{{ lipsum.__globals__.x }}@!",
        "{% for x in [1] %}{{ loop.__class__.x }}{% endfor %}@!",
        "{{ getClass() }}@!",
        "{{ ''.getClass() }}@!",
        "{{ ''.class.forName('java.lang.Runtime') }}@!",
        "{% include '/etc/passwd' %}@!",
        "{% import '/etc/passwd' as x %}@!",
        "{% extends '/etc/passwd' %}@!",
      })
  void nothingOfTheHostCanBeReached(String source, String outcome) {
    if (outcome.equals("!")) {
      assertThatThrownBy(() -> render(source)).isInstanceOf(TemplateException.class);
    } else {
      assertThat(render(source)).isEqualTo(outcome);
    }
  }
}
