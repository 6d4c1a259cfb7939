"""``%kv`` and ``%%kv`` in IPython."""

from ._errors import Interrupted
from ._results import Frame
from ._session import session


class _Live:
    """Progress in the running cell, updated in place."""

    def __init__(self):
        self._handles = {}

    def __call__(self, piece):
        from IPython.display import display, update_display

        data, metadata = piece["data"], piece.get("metadata") or {}
        name = piece.get("display")
        if name is None:
            display(data, raw=True, metadata=metadata)
        elif piece.get("update"):
            update_display(data, raw=True, metadata=metadata, display_id=name)
        else:
            display(data, raw=True, metadata=metadata, display_id=name)


def _execute(shell, text):
    """Runs statements, binds their names, shows all results but the last; the last."""
    bound = []
    try:
        results = session().execute(text, progress=_Live(), names=_Names(shell))
    except Interrupted as stopped:
        for result in stopped.results:
            _bind(shell, result)
            result._ipython_display_()
        raise
    for result in results:
        bound.append(_bind(shell, result))
    for result in results[:-1]:
        result._ipython_display_()
    return results[-1] if results else None


def _bind(shell, result):
    """A result that the language has named is a Python variable of that name."""
    name = result.attrs.get("name") if isinstance(result, Frame) else None
    if name and name.isidentifier():
        shell.user_ns[name] = result
    return name


class _Names:
    """The variables of the notebook."""

    def __init__(self, shell):
        self._shell = shell

    def __contains__(self, name):
        return name in self._shell.user_ns

    def __getitem__(self, name):
        return self._shell.user_ns[name]


def load(shell):
    def kv(line, cell=None):
        """Runs statements of kvlab's language; '%kv help' says what there is."""
        return _execute(shell, line if cell is None else line + "\n" + cell)

    # what stands in braces is filled in by kvlab's rules, not by IPython's
    kv._ipython_magic_no_var_expand = True
    shell.register_magic_function(kv, magic_kind="line_cell", magic_name="kv")
    _complete(shell)


def unload(shell):
    for kind in ("line", "cell"):
        shell.magics_manager.magics[kind].pop("kv", None)
    session().close()


def _complete(shell):
    """Tab in ``%kv`` and ``%%kv`` offers what the language does."""
    from IPython.core.completer import SimpleCompletion, context_matcher

    if getattr(shell.Completer, "_kvlab", False):
        return

    @context_matcher(identifier="kvlab")
    def matcher(context):
        text, at = context.full_text, _offset(context)
        line_start = text.rfind("\n", 0, at) + 1
        if text.lstrip().startswith("%%kv"):
            start = text.index("%%kv") + len("%%kv")
        else:
            line = text[line_start:at]
            place = line.find("%kv ")
            if place < 0 or line[:place].strip().rstrip("=").strip().isidentifier() is False and line[:place].strip():
                return {"completions": [], "suppress": False}
            start = line_start + place + len("%kv")
        if at < start:
            return {"completions": [], "suppress": False}
        found = session().complete(text[start:], at - start)
        begin = start + found["start"]
        fragment = text[begin:at]
        matches = [SimpleCompletion(match["text"], type=match["kind"]) for match in found["matches"]]
        return {"completions": matches, "matched_fragment": fragment, "suppress": True, "ordered": True}

    shell.Completer.custom_matchers.insert(0, matcher)
    shell.Completer._kvlab = True


def _offset(context):
    lines = context.full_text.split("\n")
    return sum(len(line) + 1 for line in lines[: context.cursor_line]) + context.cursor_position
