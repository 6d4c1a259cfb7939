package io.kvlab.policy;

import java.util.Arrays;

/** How a method's budget spreads over layers and heads: the second of its three factors. */
public interface Spread {
  /** The same for every layer and head. */
  Spread EVEN = new PerLayer(Layers.EVEN, Heads.EVEN);

  /**
   * What each layer may keep, {@code [layers]}.
   *
   * @param capacity entries per layer and KV head on average
   */
  Room[] rooms(Ranking ranking, int capacity);

  /**
   * Whether heads take their entries off a sorted list instead of a selection; the two differ where
   * scores tie at the border, and published code does either.
   */
  default boolean sorts() {
    return false;
  }

  /** Shares of layers, and within each layer shares of its heads. */
  record PerLayer(Layers layers, Heads heads) implements Spread {
    @Override
    public Room[] rooms(Ranking ranking, int capacity) {
      int[] capacities = layers.capacities(ranking, capacity);
      Room[] rooms = new Room[capacities.length];
      for (int layer = 0; layer < rooms.length; layer++) {
        Stays stays = ranking.stays(capacities[layer]);
        int besides = Math.max(0, capacities[layer] - stays.count());
        rooms[layer] = new Room(stays, heads.besides(ranking, layer, stays, besides));
      }
      return rooms;
    }

    @Override
    public boolean sorts() {
      return heads.sorts();
    }
  }

  /** Shares of the layers. */
  interface Layers {
    /** The same for every layer. */
    Layers EVEN =
        (ranking, capacity) -> {
          int[] capacities = new int[ranking.prompt().layers()];
          Arrays.fill(capacities, capacity);
          return capacities;
        };

    /** Entries per KV head of each layer, {@code [layers]}, {@code capacity} on average. */
    int[] capacities(Ranking ranking, int capacity);
  }

  /** Shares of the heads of a layer. */
  interface Heads {
    /** The same for every head. */
    Heads EVEN =
        (ranking, layer, stays, besides) -> {
          int[] each = new int[ranking.prompt().kvHeads()];
          Arrays.fill(each, besides);
          return each;
        };

    /**
     * Entries of each head beside what stays anyway, {@code [kv_heads]}.
     *
     * @param besides how many they are on average
     */
    int[] besides(Ranking ranking, int layer, Stays stays, int besides);

    /** See {@link Spread#sorts}. */
    default boolean sorts() {
      return false;
    }
  }
}
