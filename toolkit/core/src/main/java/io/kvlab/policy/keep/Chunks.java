package io.kvlab.policy.keep;

import io.kvlab.policy.Grain;
import io.kvlab.policy.Positions;
import io.kvlab.policy.PromptView;
import io.kvlab.policy.Stays;
import io.kvlab.policy.TopK;
import java.util.Arrays;

/**
 * Whole chunks of neighbouring positions by the sum of their scores (ChunkKV, Liu et al. 2025,
 * arXiv 2502.00299). All chunks of the prompt compete, those inside the window too; the best
 * floor(capacity / size) are taken in order of their place until the budget beside what stays
 * anyway is used.
 *
 * @param size positions of a chunk
 */
public record Chunks(int size) implements Grain {
  @Override
  public int[] best(PromptView prompt, Stays stays, float[] scores, int besides) {
    if (besides <= 0) {
      return new int[0];
    }
    float[] chunks = new float[(scores.length + size - 1) / size];
    for (int i = 0; i < scores.length; i++) {
      chunks[i / size] += scores[i];
    }
    return Arrays.stream(TopK.largest(chunks, (stays.count() + besides) / size))
        .flatMap(chunk -> Arrays.stream(Positions.range(chunk * size, (chunk + 1) * size)))
        .filter(position -> position < stays.before() && !stays.guarded().get(position))
        .limit(besides)
        .toArray();
  }
}
