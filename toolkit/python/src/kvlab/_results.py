"""What statements give: frames, figures, texts."""

import html

import pandas


def frame(content):
    """A pandas frame of ``{"name", "columns": [{"name", "values"}]}``."""
    return pandas.DataFrame({column["name"]: column["values"] for column in content["columns"]})


class Frame(pandas.DataFrame):
    """A result as a pandas frame: whatever is taken from it is a plain frame.

    Its notes, run, statement and name stand in ``attrs``. Shown as it came, it looks as in kvlab's own notebooks,
    with its notes and its plot.
    """

    _metadata = ["_shown"]

    @property
    def _constructor(self):
        return pandas.DataFrame

    @property
    def notes(self):
        return list(self.attrs.get("notes", ()))

    @property
    def run(self):
        """The id under which the rows are stored; none for a table that is no experiment."""
        return self.attrs.get("run")

    def _ipython_display_(self):
        show(getattr(self, "_shown", None) or [self._plain()])

    def _plain(self):
        text = self.to_string()
        page = pandas.DataFrame(self).to_html()
        for note in self.notes:
            text += "\n" + note
            page += "<p>%s</p>" % html.escape(note)
        return {"data": {"text/plain": text, "text/html": page}, "metadata": {}}


class Figure:
    """A plot: shown in a notebook, with the numbers behind it as frames."""

    def __init__(self, result):
        self.title = result.get("title", "")
        self.tables = {table["name"]: frame(table) for table in result.get("tables", ())}
        self.saved = result.get("saved", [])
        self._shown = result.get("shown", [])

    @property
    def png(self):
        """The picture as bytes of a PNG file."""
        import base64

        for shown in self._shown:
            if "image/png" in shown["data"]:
                return base64.b64decode(shown["data"]["image/png"])
        raise ValueError("this figure has no picture")

    def _ipython_display_(self):
        show(self._shown)

    def __repr__(self):
        return "\n".join(shown["data"].get("text/plain", "") for shown in self._shown) or self.title


class Text(str):
    """What a statement says: help, a description, a generation."""

    notes = ()

    def _ipython_display_(self):
        text = "\n".join([str(self), *self.notes])
        show([{"data": {"text/plain": text}, "metadata": {}}])


def value(result):
    """The Python value of one statement's result."""
    kind = result["kind"]
    if kind in ("experiment", "table"):
        made = Frame(frame(result["frame"]))
        made.attrs = {
            "notes": result.get("notes", []),
            **{key: result[key] for key in ("run", "statement", "name", "interrupted") if key in result}}
        made._shown = result.get("shown", [])
        return made
    if kind == "figure":
        return Figure(result)
    text = Text(result["text"])
    text.notes = tuple(result.get("notes", ()))
    return text


def show(bundles):
    """Shows pieces in a notebook."""
    from IPython.display import display

    for bundle in bundles:
        display(bundle["data"], raw=True, metadata=bundle.get("metadata") or {})
