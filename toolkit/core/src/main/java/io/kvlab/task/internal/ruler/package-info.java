/**
 * Prompts of any length made after RULER (Hsieh et al. 2024, arXiv 2404.06654): needles in a
 * haystack, variable tracking, common and frequent words. The templates stand in datasets.yaml;
 * here is what fills them.
 */
@NullMarked
package io.kvlab.task.internal.ruler;

import org.jspecify.annotations.NullMarked;
