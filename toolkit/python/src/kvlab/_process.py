"""One kvlab process: a line of JSON a request, lines of JSON as answers."""

import atexit
import collections
import itertools
import json
import os
import queue
import shutil
import subprocess
import sys
import threading

from ._errors import KvlabError


def launcher():
    """The kvlab to start: ``$KVLAB``, the one this package was installed from, or the first on the path."""
    named = os.environ.get("KVLAB")
    if named:
        if not os.access(named, os.X_OK) or os.path.isdir(named):
            raise KvlabError("KVLAB=%s is no program; let it name kvlab's launcher, the file 'kvlab' in its folder." % named)
        return named
    try:
        from ._place import LAUNCHER as built_from
    except ImportError:  # installed in place, with pip install -e
        built_from = os.path.join(os.path.dirname(os.path.abspath(__file__)), *[os.pardir] * 4, "kvlab")
    if os.access(built_from, os.X_OK) and not os.path.isdir(built_from):
        return os.path.normpath(built_from)
    found = shutil.which("kvlab")
    # the path may lead to an entry of Python's own, never to this package: it installs no program
    if found:
        return found
    raise KvlabError(
        "kvlab was not found: set the environment variable KVLAB to its launcher, the file 'kvlab' in its folder.")


class Process:
    """Started when it is made; ends with :meth:`close` or with Python."""

    def __init__(self, command=None, environment=None):
        self._command = command or [launcher(), "serve", "--stdio"]
        self._answers = queue.Queue()
        self._ids = itertools.count(1)
        self._said = collections.deque(maxlen=40)
        # a session of its own: an interrupt of the notebook is told to kvlab, not thrown at it
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, encoding="utf-8", bufsize=1, start_new_session=True,
            env=dict(os.environ, **(environment or {})))
        self._locked = threading.Lock()
        threading.Thread(target=self._read, daemon=True).start()
        threading.Thread(target=self._listen, daemon=True).start()
        atexit.register(self.close)

    def _read(self):
        for line in self._process.stdout:
            try:
                self._answers.put(json.loads(line))
            except ValueError:
                self._said.append(line.rstrip())
        self._answers.put(None)

    def _listen(self):
        for line in self._process.stderr:
            self._said.append(line.rstrip())
            if line.startswith("kvlab: building"):
                self._answers.put({"building": line.strip()})

    @property
    def alive(self):
        return self._process.poll() is None

    def send(self, request):
        """Sends a request; its id."""
        number = next(self._ids)
        try:
            with self._locked:
                self._process.stdin.write(json.dumps(dict(request, id=number)) + "\n")
                self._process.stdin.flush()
        except (BrokenPipeError, ValueError, OSError):
            raise self._ended() from None
        return number

    def answers(self, number):
        """The answers to a request until its last, ``done`` or ``failed``; others are dropped."""
        while True:
            answer = self._answers.get()
            if answer is None:
                self._answers.put(None)
                raise self._ended()
            if "building" in answer:
                yield answer
            elif answer.get("id") == number:
                yield answer
                if "done" in answer or "failed" in answer:
                    return

    def ask(self, request):
        """The content of the last answer."""
        for answer in self.answers(self.send(request)):
            if "failed" in answer:
                raise KvlabError(answer["failed"]["text"], answer["failed"]["kind"])
            if "done" in answer:
                return answer["done"]
        raise self._ended()

    def _ended(self):
        try:
            code = self._process.wait(5)
        except subprocess.TimeoutExpired:
            code = None
        said = [line for line in self._said if line.strip()][-5:]
        return KvlabError(
            "kvlab's process has ended (%s); the next statement starts another. %s"
            % ("exit code %s" % code if code is not None else "it closed its answers", "\n".join(said)))

    def close(self):
        """Ends the process; what is finished is stored."""
        atexit.unregister(self.close)
        if self._process.poll() is None:
            try:
                self.send({"do": "stop"})
            except KvlabError:
                pass  # it has ended meanwhile
            try:
                self._process.stdin.close()
                self._process.wait(5)
            except (OSError, subprocess.TimeoutExpired):
                self._process.kill()
                self._process.wait()


def say(text):
    """A line for whoever watches a terminal."""
    print(text, file=sys.stderr, flush=True)
