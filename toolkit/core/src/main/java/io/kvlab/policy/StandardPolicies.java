package io.kvlab.policy;

/** The policies that kvlab brings, in the order in which they are shown: a line for each. */
final class StandardPolicies {
  static final PolicyRegistry REGISTRY =
      PolicyRegistry.empty()
          .withBuiltIn(Full.DESCRIPTION, given -> new Full())
          .withBuiltIn(RandomEviction.DESCRIPTION, RandomEviction::of)
          .withBuiltIn(StreamingLlm.DESCRIPTION, StreamingLlm::of)
          .withBuiltIn(H2o.DESCRIPTION, H2o::of)
          .withBuiltIn(SnapKv.DESCRIPTION, SnapKv::of)
          .withBuiltIn(PyramidKv.DESCRIPTION, PyramidKv::of)
          .withBuiltIn(PyramidInfer.DESCRIPTION, PyramidInfer::of)
          .withBuiltIn(ChunkKv.DESCRIPTION, ChunkKv::of)
          .withBuiltIn(ShotKv.DESCRIPTION, ShotKv::of)
          .withBuiltIn(RandomShot.DESCRIPTION, RandomShot::of)
          .withBuiltIn(KeyNorm.DESCRIPTION, given -> new KeyNorm())
          .withBuiltIn(Tova.DESCRIPTION, given -> new Tova())
          .withBuiltIn(KeyDiff.DESCRIPTION, given -> new KeyDiff())
          .withBuiltIn(Ada.DESCRIPTION, Ada::of);

  private StandardPolicies() {}
}
