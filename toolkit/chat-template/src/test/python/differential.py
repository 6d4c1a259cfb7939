"""Random templates, rendered by transformers: cases to hold the interpreter against.

    python differential.py SEED COUNT > cases.json

Needs transformers 4.57.6 with jinja2 3.1.6. Each case is {"source", "text"} or {"source", "error",
"raised"}; the variables are VARIABLES. The few that stand in src/test/resources were made with
`python differential.py 1 400 --short`.
"""

import copy
import json
import random
import signal
import sys

from transformers.utils.chat_template_utils import _compile_jinja_template

VARIABLES = {
    "s": "Hello, World! ünïcode ß ﬁ Σας",
    "e": "",
    "w": "  \t padded\u00a0 text \n\n",
    "html": "<b>bold & 'quoted'</b> \"x\"",
    "emoji": "a😀b👩‍👧c",
    "lines": "one\ntwo\r\nthree\x0bfour\u2028five",
    "num": "  42 ",
    "i": 7,
    "z": 0,
    "neg": -13,
    "big": 12345678901234567890123,
    "f": 3.75,
    "half": 2.5,
    "tiny": 1e-7,
    "huge": 1.5e300,
    "yes": True,
    "no": False,
    "nil": None,
    "l": [3, 1, 2],
    "names": ["bob", "Alice", "carol", "alice"],
    "nested": [[1, 2], [3, [4, "x"]], []],
    "mixed": [1, "a", None, 2.5, True],
    "d": {"b": 2, "a": 1, "C": 3},
    "deep": {"items": [1], "get": "key", "k": {"x": [10, {"y": "z"}]}, "1": "one", "_p": 5},
    "msgs": [
        {"role": "user", "content": "Hi", "n": 2},
        {"role": "assistant", "content": "Hello <think>x</think> there", "n": 10, "tool_calls": None},
        {"role": "user", "content": "  bye\n", "n": 1},
    ],
}
NAMES = list(VARIABLES) + ["undef"]
LITERALS = ["'abc'", "'a b  c'", "\"it's\"", "''", "'%s-%d'", "'{} {x}'", "5", "0", "-3", "2.5", "1e3", "10", "true", "none", "[]", "[1, 2, 3]", "['x', 'Y']", "(1, 'a')", "{'k': 1}", "{1: 'a', true: 'b'}", "range(4)", "'ÀÉ'", "'\\n'", "' '"]
FILTERS = ["abs", "capitalize", "center(20)", "count", "default('D')", "default('D', true)", "d", "dictsort", "dictsort(true)", "dictsort(by='value')", "dictsort(reverse=true)", "e", "escape", "filesizeformat", "filesizeformat(true)", "first", "float", "float(1.5)", "forceescape", "format(1, 2)", "format('q')", "indent", "indent(2, true)", "indent(3, blank=true)", "indent('> ')", "int", "int(9)", "int(base=16)", "join", "join(', ')", "join('-', attribute='role')", "last", "length", "list", "lower", "items|list", "map('upper')|list", "map(attribute='role')|list", "map(attribute='n', default='x')|join(',')", "map('int')|list", "max", "min", "max(attribute='n')", "reject|list", "reject('equalto', 2)|list", "rejectattr('tool_calls')|list|length", "replace('a', 'XY')", "replace('l', '', 1)", "replace('', '.')", "reverse|list", "reverse", "round", "round(1)", "round(-1)", "round(1, 'ceil')", "round(0, 'floor')", "safe", "select|list", "select('string')|list", "select('odd')|list", "selectattr('role', 'equalto', 'user')|map(attribute='content')|list", "slice(2)|list", "slice(2, 'f')|list", "batch(2)|list", "batch(2, 'f')|list", "sort", "sort(reverse=true)", "sort(case_sensitive=true)", "sort(attribute='n')|map(attribute='n')|list", "string", "striptags", "sum", "sum(attribute='n')", "sum(start=5)", "title", "tojson", "tojson(indent=2)", "tojson(ensure_ascii=true)", "tojson(separators=(',', ':'))", "tojson(sort_keys=true)", "trim", "trim('a ')", "truncate(9)", "truncate(5, true)", "truncate(8, false, '~', 0)", "unique|list", "unique(case_sensitive=true)|list", "upper", "urlencode", "wordcount", "wordwrap(6)", "wordwrap(4, break_long_words=false)", "xmlattr", "groupby('role')|list", "groupby('n')|map(attribute='grouper')|list", "attr('upper')", "attr('nope')", "nosuchfilter"]
TESTS = ["defined", "undefined", "none", "boolean", "true", "false", "integer", "float", "number", "string", "mapping", "iterable", "sequence", "callable", "odd", "even", "divisibleby(2)", "divisibleby 3", "eq 7", "ne 7", "lt 5", "gt 'a'", "ge 2", "le 2.5", "in [1, 7, 'a']", "in 'Hello abc'", "sameas none", "sameas true", "lower", "upper", "escaped", "filter", "test", "not string", "not none", "equalto(i)"]
METHODS = ["upper()", "lower()", "title()", "capitalize()", "swapcase()", "casefold()", "strip()", "strip('H!')", "lstrip()", "rstrip('\\n')", "split()", "split(' ')", "split('l', 1)", "split(maxsplit=1)", "rsplit(' ', 1)", "rsplit(None, 1)", "rsplit('l')", "splitlines()", "splitlines(true)", "startswith('H')", "startswith(('x', 'a'))", "endswith('s')", "replace('a', 'b')", "replace('l', 'L', 1)", "find('l')", "find('l', 4)", "rfind('l')", "index('a')", "rindex('a')", "count('l')", "count('')", "isdigit()", "isalpha()", "isalnum()", "isspace()", "isupper()", "islower()", "istitle()", "isnumeric()", "isidentifier()", "isascii()", "isprintable()", "center(11)", "center(12, '*')", "ljust(12)", "rjust(12, '.')", "zfill(8)", "partition(' ')", "rpartition(' ')", "removeprefix('Hel')", "removesuffix('ς')", "expandtabs(4)", "join(['a', 'b'])", "format(1, x=2)", "format_map({'x': 1})", "items()", "keys()", "values()", "get('a')", "get('zz', 5)", "items()|list", "copy()", "index(1)", "count(1)", "append(1)", "pop()", "update({})", "clear()", "__class__", "__len__()", "real", "imag", "role", "content", "x", "nope", "nope.x", "_p", "bit_length()", "is_integer()"]
OPERATORS = ["+", "-", "*", "/", "//", "%", "**", "~", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "and", "or"]
SUBSCRIPTS = ["[0]", "[-1]", "[9]", "[1:]", "[:-1]", "[::-1]", "[::2]", "[1:3]", "['a']", "['role']", "[none]", "[true]", "[5:1:-2]", "['upper']", "['items']", "[-3:]", "[:2][0]", ".0", "['k']['x'][1].y"]
FORMATS = ["{:>8}", "{:<8}|", "{:^9}|", "{:08.3f}", "{:+d}", "{:x}", "{:#x}", "{:,}", "{:.2%}", "{:e}", "{:g}", "{:.3}", "{!r}", "{!s:>9}", "{0}{0}", "{0[0]}", "{0.upper}", "{0.__class__}", "{{}}", "{:*^10}", "{:b}", "{:_}", "{:c}", "{:10.1f}|", "{:G}", "{:.0f}", "{:.10g}"]
PERCENTS = ["%s", "%r", "%d", "%5d|", "%-6s|", "%06.2f", "%+d", "%x", "%X", "%o", "%e", "%g", "%.3s", "%%", "%c", "%5.1f|", "%i", "%(a)s", "%s %s", "%#x", "% d", "%05d"]


