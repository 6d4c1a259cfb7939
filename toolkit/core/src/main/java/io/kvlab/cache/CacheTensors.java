package io.kvlab.cache;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import io.kvlab.internal.torch.IValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What of a cache lives on the device, and how the decoder finds its way in it; see {@code
 * decoder.py}.
 *
 * @param keys {@code [a, c, room, head_dim]} of its {@link Layout.Bucket} for every layer and
 *     bucket
 * @param structure layout and first tensor of each layer, then the buckets of each layout
 * @param firstTensor per layer the index of its first tensor
 * @param bucketOfRow per layout the bucket of each row
 * @param placeOfRow per layout where in its bucket a row lies
 */
record CacheTensors(
    IValue keys,
    IValue values,
    IValue places,
    IValue orders,
    IValue backs,
    IValue structure,
    int[] firstTensor,
    int[][] bucketOfRow,
    int[][] placeOfRow) {

  /** Describes tensors that are laid out so; they belong to the result from then on. */
  static CacheTensors of(
      NDManager manager,
      List<Layout> layouts,
      int[] layoutOfLayer,
      IValue keys,
      IValue values,
      IValue places) {
    int layers = layoutOfLayer.length;
    int[] firstTensor = new int[layers];
    List<Long> structure = new ArrayList<>();
    for (int layout : layoutOfLayer) {
      structure.add((long) layout);
    }
    int tensor = 0;
    int[] representative = new int[layouts.size()];
    Arrays.fill(representative, -1);
    for (int layer = 0; layer < layers; layer++) {
      firstTensor[layer] = tensor;
      structure.add((long) tensor);
      if (representative[layoutOfLayer[layer]] < 0) {
        representative[layoutOfLayer[layer]] = tensor;
      }
      tensor += layouts.get(layoutOfLayer[layer]).buckets().size();
    }
    List<Long> examples = new ArrayList<>();
    List<IValue> orders = new ArrayList<>();
    List<IValue> backs = new ArrayList<>();
    for (int l = 0; l < layouts.size(); l++) {
      Layout layout = layouts.get(l);
      structure.add((long) examples.size());
      structure.add((long) layout.buckets().size());
      int[] back = layout.identity() ? new int[0] : layout.back();
      backs.add(IValues.tensor(manager, back, back.length));
      for (int b = 0; b < layout.buckets().size(); b++) {
        examples.add((long) representative[l] + b);
        int[] order = layout.identity() ? new int[0] : layout.buckets().get(b).rows();
        orders.add(IValues.tensor(manager, order, order.length));
      }
    }
    structure.addAll(examples);
    IValue orderList = IValues.list(orders);
    IValue backList = IValues.list(backs);
    orders.forEach(IValue::close);
    backs.forEach(IValue::close);
    return new CacheTensors(
        keys,
        values,
        places,
        orderList,
        backList,
        IValue.listFrom(structure.stream().mapToLong(Long::longValue).toArray()),
        firstTensor,
        layouts.stream().map(Layout::bucketOfRow).toArray(int[][]::new),
        layouts.stream().map(Layout::placeOfRow).toArray(int[][]::new));
  }

  void close() {
    IValues.close(keys, values, places, orders, backs, structure);
  }
}
