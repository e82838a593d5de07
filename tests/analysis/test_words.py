"""Numbers and words as people are shown them, and files that are whole."""

from fractions import Fraction
from pathlib import Path

import pytest
from duhamel.analysis import files, words
from hypothesis import given
from hypothesis import strategies as st


@given(st.text())
def test_what_is_shown_steers_nothing_and_can_be_written(text: str) -> None:
    shown = words.printable(text)
    assert all(one.isprintable() or one in "\n\t" for one in shown)
    assert words.printable(shown) == shown
    shown.encode()
    if text.isprintable():
        assert shown == text
    assert words.printable(text, kept="").isprintable()


@given(st.fractions(-1000, 1000, max_denominator=10**6))
def test_a_number_for_code_is_that_number(value: Fraction) -> None:
    assert float(Fraction(words.fraction(value))) == float(value)
    assert float(words.decimal(value).replace("−", "-")) == float(value)


def test_numbers_for_people() -> None:
    assert words.significant(Fraction(-1, 3)) == "−0.3333"
    assert words.significant(-1e-9, 2) == "−1e−09"
    assert (words.fraction(None), words.decimal(None)) == ("not a finite number", "not finite")
    assert (words.count(1, "step"), words.count(0, "step")) == ("1 step", "0 steps")


def test_a_file_is_written_whole_or_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / ("n" * 250)
    files.write(path, "before −\n")
    real = Path.write_bytes

    def torn(self: Path, content: bytes) -> int:
        real(self, content[:2])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", torn)
        with pytest.raises(OSError, match="No space"):
            files.write(path, b"after")
        files.keep(path, b"after")
    assert path.read_bytes() == "before −\n".encode()
    with pytest.raises(UnicodeEncodeError):
        files.write(path, "after \udcff")
    assert path.read_bytes() == "before −\n".encode()
    assert [*tmp_path.iterdir()] == [path]
    files.keep(tmp_path / "deep" / "er", b"kept")
    assert (tmp_path / "deep" / "er").read_bytes() == b"kept"
