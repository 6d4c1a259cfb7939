package io.kvlab.train.suite;

import java.util.List;
import java.util.Random;

/**
 * One ability: makes test items and training documents. Stateless; all chance comes from outside.
 */
public interface Suite {

  /** The name as datasets call it, {@code needle-mini}. */
  String name();

  /** The length classes in tokens, {@code 0} alone where the suite has only one. */
  default List<Integer> lengths() {
    return List.of(0);
  }

  /**
   * One item whose question belongs to {@code split}; its shots belong to {@link Split#TRAIN}.
   *
   * @param length one of {@link #lengths()}
   */
  Item item(Random random, Split split, int length);

  /**
   * One training document of about {@code tokens} tokens, made of {@link Split#TRAIN} alone.
   *
   * @param tokens how long; may be passed by a sentence or an exchange
   */
  Document document(Random random, int tokens);

  /** What makes the item's question that question: texts that no training document contains. */
  List<String> unseen(Item item);
}
