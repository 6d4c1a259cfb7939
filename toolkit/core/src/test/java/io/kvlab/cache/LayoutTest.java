package io.kvlab.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LayoutTest {
  @Test
  void equalHeadsStayInOneTensorInOrder() {
    Layout layout = Layout.plan(new int[] {7, 7, 7, 9, 9, 9}, 3, 4);
    assertThat(layout.identity()).isTrue();
    assertThat(layout.buckets()).hasSize(1);
    assertThat(layout.buckets().get(0).c()).isEqualTo(3);
    assertThat(layout.buckets().get(0).room()).isEqualTo(13);
    assertThat(layout.entries()).isEqualTo(6 * 13);
  }

  @Test
  void unlikeHeadsAreSplitSoThatLittleIsPadding() {
    Random random = new Random(1);
    for (int round = 0; round < 200; round++) {
      int kvHeads = 1 + random.nextInt(8);
      int rows = kvHeads * (1 + random.nextInt(40));
      int[] lengths = new int[rows];
      for (int row = 0; row < rows; row++) {
        lengths[row] = random.nextInt(4) == 0 ? 1000 + random.nextInt(50) : random.nextInt(300);
      }
      Layout layout = Layout.plan(lengths, kvHeads, 0);
      int[] held = layout.buckets().stream().flatMapToInt(b -> Arrays.stream(b.rows())).toArray();
      assertThat(held).containsExactlyInAnyOrder(IntStream.range(0, rows).toArray());
      int[] buckets = layout.bucketOfRow();
      int[] places = layout.placeOfRow();
      int[] back = layout.back();
      for (int row = 0; row < rows; row++) {
        Layout.Bucket bucket = layout.buckets().get(buckets[row]);
        assertThat(bucket.rows()[places[row]]).isEqualTo(row);
        assertThat(bucket.room()).isGreaterThanOrEqualTo(lengths[row]);
        assertThat(held[back[row]]).isEqualTo(row);
      }
      long longest = Arrays.stream(lengths).max().orElseThrow();
      assertThat(layout.entries()).isLessThanOrEqualTo(longest * rows);
      if (rows >= 64) {
        // uniform lengths up to 300 in three buckets waste at most a third of their own
        assertThat(layout.entries()).isLessThan((long) (1.35 * Arrays.stream(lengths).sum()));
      }
    }
  }

  @Test
  void noEntriesNeedNoRoomButTheReserve() {
    assertThat(Layout.plan(new int[4], 2, 5).entries()).isEqualTo(20);
    assertThat(Layout.plan(new int[4], 2, 0).entries()).isZero();
  }
}
