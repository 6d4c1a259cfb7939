"""Writes gsm8k-harness.json and python-regex.json: what lm-evaluation-harness 0.4.13 and Python's re say.

    python scoring.py ../resources/io/kvlab/task/internal

The harness's own filters and metric judge made-up completions by the rules of gsm8k_cot.yaml.
"""
import json, random, re, sys
import yaml, lm_eval, pathlib
from lm_eval.api.metrics import exact_match_hf_evaluate
from lm_eval.filters.extraction import RegexFilter
from lm_eval.models.utils import postprocess_generated_text

out = pathlib.Path(sys.argv[1])
task = yaml.safe_load(open(pathlib.Path(lm_eval.__file__).parent / "tasks/gsm8k/gsm8k-cot.yaml", encoding="utf-8"))
until = task["generation_kwargs"]["until"]
metric = {k: task["metric_list"][0][k] for k in ("ignore_case", "ignore_punctuation", "regexes_to_ignore")}
filters = []
for f in task["filter_list"]:
    regex = f["filter"][0]
    filters.append(RegexFilter(regex["regex_pattern"], regex.get("group_select", 0)))


def judge(text, gold):
    text = postprocess_generated_text(text, until, "</think>" if "</think>" in text else None)
    return [int(exact_match_hf_evaluate(f.apply([[text]], [{}])[0], [gold], **metric)["exact_match"]) for f in filters]


rng = random.Random(17)
ENDS = ["\n", "\r\n", "\r", "\x85", "\u2028", "\u2029", "\x0b", "\x0c", "", " ", "\u00a0", "\t", "\x1c"]
BEFORE = ["", "So ", "9 * 2 = 18. ", "3-5 apples, ", "She has 12 13 left.\n", "\u2028", "Q", "1/2 of 36: ", "#### 7\n", "\u221215 + 33. "]
SAY = ["The answer is {n}.", "The answer is {n}", "The answer is {n} dollars.", "The answer is **{n}**.", "#### {n}", "\\boxed{{{n}}}",
       "the answer is {n}.", "The answer is: {n}.", "{n}", "The answer is {n}. Q: More? The answer is 5.", "The answer is {n}</s>3",
       "The answer is {n}, not 20.", "The\nanswer is {n}.", "<think>The answer is 4.\n\nQ: 9</think>\n\nThe answer is {n}.", "The answer is {n}?!"]
SIGN = ["", "", "", "$", "-", "-$", "$-", "\u2212", "\u20ac", "+", "\u2013"]
FORM = ["{0}", "{0:,}", "{0}.00", "{0}.", ".{0}", "{0},", "{0}.0", "{0} 000", "{0}\u00a0000", "{0}\u202f000", "{0}%", "0{0}", "{0}.5", "{0:.1e}"]
cases, seen = [], set()
while len(cases) < 455:
    n = rng.choice([18, 5, 540, 70000, 1234567, 3, 0])
    number = rng.choice(SIGN) + rng.choice(FORM[:2] * 4 + FORM).format(n)
    text = rng.choice(BEFORE) + rng.choice(SAY).format(n=number) + "".join(rng.choice(ENDS) for _ in range(rng.randint(0, 2)))
    if rng.random() < 0.3:
        text += rng.choice(["Done", "20", "And 7 more.", "\u0663\u0664", "x" * 3])
    gold = rng.choice([str(n), str(n), f"{n:,}", "-" + str(n)])
    if (text, gold) not in seen:
        seen.add((text, gold))
        cases.append({"text": text, "gold": gold, "scores": judge(text, gold)})
(out / "gsm8k-harness.json").write_text(json.dumps(cases, indent=0) + "\n")

TEXTS = ["", "Z\u00fcrich ist sch\u00f6n", "a\r\nb\nc\n", "x\u2028y\x85z", "12 13\u00a014\u202f15", "caf\u00e9 \u00c9COLE \u0130", "foo_bar1 baz-2 \u0663",
         "[a] {b} (c) && ^d", "The answer is 18.\n#### 18\n", "USD 5, EUR 7; $9", "\U0001f600 hi \u0939\u093f\u0928\u094d\u0926\u0940", "aaa\n\naab\tB\x0b\x1c.", "\\x{2}{,3}",
         "2024-01-05T10:11", "ab1ab1 cdcd", "AB12cd"]
PATTERNS = [r"\w+", r"\W+", r"\s+", r"\S+", r"\d+", r"\D+", r"\b\w", r"\B.", r".+", r"(?s).+", r"(?m)^.*$", r"^.*$", r"(?m)^", r"$", r"(?m)$", r"\Z", r"\A.",
            r"[\w-]+", r"[^\w\s]+", r"[^\W\d]+", r"[[\]&]+", r"[]a]+", r"[^]a]+", r"[a&&b^]+", r"(?i)caf\u00c9|\xe9cole", r"(?i:A)B?", r"(?P<c>[A-Z]{3}) (?P<n_1>\d)",
            r"(?P<q>ab\d)(?P=q)", r"(cd)\1", r"a{,2}", r"a{2,}", r"{b}", r"\{2\}\{", r"x{2", r"(?#note)a+", r"(?x) a + # three", r"(?a)\w+", r"(?a:\b\w+\b) ist",
            r"\x41|\u00fc|\U0001f600", r"\101", r"[\b\v]", r"\v", r"(?<=is )\S+", r"(?<!a)b", r"(?:(\d+)-)?(\d\d)", r"(a)|(b)", r"a*?b", r"a++b", r"(?>a+)b", r"[\d.]+", r"[\S]+", r"[^\S\n]+",
            r"The answer is (\-?[0-9\.\,]+).", r"(-?[$0-9.,]{2,})|(-?[0-9]+)", r"[\x00-\x20]", r"(?i)[a-c]+", r"\.$", r"[A-Z\xc0-\xde]\w+"]
WITH = [r"[\g<0>]", "<$1>", "$", r"\\", r"\n", "x"]
regex = []
for pattern in PATTERNS:
    compiled = re.compile(pattern)
    for text in TEXTS:
        row = {"pattern": pattern, "text": text, "found": [m.group() for m in compiled.finditer(text)]}
        with_ = WITH[len(regex) % len(WITH)]
        if with_ != "<$1>":
            row |= {"with": with_, "replaced": compiled.sub(with_, text)}
        regex.append(row)
refused = []
for pattern in [r"\h", r"(?P<1a>x)", r"\2(a)", "(a", "[a", r"a\\"[:-1], r"(?P=zz)", r"a(?i)b", r"\u12", r"\Q", r"(?z)", r"*a", "a)"]:
    try:
        re.compile(pattern)
    except re.error:
        refused.append(pattern)
    else:
        raise SystemExit("Python takes " + pattern)
(out / "python-regex.json").write_text(json.dumps({"matches": regex, "refused": refused}, indent=0) + "\n")
