"""Executes notebooks as nbclient does, each from a clean kernel, and turns what came out into HTML with nbconvert.

Usage: execute.py OUT NOTEBOOK...; a line a notebook: its name, seconds, and how it ended.
"""

import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbconvert import HTMLExporter

out = Path(sys.argv[1])
for name in sys.argv[2:]:
    path = Path(name)
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:  # nothing that is stored counts as a result
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    started = time.monotonic()
    client = NotebookClient(
        notebook, timeout=1800, startup_timeout=1800, kernel_name="kvlab",
        resources={"metadata": {"path": str(path.parent)}})
    ended = "done"
    try:
        client.execute()
    except CellExecutionError as failure:
        ended = "failed: " + failure.evalue.splitlines()[0]
    seconds = time.monotonic() - started
    nbformat.validate(notebook)
    nbformat.write(notebook, out / path.name)
    page, _ = HTMLExporter().from_notebook_node(notebook)
    (out / path.with_suffix(".html").name).write_text(page, encoding="utf-8")
    print("%s | %.0f s | %s" % (path.name, seconds, ended), flush=True)
