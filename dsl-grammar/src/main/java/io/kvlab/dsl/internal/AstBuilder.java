package io.kvlab.dsl.internal;

import io.kvlab.dsl.DslException;
import io.kvlab.dsl.Problem;
import io.kvlab.dsl.ast.Argument;
import io.kvlab.dsl.ast.Call;
import io.kvlab.dsl.ast.Chat;
import io.kvlab.dsl.ast.ChatMode;
import io.kvlab.dsl.ast.Compression;
import io.kvlab.dsl.ast.Name;
import io.kvlab.dsl.ast.NumberRange;
import io.kvlab.dsl.ast.Numbers;
import io.kvlab.dsl.ast.Options;
import io.kvlab.dsl.ast.Query;
import io.kvlab.dsl.ast.Source;
import io.kvlab.dsl.ast.SourceSpan;
import io.kvlab.dsl.ast.SourceText;
import io.kvlab.dsl.ast.Statement;
import io.kvlab.dsl.ast.Text;
import io.kvlab.dsl.parser.KvLabBaseVisitor;
import io.kvlab.dsl.parser.KvLabParser;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.jspecify.annotations.Nullable;

/**
 * Builds statements from parse trees, and refuses what the grammar cannot: twice-given options, bad
 * numbers.
 */
final class AstBuilder {
  private final TokenText tokens;
  private final Values values = new Values(this);
  private final StatementVisitor statements = new StatementVisitor();
  private final QueryVisitor queries = new QueryVisitor();

  AstBuilder(TokenText tokens) {
    this.tokens = tokens;
  }

  Statement statement(KvLabParser.StatementContext context) {
    return statements.visit(context);
  }

  Query query(KvLabParser.QueryContext context) {
    return queries.visit(context);
  }

  Call policy(KvLabParser.PolicyContext context) {
    return new Call(name(context.policyName()), arguments(context.arguments()), span(context));
  }

  Call task(KvLabParser.TaskContext context) {
    return new Call(name(context.taskName()), arguments(context.arguments()), span(context));
  }

  List<Argument> arguments(KvLabParser.@Nullable ArgumentsContext context) {
    return context == null ? List.of() : context.argument().stream().map(values::argument).toList();
  }

  /** A name in any of the rules that are one token long. */
  Name name(ParserRuleContext context) {
    Token token = context.getStart();
    return token.getType() == KvLabParser.STRING
        ? new Name(Strings.read(tokens, token), true, span(context))
        : new Name(token.getText(), false, span(context));
  }

  Text text(TerminalNode string) {
    Token token = string.getSymbol();
    return new Text(Strings.read(tokens, token), tokens.span(token));
  }

  Numbers numbers(KvLabParser.NumbersContext context) {
    return values.numbers(context);
  }

  /** Whole numbers from {@code least} on; {@code what} is how a message speaks of one. */
  Numbers wholes(KvLabParser.NumbersContext context, String what, int least) {
    Numbers numbers = numbers(context);
    for (NumberRange item : numbers.items()) {
      item.values().forEach(value -> requireWhole(value, what, least, item.span()));
    }
    return numbers;
  }

  Integer whole(KvLabParser.NumberContext context, String what, int least) {
    BigDecimal value = values.number(context);
    requireWhole(value, what, least, span(context));
    return value.intValueExact();
  }

  Long wholeLong(KvLabParser.NumberContext context, String what) {
    try {
      return values.number(context).longValueExact();
    } catch (ArithmeticException e) {
      throw wrong(what + " must be a whole number of at most 18 digits.", span(context));
    }
  }

