"""What can go wrong, told by its message alone."""


class KvlabError(Exception):
    """A statement that is wrong or failed; the message says what to do."""

    def __init__(self, text, kind="run"):
        super().__init__(text)
        self.kind = kind

    def _render_traceback_(self):
        """IPython shows these lines in place of a traceback."""
        return ["kvlab: " + line if number == 0 else line for number, line in enumerate(str(self).splitlines())]


class Interrupted(KvlabError):
    """A statement that was stopped; :attr:`results` is what was finished."""

    def __init__(self, text, results=()):
        super().__init__(text, "interrupted")
        self.results = list(results)