# jinja2's optimizer computes tests of literals beforehand and with them slices of numbers in them,
# which fail otherwise; nobody writes a slice of a test.
FOLDED = ["{{ (not 'a b  c'[-1])[:-1] }}"]


class Gen:
    def __init__(self, seed):
        self.r = random.Random(seed)

    def atom(self):
        return self.r.choice(NAMES) if self.r.random() < 0.65 else self.r.choice(LITERALS)

    def expr(self, depth):
        r = self.r
        if depth <= 0:
            return self.atom()
        k = r.random()
        if k < 0.22:
            return f"{self.operand(depth)}|{r.choice(FILTERS)}"
        if k < 0.38:
            return f"{self.operand(depth)}.{r.choice(METHODS)}"
        if k < 0.52:
            return f"{self.operand(depth)} {r.choice(OPERATORS)} {self.operand(depth)}"
        if k < 0.62:
            return f"{self.operand(depth)} is {r.choice(TESTS)}"
        if k < 0.71:
            return f"{self.operand(depth)}{r.choice(SUBSCRIPTS)}"
        if k < 0.75:
            return f"{self.expr(depth - 1)} if {self.expr(depth - 1)}" + (f" else {self.expr(depth - 1)}" if r.random() < 0.7 else "")
        if k < 0.79:
            return f"[{self.expr(depth - 1)}, {self.expr(depth - 1)}]"
        if k < 0.82:
            return "{'a': %s, %s: 1}" % (self.expr(depth - 1), self.atom())
        if k < 0.85:
            return f"not {self.expr(depth - 1)}"
        if k < 0.87:
            return f"-{self.operand(depth)}"
        if k < 0.91:
            return f"'{r.choice(FORMATS)}'.format({self.atom()})"
        if k < 0.95:
            return f"'{r.choice(PERCENTS)}' % {self.operand(depth)}"
        if k < 0.97:
            return f"dict(a={self.atom()}, **{r.choice(['d', '{}', 'deep', 'l'])})"
        return f"range({self.atom()}, {self.atom()})|list"

    def operand(self, depth):
        text = self.expr(depth - 1)
        return text if depth <= 1 or self.r.random() < 0.3 else f"({text})"

    def space(self):
        return self.r.choice(["", "", "-", "", "+"])

    def tag(self, text):
        left = self.r.choice(["", "", "-", "+"])
        right = self.r.choice(["", "", "-", "+"])
        return "{%" + left + " " + text + " " + right + "%}"

    def output(self):
        return "{{" + self.r.choice(["", "", "-"]) + " " + self.expr(self.r.choice([1, 1, 2])) + " " + self.r.choice(["", "", "-"]) + "}}"

    def text(self):
        return self.r.choice(["", " ", "\n", "  \n  ", "x", "a\n\tb ", "\r\n", "{# c #}", "{#- c -#}\n", "  {# y #}  ", "{% raw %} {{ r }} {% endraw %}", "ünï"])

    def stmts(self, depth):
        return "".join(self.text() + self.stmt(depth) for _ in range(self.r.choice([1, 2, 2]))) + self.text()

    def stmt(self, depth):
        r = self.r
        if depth <= 0 or r.random() < 0.3:
            return self.output()
        k = r.random()
        v = r.choice(["x", "y", "i", "s"])
        if k < 0.2:
            return self.tag(f"if {self.expr(1)}") + self.stmts(depth - 1) + (self.tag(f"elif {self.expr(1)}") + self.stmts(depth - 1) if r.random() < 0.3 else "") + (self.tag("else") + self.stmts(depth - 1) if r.random() < 0.5 else "") + self.tag("endif")
        if k < 0.45:
            head = r.choice([f"for {v} in {self.atom()}", f"for {v} in {r.choice(['l', 'names', 'msgs', 'd', 's', 'range(3)'])}", "for k, v in d.items()", "for m in msgs if m.n > 1", "for a, b in nested", "for x in l recursive"])
            loop = r.choice(["{{ loop.index }}", "{{ loop.last }}", "{{ loop.length }}", "{{ loop.cycle('a', 'b') }}", "{{ loop.nextitem }}", "{{ loop.previtem }}", "{{ loop.changed(v) }}", "{{ loop.revindex0 }}", "{{ loop.first }}", "{{ loop }}", "", "", "{% break %}", "{% if loop.index == 2 %}{% continue %}{% endif %}", "{% set ns.c = ns.c + 1 %}", "{{ loop([1]) if loop.depth < 2 }}"])
            return self.tag(head) + loop + self.stmts(depth - 1) + (self.tag("else") + self.stmts(depth - 1) if r.random() < 0.3 else "") + self.tag("endfor")
        if k < 0.6:
            return self.tag(f"set {v} = {self.expr(2)}")
        if k < 0.66:
            return self.tag(f"set {v}" + r.choice(["", " | upper", " | trim | length"])) + self.stmts(depth - 1) + self.tag("endset")
        if k < 0.74:
            name = r.choice(["m1", "m2"])
            sig = r.choice(["a", "a, b=2", "", "a='q', b=a"])
            call = r.choice(["()", "(1)", "(1, 2)", "(b=3)", "('z', b=s)", "(1, 2, 3)", "(c=1)"])
            return self.tag(f"macro {name}({sig})") + r.choice(["", "{{ caller() }}", "{{ varargs }}", "{{ kwargs }}", "{{ a }}{{ b }}"]) + self.stmts(depth - 1) + self.tag("endmacro") + "{{ " + name + call + " }}"
        if k < 0.79:
            return "{% macro w(t) %}<{{ t }}{{ caller(1) }}>{% endmacro %}" + self.tag("call(q) w(i)") + "{{ q }}" + self.stmts(depth - 1) + self.tag("endcall")
        if k < 0.84:
            return self.tag(f"with {v} = {self.expr(1)}, j = {self.atom()}") + self.stmts(depth - 1) + self.tag("endwith")
        if k < 0.89:
            return self.tag("filter " + r.choice(["upper", "trim", "replace('a', 'b') | length", "indent(2)", "e"])) + self.stmts(depth - 1) + self.tag("endfilter")
        if k < 0.92:
            return self.tag("generation") + self.stmts(depth - 1) + self.tag("endgeneration")
        if k < 0.95:
            return self.tag(f"set ns.c = {self.expr(1)}") + "{{ ns.c }}"
        if k < 0.97:
            return self.tag("print " + self.expr(1))
        return self.tag(f"set {v}, y2 = {r.choice(['1, 2', 'nested[0]', 's', 'l'])}") + "{{ y2 }}"

    def template(self):
        if self.r.random() < 0.6:
            return "{{ " + self.expr(self.r.choice([1, 1, 2, 3])) + " }}"
        return "{% set ns = namespace(c=0) %}" + self.stmts(2)