  private void requireWhole(BigDecimal value, String what, int least, SourceSpan span) {
    boolean fits =
        value.scale() <= 0
            && value.compareTo(BigDecimal.valueOf(least)) >= 0
            && value.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) <= 0;
    if (!fits) {
      throw wrong(
          what
              + " must be a whole number from "
              + least
              + " on, not "
              + value.toPlainString()
              + ".",
          span);
    }
  }

  SourceSpan span(ParserRuleContext context) {
    return tokens.span(context);
  }

  SourceSpan span(Token token) {
    return tokens.span(token);
  }

  TokenText tokens() {
    return tokens;
  }

  SourceText source() {
    return tokens.source();
  }

  DslException wrong(String message, SourceSpan span) {
    return new DslException(new Problem(message, span), tokens.source());
  }

  /** The keyword of a rule that is one keyword long, as an enum constant is spelled. */
  static String keyword(ParserRuleContext context) {
    return context.getText().toUpperCase(Locale.ROOT);
  }

  private Options withTasks(Clauses clauses, ParserRuleContext context) {
    Options options = clauses.options();
    if (options.tasks().isEmpty()) {
      throw wrong("The task is missing: add 'on' and a task or a text file.", behind(context));
    }
    return options;
  }

  /** How prompts become conversations. */
  Chat chat(KvLabParser.ChatModeContext context) {
    List<Argument> variables = arguments(context.arguments());
    if (context.file() != null) {
      return new Chat(ChatMode.ON, variables, Optional.of(text(context.file().STRING())));
    }
    boolean on = context.ON() != null;
    return on
        ? new Chat(ChatMode.ON, variables, Optional.empty())
        : Chat.of(ChatMode.valueOf(keyword(context)));
  }

  /** The place right behind a node, for what is missing. */
  private SourceSpan behind(ParserRuleContext context) {
    int end = span(context).end();
    return source().span(end, end);
  }

  private Source source(KvLabParser.SourceContext context) {
    if (context instanceof KvLabParser.OpenQueryContext open) {
      return new Source.Inline(query(open.query()));
    }
    if (context instanceof KvLabParser.ClosedQueryContext closed) {
      return new Source.Inline(query(closed.query()));
    }
    return new Source.Bound(name(((KvLabParser.BoundResultContext) context).boundName()));
  }

  private final class QueryVisitor extends KvLabBaseVisitor<Query> {
    @Override
    public Query visitCompress(KvLabParser.CompressContext c) {
      Clauses clauses = new Clauses(AstBuilder.this, c.compressOption());
      List<Call> policies = c.policy().stream().map(AstBuilder.this::policy).toList();
      Compression compression = clauses.compression(behind(c));
      return new Query.Compress(policies, compression, withTasks(clauses, c), span(c));
    }

    @Override
    public Query visitBaseline(KvLabParser.BaselineContext c) {
      return new Query.Baseline(
          withTasks(new Clauses(AstBuilder.this, c.baselineOption()), c), span(c));
    }

    @Override
    public Query visitAttention(KvLabParser.AttentionContext c) {
      Clauses clauses = new Clauses(AstBuilder.this, c.attentionOption());
      return new Query.Attention(
          clauses.numbers("example"),
          clauses.numbers("layer"),
          clauses.numbers("head"),
          withTasks(clauses, c),
          span(c));
    }

    @Override
    public Query visitGenerate(KvLabParser.GenerateContext c) {
      Clauses clauses = new Clauses(AstBuilder.this, c.generateOption());
      Optional<Call> policy = clauses.policy();
      for (String option : List.of("ratio", "capacity", "decode ratio", "at")) {
        if (policy.isEmpty() && clauses.place(option).isPresent()) {
          throw wrong(
              "'" + option + "' needs a policy: add 'compress' and its name.",
              clauses.place(option).orElseThrow());
        }
      }
      return new Query.Generate(
          text(c.text().STRING()),
          policy.map(p -> new Query.Compressed(p, clauses.compression(behind(c)))),
          clauses.options(),
          span(c));
    }
  }

  private final class StatementVisitor extends KvLabBaseVisitor<Statement> {
    @Override
    public Statement visitRun(KvLabParser.RunContext c) {
      return query(c.query());
    }

    @Override
    public Statement visitBind(KvLabParser.BindContext c) {
      return new Statement.Bind(name(c.resultName()), query(c.query()), span(c));
    }

    @Override
    public Statement visitExplain(KvLabParser.ExplainContext c) {
      return new Statement.Explain(source(c.source()), span(c));
    }

    @Override
    public Statement visitPlot(KvLabParser.PlotContext c) {
      Clauses clauses = new Clauses(AstBuilder.this, c.plotOption());
      return new Statement.Plot(
          name(c.plotKind()),
          source(c.source()),
          clauses.name("by"),
          clauses.name("color"),
          clauses.name("facet"),
          clauses.filters(),
          clauses.file("save"),
          span(c));
    }

    @Override
    public Statement visitCompare(KvLabParser.CompareContext c) {
      List<? extends ParseTree> filters = c.filter();
      return new Statement.Compare(
          policy(c.policy(0)),
          policy(c.policy(1)),
          source(c.source()),
          new Clauses(AstBuilder.this, filters).filters(),
          span(c));
    }

    @Override
    public Statement visitShow(KvLabParser.ShowContext c) {
      return new Statement.Show(Statement.Topic.valueOf(keyword(c.showTopic())), span(c));
    }

    @Override
    public Statement visitShowPrompt(KvLabParser.ShowPromptContext c) {
      Clauses clauses = new Clauses(AstBuilder.this, c.promptOption());
      Query.Attention asked =
          new Query.Attention(
              clauses.numbers("example"),
              Optional.empty(),
              Optional.empty(),
              withTasks(clauses, c),
              span(c));
      return new Statement.ShowPrompt(asked, span(c));
    }

    @Override
    public Statement visitShowResult(KvLabParser.ShowResultContext c) {
      return new Statement.ShowResult(name(c.boundName()), span(c));
    }

    @Override
    public Statement visitDescribe(KvLabParser.DescribeContext c) {
      return new Statement.Describe(name(c.describedName()), span(c));
    }

    @Override
    public Statement visitHelp(KvLabParser.HelpContext c) {
      return new Statement.Help(
          Optional.ofNullable(c.helpTopic()).map(AstBuilder.this::name), span(c));
    }

    @Override
    public Statement visitExport(KvLabParser.ExportContext c) {
      return new Statement.Export(source(c.source()), text(c.file().STRING()), span(c));
    }

    @Override
    public Statement visitReport(KvLabParser.ReportContext c) {
      return new Statement.Report(
          c.PAPER() == null ? Statement.Report.Kind.CARD : Statement.Report.Kind.PAPER,
          source(c.source()),
          Optional.ofNullable(c.file()).map(file -> text(file.STRING())),
          span(c));
    }

    @Override
    public Statement visitSet(KvLabParser.SetContext c) {
      return new Statement.Set(name(c.settingName()), values.setting(c.settingValue()), span(c));
    }
  }
}
