package io.kvlab;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Holds docs/ARCHITECTURE.md's table of core packages, lowest first, against the code. */
@AnalyzeClasses(packages = "io.kvlab", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule packagesUseOnlyWhatLiesBelowThem =
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
          .mayOnlyBeAccessedByLayers("policy", "task", "experiment", "report", "session", "bench");

  @ArchTest
  static final ArchRule packagesFormNoCycles =
      slices().matching("io.kvlab.(*)..").should().beFreeOfCycles();
}
