package io.kvlab.policy.method;

import io.kvlab.policy.PolicyLabels;
import io.kvlab.policy.PolicyRegistry;

/** The policies that kvlab brings, in the order in which they are shown: a line for each. */
public final class StandardPolicies {
  public static final PolicyRegistry REGISTRY =
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

  /** Their short names, for frames and legends. */
  public static final PolicyLabels LABELS = new PolicyLabels(REGISTRY);

  private StandardPolicies() {}
}
