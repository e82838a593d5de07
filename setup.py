"""Writes the commit into what is built: a wheel has no git around it. All else: pyproject.toml."""

from pathlib import Path
from runpy import run_path

from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist

PROVENANCE = run_path(str(Path(__file__).resolve().parent / "reports" / "provenance.py"))


def write(reports: Path) -> None:
    """What git says of the commit, or said where this source archive was made."""
    (reports / PROVENANCE["BUILT"]).write_text(PROVENANCE["described"](), encoding="ascii")


class Build(build_py):
    def run(self) -> None:
        super().run()
        if not self.editable_mode:  # there git is asked each time
            write(Path(self.build_lib) / "duhamel" / "reports")


class Archive(sdist):
    def make_release_tree(self, base_dir: str, files: list[str]) -> None:
        super().make_release_tree(base_dir, files)
        write(Path(base_dir) / "reports")


setup(cmdclass={"build_py": Build, "sdist": Archive})
