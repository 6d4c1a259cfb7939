package io.kvlab.template.builtin;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** HTML entities, as {@code |striptags} resolves them: the numbered ones and the common names. */
final class Entities {
  private static final Pattern ENTITY =
      Pattern.compile("&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});");
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("amp", "&"),
          Map.entry("lt", "<"),
          Map.entry("gt", ">"),
          Map.entry("quot", "\""),
          Map.entry("apos", "'"),
          Map.entry("nbsp", "\u00a0"),
          Map.entry("copy", "\u00a9"),
          Map.entry("reg", "\u00ae"),
          Map.entry("hellip", "\u2026"),
          Map.entry("mdash", "\u2014"),
          Map.entry("ndash", "\u2013"),
          Map.entry("lsquo", "\u2018"),
          Map.entry("rsquo", "\u2019"),
          Map.entry("ldquo", "\u201c"),
          Map.entry("rdquo", "\u201d"),
          Map.entry("laquo", "\u00ab"),
          Map.entry("raquo", "\u00bb"),
          Map.entry("euro", "\u20ac"),
          Map.entry("times", "\u00d7"),
          Map.entry("middot", "\u00b7"),
          Map.entry("bull", "\u2022"),
          Map.entry("deg", "\u00b0"));

  private Entities() {}

  static String unescape(String text) {
    return ENTITY
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(meaning(match.group(1), match.group())));
  }

  private static String meaning(String name, String whole) {
    if (name.charAt(0) != '#') {
      return NAMES.getOrDefault(name, whole);
    }
    boolean hex = name.length() > 1 && Character.toLowerCase(name.charAt(1)) == 'x';
    int code = Integer.parseInt(name.substring(hex ? 2 : 1), hex ? 16 : 10);
    return code == 0
            || code > Character.MAX_CODE_POINT
            || Character.getType(code) == Character.SURROGATE
        ? "\ufffd"
        : Character.toString(code);
  }
}
