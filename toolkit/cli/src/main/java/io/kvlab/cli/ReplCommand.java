package io.kvlab.cli;

import io.kvlab.dsl.Dsl;
import io.kvlab.report.table.TextTable;
import io.kvlab.session.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jline.reader.Candidate;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.Highlighter;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** The language at a terminal: completion with Tab, history, colours, Ctrl-C stops a run. */
@Command(name = "repl", description = "the language at a terminal, with completion and history")
final class ReplCommand implements Callable<Integer> {
  private static final Pattern WORD = Pattern.compile("[A-Za-z_]\\w*|#.*|\"[^\"]*\"?");

  @ParentCommand Main main = new Main();

  @Override
  public Integer call() {
    try (Session session = Session.open(main.common.settings());
        Terminal terminal = TerminalBuilder.builder().system(true).build()) {
      Path history = main.common.settings().store().toAbsolutePath().resolveSibling("history");
      LineReader reader =
          LineReaderBuilder.builder()
              .terminal(terminal)
              .appName("kvlab")
              .parser(new WholeLine())
              .completer((line, parsed, candidates) -> complete(session, parsed, candidates))
              .highlighter(new Keywords())
              .variable(LineReader.HISTORY_FILE, history)
              .variable(LineReader.SECONDARY_PROMPT_PATTERN, "     > ")
              .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
              .build();
      main.common.width = () -> usable(terminal.getWidth());
      System.err.println("kvlab: Tab completes, 'help' explains, Ctrl-D ends.");
      terminal.handle(Terminal.Signal.INT, signal -> session.cancel());
      while (true) {
        try {
          String line = reader.readLine("kvlab> ");
          if (line.strip().equals("exit") || line.strip().equals("quit")) {
            return 0;
          }
          Statements.print(main.common, session, line);
        } catch (UserInterruptException e) {
          System.err.println("(Ctrl-D ends)");
        } catch (EndOfFileException e) {
          return 0;
        } catch (RuntimeException e) {
          Main.report(e);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int usable(int width) {
    return width > 0 ? width : TextTable.UNLIMITED; // a terminal that does not know says 0
  }

  private static void complete(Session session, ParsedLine parsed, List<Candidate> candidates) {
    String line = parsed.line();
    session
        .complete(line, parsed.cursor())
        .forEach(
            candidate ->
                candidates.add(
                    new Candidate(
                        line.substring(0, Math.min(candidate.from(), line.length()))
                            + candidate.text(),
                        candidate.text(),
                        null,
                        candidate.help(),
                        null,
                        null,
                        false)));
  }

  /**
   * The whole line is one word: the language, not the shell, says where words begin, and whether a
   * statement goes on in the next line; an empty line ends it all the same.
   */
  private static final class WholeLine extends DefaultParser {
    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
      if (context == ParseContext.ACCEPT_LINE && Dsl.isUnfinished(line) && !line.endsWith("\n\n")) {
        throw new EOFError(-1, -1, "the statement goes on");
      }
      return new ArgumentList(line, List.of(line), 0, cursor, cursor, "", 0, line.length());
    }
  }

  private static final class Keywords implements Highlighter {
    private final Set<String> keywords = new HashSet<>(Dsl.keywords());

    @Override
    public AttributedString highlight(LineReader reader, String buffer) {
      AttributedStringBuilder text = new AttributedStringBuilder();
      Matcher word = WORD.matcher(buffer);
      int at = 0;
      while (word.find()) {
        text.append(buffer, at, word.start());
        text.styled(style(word.group()), word.group());
        at = word.end();
      }
      return text.append(buffer, at, buffer.length()).toAttributedString();
    }

    private AttributedStyle style(String word) {
      if (word.startsWith("#")) {
        return AttributedStyle.DEFAULT.faint();
      }
      if (word.startsWith("\"")) {
        return AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);
      }
      return keywords.contains(word.toLowerCase(Locale.ROOT))
          ? AttributedStyle.DEFAULT.bold()
          : AttributedStyle.DEFAULT;
    }
  }
}
