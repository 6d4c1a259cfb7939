package io.kvlab.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvlab.KvlabException;
import io.kvlab.cache.Selection;
import io.kvlab.dsl.Described;
import io.kvlab.dsl.Parameter;
import io.kvlab.model.evidence.Evidence;
import io.kvlab.model.evidence.EvidenceKind;
import io.kvlab.policy.method.Ada;
import io.kvlab.policy.method.ChunkKv;
import io.kvlab.policy.method.Full;
import io.kvlab.policy.method.H2o;
import io.kvlab.policy.method.PyramidInfer;
import io.kvlab.policy.method.PyramidKv;
import io.kvlab.policy.method.RandomEviction;
import io.kvlab.policy.method.RandomShot;
import io.kvlab.policy.method.ShotKv;
import io.kvlab.policy.method.SnapKv;
import io.kvlab.policy.method.StandardPolicies;
import io.kvlab.policy.method.StreamingLlm;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyRegistryTest {
  private static final PolicyRegistry REGISTRY = StandardPolicies.REGISTRY;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "full",
        "random",
        "random(seed=12345678901)",
        "streamingllm(sinks=0)",
        "h2o",
        "h2o(recent=8, group=max)",
        "h2o(recent=cap*3/4)",
        "h2o(recent=cap - 8)",
        "h2o(recent=(cap + 3)/2)",
        "h2o(recent=0.25*cap)",
        "snapkv",
        "snapkv(window=8, kernel=7, pooling=max, group=sum)",
        "pyramidkv(exact=false, beta=5)",
        "pyramidinfer",
        "pyramidinfer(decay=0.85, recent=0.15, sinks=2, least=10)",
        "chunkkv(chunk=20, window=16, reuse=4)",
        "shotkv",
        "shotkv(scope=global, fit=stop, queries=window, protect=none, window=16)",
        "randomshot(seed=3, scope=global, fit=stop, protect=none)",
        "knorm",
        "l2norm",
        "tova",
        "keydiff",
        "ada(snapkv)",
        "ada(pyramidkv(window=16), floor=0.35, normalize=false)",
        "ada(policy=h2o)"
      })
  void thePolicysOwnExpressionBuildsAnEqualPolicy(String expression) {
    Policy policy = REGISTRY.create(expression);
    assertEquals(policy, REGISTRY.create(policy.expression()));
    assertEquals(policy.expression(), REGISTRY.create(policy.expression()).expression());
  }

  @Test
  void defaultsOfTheLanguageAreThoseOfTheRecords() {
    assertEquals(new SnapKv(), REGISTRY.create("snapkv"));
    assertEquals(new PyramidKv(), REGISTRY.create("pyramidkv"));
    assertEquals(new H2o(), REGISTRY.create("h2o"));
    assertEquals(new StreamingLlm(), REGISTRY.create("streamingllm"));
    assertEquals(new PyramidInfer(), REGISTRY.create("pyramidinfer"));
    assertEquals(new ChunkKv(), REGISTRY.create("chunkkv"));
    assertEquals(new ShotKv(), REGISTRY.create("shotkv"));
    assertEquals(new RandomShot(0), REGISTRY.create("randomshot"));
    assertEquals(new RandomEviction(0), REGISTRY.create("random"));
    assertEquals(new Ada(new SnapKv()), REGISTRY.create("ada(snapkv)"));
    assertEquals("h2o(recent=cap/2, group=mean)", new H2o().expression());
    assertEquals(
        "ada(snapkv(window=32, kernel=5, pooling=avg, group=mean), floor=0.2, normalize=true)",
        new Ada(new SnapKv()).expression());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          snapvk                     | Unknown policy 'snapvk'. Did you mean 'snapkv'?
          snapkv(window=0)           | snapkv: window must be at least 1, not 0.
          snapkv(window=1.5)         | snapkv: window must be a whole number, not '1.5'.
          snapkv(window=wide)        | snapkv: window must be a whole number, not 'wide'.
          snapkv(window=cap/2)       | snapkv: window must be a whole number, not 'cap/2'.
          snapkv(window=99999999999) | snapkv: window is too large: 99999999999.
          snapkv(kernel=4)           | snapkv: kernel must be odd, so that it has a middle, not 4.
          snapkv(kernel=0)           | snapkv: kernel must be at least 1, not 0.
          snapkv(pooling=median)     | snapkv: pooling must be avg or max, not 'median'.
          snapkv(group=2)            | snapkv: group must be mean or max or sum, not '2'.
          snapkv(width=3)            | snapkv: there is no parameter 'width'; it has window, kernel, pooling, group.
          snapkv(window=3, window=4) | snapkv: 'window' is given twice.
          snapkv(3)                  | snapkv: parameters are given by name, not as '3'; it has window, kernel, pooling, group.
          full(window=3)             | full: it has no parameters.
          random(seed=-1)            | random: seed must be at least 0, not -1.
          streamingllm(sinks=-2)     | streamingllm: sinks must be at least 0, not -2.
          h2o(recent=half)           | h2o: recent must be a number or a share of cap, as in cap/2, not 'half'.
          h2o(recent=cap/0)          | an amount can be divided by a number other than 0 alone, as in cap/2.
          h2o(recent=cap*cap)        | an amount may use cap only once in a product, as in cap*3/4.
          h2o(recent=-3)             | h2o: recent must be at least 0, not -3.
          pyramidkv(window=0)        | pyramidkv: window must be at least 1, not 0.
          pyramidkv(kernel=2)        | pyramidkv: kernel must be odd, so that it has a middle, not 2.
          pyramidkv(beta=0)          | pyramidkv: beta must be at least 1, not 0.
          pyramidkv(exact=maybe)     | pyramidkv: exact must be true or false, not 'maybe'.
          pyramidinfer(recent=1.5)   | pyramidinfer: recent must be between 0 and 1, not 1.5.
          pyramidinfer(sinks=-1)     | pyramidinfer: sinks must be at least 0, not -1.
          pyramidinfer(decay=2)      | pyramidinfer: decay must be between 0 and 1, not 2.
          pyramidinfer(decay=some)   | pyramidinfer: decay must be a number, not 'some'.
          pyramidinfer(least=-1)     | pyramidinfer: least must be at least 0, not -1.
          pyramidinfer(strategy=sine)| pyramidinfer: strategy must be cosine, not 'sine'.
          chunkkv(chunk=0)           | chunkkv: chunk must be at least 1, not 0.
          chunkkv(window=0)          | chunkkv: window must be at least 1, not 0.
          chunkkv(reuse=0)           | chunkkv: reuse must be at least 1, not 0.
          shotkv(scope=head)         | shotkv: scope must be layer or global, not 'head'.
          shotkv(fit=all)            | shotkv: fit must be skip or stop, not 'all'.
          shotkv(queries=last)       | shotkv: queries must be all or window, not 'last'.
          shotkv(protect=shots)      | shotkv: protect must be question or none, not 'shots'.
          shotkv(window=0)           | shotkv: window must be at least 1, not 0.
          randomshot(seed=-4)        | randomshot: seed must be at least 0, not -4.
          ada                        | ada: policy is missing, as in ada(snapkv).
          ada(3)                     | ada: policy must be a policy, not '3'.
          ada(full)                  | ada shares a budget by the scores of each head, which full does not have; give it snapkv, pyramidkv or h2o, for example.
          ada(snapkv, floor=1.2)     | ada: floor must be between 0 and 1, not 1.2.
          ada(snapkv, floor=low)     | ada: floor must be a number, not 'low'.
          ada(knorm)                 | ada: normalize=true needs attention weights, which knorm does not use; add normalize=false.
          """)
  void aWrongParameterIsRefusedWithASentence(String expression, String message) {
    var refusal = assertThrows(KvlabException.class, () -> REGISTRY.create(expression));
    assertEquals(message, refusal.getMessage());
    assertEquals(KvlabException.Kind.USAGE, refusal.kind());
  }

  @Test
  void aBrokenExpressionIsShownWithItsPlace() {
    var refusal = assertThrows(KvlabException.class, () -> REGISTRY.create("snapkv(window="));
    assertTrue(String.valueOf(refusal.getMessage()).startsWith("line 1, column 15: "));
  }

  private record Newest(int skip) implements Policy {
    @Override
    public String expression() {
      return "newest(skip=" + skip + ")";
    }

    @Override
    public Set<EvidenceKind> evidence() {
      return Set.of();
    }

    @Override
    public Selection select(PromptView prompt, Evidence evidence, Budget budget) {
      int to = Math.max(0, prompt.length() - skip);
      int from = Math.max(0, to - budget.entries(prompt.length()));
      return Selection.uniform(prompt.layers(), prompt.kvHeads(), Positions.range(from, to));
    }
  }

  private static final PolicyDescription NEWEST =
      PolicyDescription.of(
          "newest", "the last", "", Parameter.integer("skip", 1, 0, "left out at the end"));

  @Test
  void aPolicyOfOnesOwnStandsBesideTheBuiltInOnes() {
    PolicyRegistry mine = REGISTRY.with(NEWEST, given -> new Newest(given.integer("skip")));
    assertEquals(new Newest(1), mine.create("newest"));
    assertEquals(new Newest(4), mine.create("newest(skip=4)"));
    assertTrue(mine.described().stream().map(Described::name).toList().contains("newest"));
    assertTrue(REGISTRY.find("newest").isEmpty());
  }

  @Test
  void ownPoliciesMayBeReplacedButNotTheBuiltInOnes() {
    PolicyRegistry mine = REGISTRY.with(NEWEST, given -> new Newest(given.integer("skip")));
    assertEquals(new Newest(7), mine.with(NEWEST, given -> new Newest(7)).create("newest"));
    for (String name : List.of("snapkv", "l2norm")) {
      var refusal =
          assertThrows(
              KvlabException.class,
              () -> mine.with(PolicyDescription.of(name, "", ""), given -> new Full()));
      assertEquals(
          "There is a policy '" + name + "' already; give yours another name.",
          refusal.getMessage());
    }
    assertThrows(KvlabException.class, () -> PolicyDescription.of("my policy", "", ""));
  }

  @Test
  void everyPolicyAndParameterIsDescribedInALine() {
    for (PolicyDescription policy : REGISTRY.descriptions()) {
      assertTrue(!policy.summary().isBlank() && policy.summary().length() <= 90, policy.name());
      for (Parameter parameter : policy.parameters()) {
        assertTrue(!parameter.help().isBlank(), policy.name() + "." + parameter.name());
      }
    }
    assertEquals(14, REGISTRY.descriptions().size());
    assertEquals("knorm", REGISTRY.find("l2norm").orElseThrow().name());
  }
}
