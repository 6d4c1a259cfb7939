"""Parameters for notebooks of the kvlab kernel: ``papermill in.ipynb out.ipynb -p limit 4 -k kvlab``.

papermill looks this module up as an engine; what it is for is the translator, which writes parameters as Kotlin.
"""

import math
import re

from papermill.engines import NBClientEngine
from papermill.translators import Translator, papermill_translators


class KotlinTranslator(Translator):
    """Values as ``val`` declarations; a list is a ``listOf``, which a statement's ``{name}`` writes out."""

    _SET = re.compile(r"^\s*va[lr]\s+(\w+)\s*(?::\s*([^=]+?))?\s*=\s*(.*?)\s*(?://\s*(.*))?$")

    @classmethod
    def translate_none(cls, val):
        return "null"

    @classmethod
    def translate_str(cls, val):
        text = val.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$")
        return '"%s"' % text.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")

    @classmethod
    def translate_bool(cls, val):
        return "true" if val else "false"

    @classmethod
    def translate_int(cls, val):
        return str(val) if -(2**31) <= val < 2**31 else "%dL" % val

    @classmethod
    def translate_float(cls, val):
        if math.isfinite(val):
            return repr(float(val))
        return "Double.NaN" if math.isnan(val) else "Double.%s_INFINITY" % ("POSITIVE" if val > 0 else "NEGATIVE")

    @classmethod
    def translate_list(cls, val):
        return "listOf(%s)" % ", ".join(cls.translate(each) for each in val)

    @classmethod
    def translate_tuple(cls, val):
        return cls.translate_list(val)

    @classmethod
    def translate_dict(cls, val):
        pairs = ("%s to %s" % (cls.translate_str(str(key)), cls.translate(each)) for key, each in val.items())
        return "mapOf(%s)" % ", ".join(pairs)

    @classmethod
    def comment(cls, cmt_str):
        return ("// %s" % cmt_str).strip()

    @classmethod
    def assign(cls, name, str_val):
        return "val %s = %s" % (name, str_val)

    @classmethod
    def inspect(cls, parameters_cell):
        """What the cell tagged ``parameters`` sets, for ``papermill --help-notebook``."""
        from papermill.models import Parameter

        found = []
        for line in parameters_cell.source.splitlines():
            known = cls._SET.match(line)
            if known:
                found.append(Parameter(
                    name=known.group(1), inferred_type_name=(known.group(2) or "None").strip(),
                    default=known.group(3), help=known.group(4) or ""))
        return found


for name in ("kvlab", "kotlin"):
    papermill_translators.register(name, KotlinTranslator)

Engine = NBClientEngine
