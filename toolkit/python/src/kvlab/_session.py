"""Statements in one process of kvlab, from Python."""

import sys
import threading

from ._errors import Interrupted, KvlabError
from ._placeholders import fill
from ._process import Process, say
from ._results import frame, value


class Session:
    """One conversation with kvlab: results that are named stay named. Its process starts with the first statement."""

    def __init__(self, command=None, environment=None):
        self._command, self._environment = command, environment
        self._process = None
        self._busy = threading.RLock()

    def _running(self):
        if self._process is None or not self._process.alive:
            self._process = Process(self._command, self._environment)
        return self._process

    def execute(self, text, progress=None, names=None):
        """Runs statements; a value for each.

        ``progress`` gets what is shown meanwhile, as ``{"data", "display"?, "update"?}``; ``names`` holds the
        values of ``{name}`` in the text.

        Raises :class:`KvlabError` with kvlab's sentence, :class:`Interrupted` when it was stopped.
        """
        if names is not None:
            text = fill(text, names)
        with self._busy:
            process = self._running()
            number = process.send({"do": "run", "text": text})
            stopped = False
            answers = process.answers(number)
            while True:
                try:
                    answer = next(answers)
                except KeyboardInterrupt:
                    if stopped:  # twice: whoever asks does not want to wait
                        process.close()
                        raise Interrupted("Interrupted. What is finished is stored.") from None
                    stopped = True
                    process.send({"do": "stop"})
                    answers = process.answers(number)
                    continue
                if "show" in answer and progress:
                    progress(answer["show"])
                elif "building" in answer and progress:
                    progress({"data": {"text/plain": answer["building"]}, "metadata": {}})
                elif "stream" in answer:
                    print(answer["stream"]["text"], end="", file=sys.stderr)
                elif "failed" in answer:
                    failed = answer["failed"]
                    if stopped or failed["kind"] == "interrupted":
                        raise Interrupted(failed["text"])
                    raise KvlabError(failed["text"], failed["kind"])
                elif "done" in answer:
                    results = [value(result) for result in answer["done"]["results"]]
                    if stopped or answer["done"].get("interrupted"):
                        raise Interrupted(
                            "Interrupted: what is finished is stored; the same statement goes on from there.", results)
                    return results

    def run(self, text, **names):
        """Runs statements and returns the last one's value; ``{name}`` is replaced by the argument of that name."""
        results = self.execute(text, progress=terminal() if sys.stderr.isatty() else None, names=names)
        return results[-1] if results else None

    def examples(self, name):
        """The rows of a named result or of a stored run, one an example and cell, as a pandas frame."""
        with self._busy:
            return frame(self._running().ask({"do": "examples", "name": getattr(name, "run", None) or name}))

    def complete(self, text, caret):
        with self._busy:
            return self._running().ask({"do": "complete", "text": text, "caret": caret})

    def help(self, text="", caret=None):
        with self._busy:
            caret = len(text) if caret is None else caret
            return self._running().ask({"do": "help", "text": text, "caret": caret})["text"]

    def close(self):
        """Ends kvlab's process; named results are gone, stored rows are not."""
        if self._process is not None:
            self._process.close()
            self._process = None


def terminal():
    """Progress as one line that is written over."""
    width = [0]

    def shown(piece):
        line = piece["data"].get("text/plain", "").splitlines()[-1:] or [""]
        more = "<progress" in piece["data"].get("text/html", "")
        print("\r" + line[0].ljust(width[0]), end="" if more else "\n", file=sys.stderr, flush=True)
        width[0] = len(line[0]) if more else 0

    return shown


_default = Session()


def session():
    """The session that ``%kv`` and :func:`run` share."""
    return _default


def run(text, **names):
    """Runs statements of kvlab's language: a pandas frame for an experiment or a table, a :class:`Figure`, a text.

    ``{name}`` in the text is replaced by the argument of that name; a list is written without its brackets.
    """
    return _default.run(text, **names)


def examples(name):
    """The rows of a named result, of a frame or of a stored run, one an example and cell."""
    return _default.examples(name)


def close():
    """Ends kvlab's process; the next statement starts another."""
    _default.close()


__all__ = ["Session", "close", "examples", "run", "say", "session"]
