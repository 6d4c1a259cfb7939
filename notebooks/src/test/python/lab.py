"""A real JupyterLab in a real Chromium, as tests and people use it. One server serves all pages of a run."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

PATIENCE = 120_000
CHROMIUM = "/usr/bin/chromium"
KVLAB = {"name": "kvlab", "display_name": "kvlab", "language": "kotlin"}
PYTHON = {"name": "python3", "display_name": "Python 3", "language": "python"}


def notebook(*cells, kernel=KVLAB):
    """A notebook of code cells; a cell may be a text, or a dict with metadata."""
    made = []
    for cell in cells:
        cell = {"source": cell} if isinstance(cell, str) else cell
        made.append({
            "cell_type": "code", "execution_count": None, "id": "c%d" % len(made), "metadata": {},
            "outputs": [], **cell})
    return {"cells": made, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


class Lab:
    """The server and the browser."""

    def __init__(self, folder, pictures=None):
        self.folder = Path(folder)
        self.pictures = Path(pictures) if pictures else None
        self.log = open(self.folder / "lab.log", "w")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        (self.folder / "nb").mkdir(exist_ok=True)
        overrides = Path(os.environ["JUPYTER_CONFIG_DIR"]) / "labconfig" / "default_setting_overrides.json"
        overrides.parent.mkdir(parents=True, exist_ok=True)
        overrides.write_text('{"@jupyterlab/apputils-extension:notification": {"fetchNews": "false"}}')
        self.server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1",
             "--port=%d" % self.port, "--ServerApp.root_dir=%s" % (self.folder / "nb"),
             "--IdentityProvider.token=", "--ServerApp.disable_check_xsrf=True",
             "--LabApp.expose_app_in_browser=True", "--LabApp.news_url=", "--LabApp.check_for_updates_class="
             "jupyterlab.NeverCheckForUpdate"],
            stdout=self.log, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + 90
        while True:
            try:
                urllib.request.urlopen(self.url("api/status"), timeout=5).read()
                break
            except OSError:
                if self.server.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError((self.folder / "lab.log").read_text())
                time.sleep(0.2)
        self.playwright = sync_playwright().start()
        self.browser = self.playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])

    def url(self, path):
        return "http://127.0.0.1:%d/%s" % (self.port, path)

    def close(self):
        self.browser.close()
        self.playwright.stop()
        self.server.terminate()
        try:
            self.server.wait(15)
        except subprocess.TimeoutExpired:
            self.server.kill()
        self.log.close()

    def write(self, name, content):
        (self.folder / "nb" / name).write_text(json.dumps(content))

    def open(self, name, content=None, width=1280, height=1000):
        if content is not None:
            self.write(name, content)
        return Page(self, name, width, height)


class Page:
    """One notebook in a browser window of its own."""

    def __init__(self, lab, name, width, height):
        self.lab, self.name = lab, name
        self.context = lab.browser.new_context(viewport={"width": width, "height": height})
        self.page = self.context.new_page()
        self.errors = []
        self.page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda e: self.errors.append(str(e)))
        self.page.goto(lab.url("lab/workspaces/%s/tree/%s?reset" % (re.sub(r"\W", "", name), name)))
        self.page.wait_for_selector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell", timeout=PATIENCE)
        self.js("""async () => {
          const panel = window.jupyterapp.shell.currentWidget;
          await panel.context.ready; await panel.sessionContext.ready; await panel.revealed;
          if (window.jupyterapp.commands.hasCommand('application:toggle-left-area')
              && !window.jupyterapp.shell.leftCollapsed) window.jupyterapp.shell.collapseLeft();
        }""")
        self.idle()

    def js(self, text, argument=None):
        return self.page.evaluate(text, argument)

    def command(self, name, arguments=None):
        return self.js(
            "([n, a]) => { window.jupyterapp.commands.execute(n, a || {}); }", [name, arguments])

    def status(self):
        return self.js("() => { const k = window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel;"
                       " return k ? k.status : 'none' }")

    def wait(self, condition, seconds=120, argument=None):
        self.page.wait_for_function(condition, arg=argument, timeout=seconds * 1000, polling=50)

    def idle(self, seconds=120):
        self.wait("() => window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status === 'idle'"
                  " && !window.jupyterapp.shell.currentWidget.sessionContext.isRestarting", seconds)

    def set(self, index, source):
        self.js("""([i, s]) => {
          const model = window.jupyterapp.shell.currentWidget.content.model.sharedModel;
          while (model.cells.length <= i) model.insertCell(model.cells.length, {cell_type: 'code', source: ''});
          model.cells[i].setSource(s);
        }""", [index, source])

    def select(self, index):
        self.js("i => { const nb = window.jupyterapp.shell.currentWidget.content; nb.deselectAll();"
                " nb.activeCellIndex = i; nb.mode = 'command'; }", index)

    def start(self, index, source=None):
        """Runs a cell without waiting for its end."""
        if source is not None:
            self.set(index, source)
        self.select(index)
        self.js("""i => {
          const cell = window.jupyterapp.shell.currentWidget.content.widgets[i];
          cell.model.clearExecution();
          window.jupyterapp.commands.execute('notebook:run-cell');
        }""", index)

    def run(self, index, source=None, seconds=120):
        """Runs a cell to its end; its outputs."""
        self.start(index, source)
        self.ended(index, seconds)
        return self.outputs(index)

    def ended(self, index, seconds=120):
        self.wait("""i => {
          const cell = window.jupyterapp.shell.currentWidget.content.widgets[i];
          return cell.model.executionState !== 'running' && cell.prompt !== '*' &&
            window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'idle';
        }""", seconds, index)

    def run_all(self, seconds=180):
        self.command("notebook:run-all-cells")
        time.sleep(0.3)
        count = self.js("() => window.jupyterapp.shell.currentWidget.content.widgets.length")
        for index in range(count):
            self.ended(index, seconds)

    def outputs(self, index):
        return self.js("i => window.jupyterapp.shell.currentWidget.content.widgets[i].model.outputs.toJSON()", index)

    def number(self, index):
        return self.js("i => window.jupyterapp.shell.currentWidget.content.widgets[i].model.executionCount", index)

    def text(self, index):
        """What a reader sees below a cell."""
        return self.js("i => window.jupyterapp.shell.currentWidget.content.widgets[i].outputArea.node.innerText", index)

    def cell(self, index):
        return self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook > .jp-WindowedPanel-outer .jp-Cell").nth(index)

    def complete(self, index, source, caret=None):
        """What Tab offers: the candidates, or the text after the only one was taken."""
        self.set(index, source)
        return self.js("""async ([i, s, c]) => {
          const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
          const reply = await kernel.requestComplete({code: s, cursor_pos: c});
          return reply.content.matches;
        }""", [index, source, len(source) if caret is None else caret])

    def inspect(self, source, caret=None):
        """What Shift-Tab shows."""
        return self.js("""async ([s, c]) => {
          const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
          const reply = await kernel.requestInspect({code: s, cursor_pos: c, detail_level: 0});
          return reply.content.found ? reply.content.data['text/plain'] : '';
        }""", [source, len(source) if caret is None else caret])

    def interrupt(self):
        self.command("notebook:interrupt-kernel")

    def save(self):
        self.js("async () => { await window.jupyterapp.shell.currentWidget.context.save() }")
        return json.loads((self.lab.folder / "nb" / self.name).read_text())

    def theme(self, name):
        self.command("apputils:change-theme", {"theme": name})
        self.wait("n => document.body.dataset.jpThemeName === n", 30, name)

    def screenshot(self, name):
        if self.lab.pictures:
            self.lab.pictures.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=str(self.lab.pictures / (name + ".png")))

    def close(self):
        self.js("async () => { await window.jupyterapp.shell.currentWidget.sessionContext.shutdown().catch(() => {}) }")
        self.context.close()
