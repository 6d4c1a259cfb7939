package io.kvlab;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Holds docs/ARCHITECTURE.md's table of core packages, lowest first, against the code. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.kvlab");

  @Test
  void packagesUseOnlyWhatLiesBelowThem() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .withOptionalLayers(true)
        .layer("torch")
        .definedBy("io.kvlab.internal.torch..")
        .layer("cache")
        .definedBy("io.kvlab.cache..")
        .layer("model")
        .definedBy("io.kvlab.model..")
        .layer("policy")
        .definedBy("io.kvlab.policy..")
        .layer("task")
        .definedBy("io.kvlab.task..")
        .layer("experiment")
        .definedBy("io.kvlab.experiment..")
        .layer("report")
        .definedBy("io.kvlab.report..")
        .layer("session")
        .definedBy("io.kvlab.session..")
        .layer("bench")
        .definedBy("io.kvlab.bench..")
        .whereLayer("bench")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("session")
        .mayOnlyBeAccessedByLayers("bench")
        .whereLayer("report")
        .mayOnlyBeAccessedByLayers("session", "bench")
        .whereLayer("experiment")
        .mayOnlyBeAccessedByLayers("report", "session", "bench")
        .whereLayer("task")
        .mayOnlyBeAccessedByLayers("experiment", "report", "session", "bench")
        .whereLayer("policy")
        .mayOnlyBeAccessedByLayers("experiment", "report", "session", "bench")
        .whereLayer("model")
        .mayOnlyBeAccessedByLayers("policy", "task", "experiment", "report", "session", "bench")
        .check(CLASSES);
  }

  @Test
  void packagesFormNoCycles() {
    slices().matching("io.kvlab.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
