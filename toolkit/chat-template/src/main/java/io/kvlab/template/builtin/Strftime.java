package io.kvlab.template.builtin;

import io.kvlab.template.value.Meter;
import java.time.LocalDateTime;
import java.time.format.TextStyle;
import java.time.temporal.IsoFields;
import java.util.Locale;

/** strftime of glibc in the C locale; a time without a zone. */
final class Strftime {
  private Strftime() {}

  static String format(Meter meter, String format, LocalDateTime time) {
    meter.text(format.length() * 8L);
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        out.append(c);
        continue;
      }
      int from = i++;
      char flag = "-_0^#".indexOf(format.charAt(i)) >= 0 ? format.charAt(i++) : ' ';
      if (i >= format.length()) {
        out.append(format, from, format.length());
        break;
      }
      out.append(field(meter, format.charAt(i), flag, time, format.substring(from, i + 1)));
    }
    return out.toString();
  }

  private static String field(Meter meter, char field, char flag, LocalDateTime time, String raw) {
    int day = time.getDayOfWeek().getValue();
    return switch (field) {
      case 'Y' -> number(time.getYear(), 1, '0', flag);
      case 'G' -> number(time.get(IsoFields.WEEK_BASED_YEAR), 1, '0', flag);
      case 'g' -> number(time.get(IsoFields.WEEK_BASED_YEAR) % 100, 2, '0', flag);
      case 'C' -> number(time.getYear() / 100, 2, '0', flag);
      case 'y' -> number(time.getYear() % 100, 2, '0', flag);
      case 'm' -> number(time.getMonthValue(), 2, '0', flag);
      case 'd' -> number(time.getDayOfMonth(), 2, '0', flag);
      case 'e' -> number(time.getDayOfMonth(), 2, ' ', flag);
      case 'j' -> number(time.getDayOfYear(), 3, '0', flag);
      case 'H' -> number(time.getHour(), 2, '0', flag);
      case 'k' -> number(time.getHour(), 2, ' ', flag);
      case 'I' -> number(hour(time), 2, '0', flag);
      case 'l' -> number(hour(time), 2, ' ', flag);
      case 'M' -> number(time.getMinute(), 2, '0', flag);
      case 'S' -> number(time.getSecond(), 2, '0', flag);
      case 'f' -> number(time.getNano() / 1000, 6, '0', ' ');
      case 'u' -> number(day, 1, '0', flag);
      case 'w' -> number(day % 7, 1, '0', flag);
      case 'U' -> number((time.getDayOfYear() + 6 - day % 7) / 7, 2, '0', flag);
      case 'W' -> number((time.getDayOfYear() + 6 - (day + 6) % 7) / 7, 2, '0', flag);
      case 'V' -> number(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2, '0', flag);
      case 'B' -> word(month(time, false), flag);
      case 'b', 'h' -> word(month(time, true), flag);
      case 'A' -> word(weekday(time, false), flag);
      case 'a' -> word(weekday(time, true), flag);
      case 'p' -> word(time.getHour() < 12 ? "AM" : "PM", flag == '#' ? 'v' : flag);
      case 'P' -> time.getHour() < 12 ? "am" : "pm";
      case 'F' -> format(meter, "%Y-%m-%d", time);
      case 'D', 'x' -> format(meter, "%m/%d/%y", time);
      case 'T', 'X' -> format(meter, "%H:%M:%S", time);
      case 'R' -> format(meter, "%H:%M", time);
      case 'r' -> format(meter, "%I:%M:%S %p", time);
      case 'c' -> format(meter, "%a %b %e %H:%M:%S %Y", time);
      case 'n' -> "\n";
      case 't' -> "\t";
      case '%' -> "%";
      case 'z', 'Z' -> "";
      default -> raw;
    };
  }

  private static int hour(LocalDateTime time) {
    return (time.getHour() + 11) % 12 + 1;
  }

  private static String month(LocalDateTime time, boolean brief) {
    String name = time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
    return brief ? name.substring(0, 3) : name;
  }

  private static String weekday(LocalDateTime time, boolean brief) {
    String name = time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
    return brief ? name.substring(0, 3) : name;
  }

  private static String word(String word, char flag) {
    return switch (flag) {
      case '^', '#' -> word.toUpperCase(Locale.ROOT);
      case 'v' -> word.toLowerCase(Locale.ROOT);
      default -> word;
    };
  }

  private static String number(int value, int width, char pad, char flag) {
    String digits = Integer.toString(value);
    if (flag == '-') {
      return digits;
    }
    String fill = flag == '_' ? " " : flag == '0' ? "0" : Character.toString(pad);
    return fill.repeat(Math.max(0, width - digits.length())) + digits;
  }
}
