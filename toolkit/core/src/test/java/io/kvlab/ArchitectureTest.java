package io.kvlab;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.kvlab.cache.planted.Upward;
import io.kvlab.engine.planted.Selecting;
import io.kvlab.policy.Policy;
import io.kvlab.store.planted.Prying;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds docs/ARCHITECTURE.md's table of core packages, lowest first, against the code. */
class ArchitectureTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent().getParent();
  private static final double LARGEST_SHARE = 0.12; // of the main lines
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.kvlab");

  @Test
  void everyPackageStandsInTheTableAndTheTableNamesNoOther() {
    assertThat(
            owned(CLASSES)
                .map(JavaClass::getPackageName)
                .filter(ArchitectureTest::isOfCore)
                .distinct())
        .containsExactlyInAnyOrderElementsOf(ladder());
  }

  @Test
  void packagesUseOnlyWhatStandsAboveThemInTheTable() {
    assertThat(upward(CLASSES)).isEmpty();
  }

  @Test
  void internalPackagesAreUsedFromTheirParentsAlone() {
    assertThat(prying(CLASSES)).isEmpty();
  }

  @Test
  void policiesAreAskedWhatTheyKeepInOneClassOfTheEngine() {
    assertThat(selecting(CLASSES))
        .containsExactlyInAnyOrder(
            "io.kvlab.engine.Compressor", "io.kvlab.policy.cases.PolicyCases");
  }

  @Test
  void noPackageHoldsMoreThanAnEighthOfTheMainLines() throws IOException {
    TreeMap<String, Long> lines = new TreeMap<>();
    try (Stream<Path> files = Files.walk(ROOT)) {
      for (Path file : files.filter(ArchitectureTest::isMainSource).toList()) {
        String folder = ROOT.relativize(file).getParent().toString();
        try (Stream<String> text = Files.lines(file)) {
          lines.merge(folder, text.count(), Long::sum);
        }
      }
    }
    double all = lines.values().stream().mapToLong(Long::longValue).sum();
    assertThat(all).isGreaterThan(10_000);
    assertThat(lines).allSatisfy((folder, n) -> assertThat(n / all).isLessThan(LARGEST_SHARE));
  }

  @Test
  void plantedViolationsAreSeen() {
    JavaClasses planted =
        new ClassFileImporter().importClasses(Upward.class, Prying.class, Selecting.class);
    assertThat(upward(planted))
        .contains("io.kvlab.cache.planted.Upward uses io.kvlab.session.Session");
    assertThat(prying(planted))
        .contains("io.kvlab.store.planted.Prying uses io.kvlab.task.internal.Lazy");
    assertThat(selecting(planted)).containsExactly("io.kvlab.engine.planted.Selecting");
  }

  /** Who asks a policy for a selection, beside the policies that wrap one. */
  private static List<String> selecting(JavaClasses classes) {
    return owned(classes)
        .filter(type -> !type.isAssignableTo(Policy.class))
        .filter(
            type ->
                type.getCodeUnitAccessesFromSelf().stream()
                    .anyMatch(
                        call ->
                            call.getName().equals("select")
                                && call.getTargetOwner().isAssignableTo(Policy.class)))
        .map(JavaClass::getName)
        .toList();
  }

  private static List<String> upward(JavaClasses classes) {
    List<String> ladder = ladder();
    return arrows(
        classes,
        (from, to) -> {
          int at = ladder.indexOf(planted(to));
          return at > ladder.indexOf(planted(from));
        });
  }

  private static List<String> prying(JavaClasses classes) {
    return arrows(
        classes,
        (from, to) ->
            Optional.of(to.indexOf(".internal"))
                .filter(at -> at >= 0)
                .map(at -> !(from + ".").startsWith(to.substring(0, at) + "."))
                .orElse(false));
  }

  private interface Forbidden {
    boolean isForbidden(String fromPackage, String toPackage);
  }

  private static List<String> arrows(JavaClasses classes, Forbidden rule) {
    List<String> found = new ArrayList<>();
    owned(classes)
        .filter(type -> isOfCore(type.getPackageName()))
        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
        .filter(arrow -> arrow.getTargetClass().getPackageName().startsWith("io.kvlab"))
        .forEach(
            arrow -> {
              JavaClass from = arrow.getOriginClass();
              JavaClass to = arrow.getTargetClass().getBaseComponentType();
              if (rule.isForbidden(from.getPackageName(), to.getPackageName())) {
                found.add(from.getName() + " uses " + to.getName());
              }
            });
    return found.stream().distinct().toList();
  }

  private static Stream<JavaClass> owned(JavaClasses classes) {
    return classes.stream().filter(type -> !type.getSimpleName().equals("package-info"));
  }

  /**
   * The language, the manifest and templates are modules of their own: Maven keeps their arrows.
   */
  private static boolean isOfCore(String name) {
    return !name.startsWith("io.kvlab.dsl")
        && !name.startsWith("io.kvlab.manifest")
        && !name.startsWith("io.kvlab.template");
  }

  private static String planted(String name) {
    return name.replace(".planted", "");
  }

  private static boolean isMainSource(Path file) {
    return file.toString().endsWith(".java")
        && ROOT.relativize(file).toString().contains("src/main/java");
  }

  private static List<String> ladder() {
    try {
      String page = Files.readString(ROOT.resolve("docs/ARCHITECTURE.md"));
      String table = page.substring(page.indexOf("## Packages of core, lowest first"));
      return Pattern.compile("^\\| `(io\\.kvlab[\\w.]*)` \\|", Pattern.MULTILINE)
          .matcher(table)
          .results()
          .map(row -> row.group(1))
          .collect(Collectors.toList());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