def products():
    """Every filter, test, method, subscript on every variable and some literals."""
    for v in NAMES + LITERALS:
        v = f"({v})"
        for f in FILTERS:
            yield "{{ %s|%s }}" % (v, f)
        for t in TESTS:
            yield "{{ %s is %s }}" % (v, t)
        for m in METHODS:
            yield "{{ %s.%s }}" % (v, m)
        for x in SUBSCRIPTS:
            yield "{{ %s%s }}" % (v, x)
        for f in FORMATS:
            yield "{{ '%s'.format(%s) }}" % (f, v)
        for p in PERCENTS:
            yield "{{ '%s' %% %s }}" % (p, v)
        for o in OPERATORS:
            for y in NAMES[::3] + LITERALS[::4]:
                yield "{{ %s %s %s }}" % (v, o, y)
            yield "{{ (%s|e) %s %s }}" % ("html", o, v)


def outcome(source):
    def late(*_):
        raise TimeoutError

    signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, 2)
    try:
        text = _compile_jinja_template(source).render(**copy.deepcopy(VARIABLES))
        if " object at 0x" in text or "<function" in text or "<built-in" in text or "<class" in text or " at 0x" in text or len(text) > 20000:
            return None
        text.encode("utf-8")
        return {"source": source, "text": text}
    except (TimeoutError, MemoryError, UnicodeEncodeError):
        return None
    except Exception as e:  # noqa: BLE001 - every failure is a result
        return {"source": source, "error": f"{type(e).__name__}: {e}"[:200]}
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def main():
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    gen = Gen(seed)
    short = "--short" in sys.argv
    sources = [] if short or "--random" in sys.argv else list(products())
    cases = [c for c in map(outcome, sources) if c]
    tries = 0
    while tries < count:
        c = outcome(gen.template())
        tries += 1
        if c and c["source"] not in FOLDED and not (short and "error" in c and gen.r.random() < 0.7):
            cases.append(c)
    json.dump({"variables": VARIABLES, "cases": cases}, sys.stdout, ensure_ascii=False, indent=0 if short else None)


main()
