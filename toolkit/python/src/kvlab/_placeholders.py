"""``{name}`` in a statement is the value of a Python variable."""

import re

from ._errors import KvlabError

# texts and comments are left alone
_PARTS = re.compile(r'"(?:[^"\\\r\n]|\\.)*"?|#[^\r\n]*|\{([A-Za-z_]\w*)\}')


def fill(text, names):
    """``text`` with every placeholder as its value in ``names``; a list stands without its brackets."""

    def put(part):
        name = part.group(1)
        if name is None:
            return part.group()
        if name not in names:
            raise KvlabError("There is no Python variable '%s' for {%s}: set it first, for instance %s = 0.1" % (name, name, name), "usage")
        return written(names[name])

    return _PARTS.sub(put, text)


def written(value):
    """A value as the language writes it."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if hasattr(value, "tolist"):  # numpy's and pandas' values and arrays
        value = value.tolist()
    if isinstance(value, (list, tuple, range, set, frozenset)):
        return ", ".join(written(each) for each in value)
    if isinstance(value, float):
        return repr(value)
    name = getattr(value, "attrs", {}).get("name") if hasattr(value, "attrs") else None
    return name or str(value)
