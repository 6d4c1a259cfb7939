"""kvlab's language in Python: ``%kv`` in notebooks, :func:`run` in scripts."""

from ._errors import Interrupted, KvlabError
from ._results import Figure, Frame, Text
from ._session import Session, close, examples, run, session

__all__ = [
    "Figure", "Frame", "Interrupted", "KvlabError", "Session", "Text", "close", "examples",
    "load_ipython_extension", "run", "session", "unload_ipython_extension",
]
__version__ = "0.1.0"


def load_ipython_extension(shell):
    """``%load_ext kvlab``: the magics ``%kv`` and ``%%kv``, and their completion."""
    from ._magic import load

    load(shell)


def unload_ipython_extension(shell):
    """``%unload_ext kvlab``: ends kvlab's process."""
    from ._magic import unload

    unload(shell)
