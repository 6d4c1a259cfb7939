"""Remembers where the kvlab lies that this package is installed from: its launcher is what the package starts."""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithPlace(build_py):
    def run(self):
        super().run()
        launcher = Path(__file__).resolve().parents[2] / "kvlab"
        if launcher.is_file() and not self.editable_mode:
            place = Path(self.build_lib) / "kvlab" / "_place.py"
            place.write_text("LAUNCHER = %r\n" % str(launcher), encoding="utf-8")


setup(cmdclass={"build_py": BuildWithPlace})
