"""The child's side of `subject.ask`: loads somebody else's code, feeds it episodes, sends numbers.

Its code is sent to a contained process (`supervisor`), so it imports the standard library and
NumPy only. The adapters (`momentum.py`, `integrators.py`) are sent after it and may import from
`duhamel.verification.grader.child.core`: that name exists in the child while they load, and is gone
before the subject is loaded. Whatever the subject replaces in
NumPy, json or the builtins afterwards, this module goes on with what it took at its own import.
"""

from __future__ import annotations

import ast
import builtins
import faulthandler
import importlib.abc
import importlib.machinery
import importlib.util
import inspect
import marshal
import os
import sys
import types
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from json.encoder import encode_basestring_ascii as _quote
from typing import Any, NamedTuple

from numpy import array as _array
from numpy import asarray as _asarray
from numpy import ndarray as _ndarray

_write, _exit, _excepthook = os.write, os._exit, sys.excepthook
_signature = inspect.signature

LARGEST = 4096  # numbers of one array that are sent; the shape is always sent
LONGEST = 500  # characters of a message
NAMED = 12  # names of a file that are told
UNSENT = 70  # exit code where an answer could not be sent

Wire = dict[str, Any]  # what JSON can say


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def plain(name: str) -> str:
    """A parameter's name without underscores and capitals; a capital T is the last time."""
    return "tend" if name == "T" else name.replace("_", "").lower()


def kind_of(value: Any) -> str:
    """What was returned, as people say it."""
    if value is None:
        return "nothing"
    if isinstance(value, tuple | list):
        return f"a {'tuple' if isinstance(value, tuple) else 'list'} of {len(value)}"
    return f"{'an' if type(value).__name__[0] in 'aeiou' else 'a'} {type(value).__name__}"


KINDS = inspect.Parameter


def parameters(subject: Any) -> list[Any]:
    """What a subject takes, but for *args and **kwargs."""
    variable = (KINDS.VAR_POSITIONAL, KINDS.VAR_KEYWORD)
    return [p for p in _signature(subject).parameters.values() if p.kind not in variable]


Roles = dict[str, str]  # the subject's own name of each thing it takes


def named(names: Sequence[str], roles: Iterable[str], fits: Callable[[str, str], int]) -> Roles:
    """For each role the name that fits it best, the first of equals; no name has two roles."""
    found: Roles = {}
    for role in roles:
        free = {name: fits(role, name) for name in names if name not in found.values()}
        if any(free.values()):
            found[role] = max(free, key=free.__getitem__)
    return found


def call(subject: Any, roles: Roles, given: Mapping[str, Any]) -> Any:
    """The subject called with what it takes of this, by name; by position where it must be."""
    values = {roles[role]: value for role, value in given.items() if role in roles}
    for role, name in roles.items():
        if role.startswith(("extra ", "neutral ")):  # what is not asked
            values[name] = () if role.startswith("extra") else 0
    alone = [p.name for p in parameters(subject) if p.kind is KINDS.POSITIONAL_ONLY]
    first = [values.pop(name) for name in alone if name in values]
    return subject(*first, **values)


class Line:
    """`--call`: a line of Python over the names of the roles, as a function of these.

    What stands before `each:` runs once. What is in ``wanted`` is returned.
    """

    def __init__(self, text: str, wanted: Sequence[str]) -> None:
        once, _, each = text.rpartition("each:")
        self.parts = [compile(part.strip(" ;"), "--call", "exec") for part in (once, each)]
        self.names = {name for part in self.parts for name in part.co_names}
        self.scope, self.wanted = dict(_now["scope"]), wanted

    def __call__(self, **given: Any) -> Any:
        self.scope.update(given)
        once, each = self.parts
        exec(once, self.scope)
        self.parts[0] = compile("", "--call", "exec")
        exec(each, self.scope)
        found = tuple(self.scope[name] for name in self.wanted)
        return found if len(found) > 1 else found[0]


def line() -> str:
    """What was given as `--call`, or nothing."""
    return str(_now["call"])


class Adapter(NamedTuple):
    """One signature in use: what an object of it takes, and how one episode is played with it."""

    kind: str  # "momentum", "euler" or "recurrence"
    name: str
    read: Callable[[Any], Roles | None]  # None: it has another signature
    play: Callable[[Any, Roles, dict[str, Any]], dict[str, Any]]
    signature: str  # as shown to people
    guess: Callable[[Any], Iterable[Roles]] = lambda _: ()  # what else the names leave open
    trial: str = ""  # the episode that a guess is tried on
    # 2: it was called as it is meant; 1: perhaps; 0: not
    believed: Callable[[Wire, Wire], int] = lambda *_: 2


# ---- numbers over the wire -------------------------------------------------------------------


def _number(value: Any) -> str:
    """One number, exactly: a hexadecimal float, int:n, p/q, or nan, inf, -inf."""
    if isinstance(value, bool | int):
        return f"int:{int(value)}"
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, float):
        text = float.hex(value)
        return text.removeprefix("+")
    try:  # longdouble, which float() would round
        p, q = value.as_integer_ratio()
        return f"{int(p)}/{int(q)}"
    except (ValueError, OverflowError):
        return float.hex(float(value))


def encode(value: Any) -> Wire:
    """A number or an array as {type, dtype, shape, values}, each value exact.

    Anything that is not numbers has dtype "other" and no values; nothing is raised for it.
    """
    other: Wire = {"type": type(value).__name__, "dtype": "other", "shape": [], "values": []}
    try:
        if isinstance(value, Fraction):
            return {**other, "dtype": "Fraction", "values": [_number(value)]}
        if hasattr(value, "detach"):  # a tensor, perhaps with a gradient, perhaps bfloat16
            value = value.detach().cpu()
            name = str(value.dtype).removeprefix("torch.")
            numbers = _asarray(value.double() if value.is_floating_point() else value)
        else:
            numbers = _asarray(value)
            name = str(numbers.dtype)
        if numbers.dtype.kind not in "biuf" and name in _WIDENED:
            numbers = _ndarray.astype(numbers, "float64")
        other["shape"] = [int(n) for n in numbers.shape]
        flat, kind = _ndarray.ravel(numbers)[:LARGEST], numbers.dtype.kind
        if kind not in "biufO" or (
            kind == "O" and not all(isinstance(item, int | float | Fraction) for item in flat)
        ):
            return other
        wide = kind == "f" and numbers.dtype.itemsize > 8  # as no float holds it
        values = [_number(item) for item in (flat if wide else _ndarray.tolist(flat))]
        return {**other, "dtype": name, "values": values}
    except Exception as error:
        return {**other, "shape": [], "why": _format_error(error)}


_WIDENED = ("bfloat16", "float8_e4m3fn", "float8_e5m2")  # of ml_dtypes; NumPy calls them void


def _read(text: str) -> Any:
    if text.startswith("int:"):
        return int(text[4:])
    if "/" in text:
        return float(Fraction(text))
    return float.fromhex(text)


def decode(wire: Mapping[str, Any], dtype: Any = "float64") -> Any:
    """A new array of the numbers that `encode` or `subject.wire` wrote; dtype None: its own."""
    numbers = [_read(text) for text in wire["values"]]
    return _array(numbers, dtype=wire["dtype"] if dtype is None else dtype).reshape(wire["shape"])


def _dumps(value: Any) -> str:
    """JSON, without the json module, which the subject may have patched."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float):
        return _quote(float.hex(value))
    if isinstance(value, str):
        return _quote(str(value))
    if isinstance(value, Mapping):
        items = (f"{_quote(str(key))}:{_dumps(item)}" for key, item in value.items())
        return "{" + ",".join(items) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join([_dumps(item) for item in value]) + "]"
    raise TypeError(f"an answer holds a {type(value).__name__}")


# ---- what went wrong -------------------------------------------------------------------------

_now: dict[str, Any] = {
    "step": None,
    "file": "",
    "kind": None,
    "convention": "",
    "call": "",
    "scope": {},
    "cells": [],
    "part": "",
}


def asked_as(kind: str) -> bool:
    """Whether the kind was given, so that a signature need not tell it."""
    return bool(_now["kind"] == kind)


def asked_for(convention: str) -> bool:
    """Whether a convention is accepted."""
    return _now["convention"] in (convention, "any")


def at(step: int | None) -> None:
    """Adapters say at which step they are, so that an error can be placed."""
    _now["step"] = step


def _format_error(error: BaseException) -> str:
    try:
        return str(error.msg if isinstance(error, SyntaxError) else error)[:LONGEST]
    except BaseException:  # somebody else's __str__
        return ""


def _line(error: BaseException) -> int | None:
    """The line of the subject's own file that was being run, if any."""
    if isinstance(error, SyntaxError) and error.filename == _now["file"]:
        return error.lineno
    line, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == _now["file"]:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def failed(error: BaseException) -> Wire:
    """An exception of the subject; its code is the diagnosis's own."""
    left, line, where = isinstance(error, SystemExit), _line(error), ""
    cells = [(line - above, cell) for above, cell in _now["cells"] if line and above < line]
    if cells:
        where, line = " (line {}, cell {})".format(*cells[-1]), None
    return {
        "code": "exited" if left else "crashed",
        "type": type(error).__name__,
        "message": _format_error(error) + where,
        "line": line,
        "step": _now["step"],
    }


# ---- the subject -----------------------------------------------------------------------------


class _AbsentError(Exception):
    """The module has no such name, or it is nothing that can be called."""


def _module(target: Mapping[str, Any]) -> Any:
    if target["path"] is None:
        module = importlib.import_module(target["module"])
        _now["file"] = getattr(module, "__file__", None) or ""
        return module
    path = _now["file"] = target["path"]
    stem = os.path.basename(path).removesuffix(".py")  # noqa: PTH119
    name = f"subject_{stem}" if stem in sys.modules else stem
    loader = importlib.machinery.SourceFileLoader(name, path)
    spec = importlib.util.spec_from_loader(name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        if path.endswith(".ipynb"):
            for code in _cells(path):
                exec(compile(code, path, "exec", dont_inherit=True), vars(module))
        else:
            loader.exec_module(module)
    except Exception as error:  # what the function needs may load all the same
        vars(module).clear()
        vars(module).update(__name__=name, __file__=path, __builtins__=builtins)
        if not _loaded_in_part(target["name"].partition(".")[0], path, module):
            raise
        _now["part"] = f"{type(error).__name__}: {_format_error(error)}".rstrip(": ")
    return module


_KEPT = ("%%time", "%%timeit", "%%capture")  # magic whose cells are Python


def _cells(path: str) -> Iterator[str]:
    """The code cells of a notebook, each below as many empty lines as there are lines before it."""
    import json

    with open(path, encoding="utf-8") as file:  # noqa: PTH123
        cells = json.load(file)["cells"]
    above, _now["cells"] = 0, []
    for number, cell in enumerate(cells, 1):
        if cell["cell_type"] == "code":
            _now["cells"].append((above, number))
            lines = "".join(cell["source"]).splitlines()
            magic = bool(lines) and lines[0].startswith("%%") and lines[0].split()[0] not in _KEPT
            above, drop = above + len(lines), ("%", "!", "?")
            own = (magic or line.lstrip().startswith(drop) or line.endswith("?") for line in lines)
            kept = ("pass" if one else line for one, line in zip(own, lines, strict=True))
            yield "\n" * (above - len(lines)) + "\n".join(kept)


def _loaded_in_part(name: str, path: str, module: Any) -> bool:
    """Run only what defines a name, and what that needs; whether this worked."""
    if path.endswith(".ipynb"):
        sources: list[Any] = [*_cells(path)]
    else:
        with open(path, "rb") as file:  # noqa: PTH123
            sources = [file.read()]
    statements: list[ast.stmt] = []
    for source in sources:
        with suppress(SyntaxError, ValueError):
            statements += ast.parse(source).body
    defined = [one.name for one in statements if isinstance(one, ast.FunctionDef | ast.ClassDef)]
    bound = [_names(statement, ast.Store) for statement in statements]
    if defined and not any(name in names for names in bound):
        raise _absent(name, defined)
    needed, wanted = {name}, -1
    while wanted < len(needed):
        wanted = len(needed)
        for statement, names in zip(statements, bound, strict=True):
            if names & needed:
                needed |= _names(statement, ast.Load)
    for statement, names in zip(statements, bound, strict=True):
        if names & needed:
            with suppress(Exception):  # a plot, or data that are not there
                code = compile(ast.Module([statement], []), path, "exec", dont_inherit=True)
                exec(code, vars(module))
    return hasattr(module, name)


def _names(statement: ast.stmt, how: type) -> set[str]:
    """The names that a statement gives a meaning, or those that it uses."""
    if how is ast.Store and isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return {statement.name}
    names = {
        n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, how)
    }
    aliases = [n for n in ast.walk(statement) if isinstance(n, ast.alias)]
    return names | {(n.asname or n.name).partition(".")[0] for n in aliases}


def _absent(dotted: str, names: list[str]) -> _AbsentError:
    """What is said of a name that is not there, with the nearest that is."""
    import difflib  # only here: it takes its time

    near = difflib.get_close_matches(dotted.rpartition(".")[2], names, 1)
    meant = f" (did you mean {near[0]}?)" if near else ""
    return _AbsentError(f"there is no {dotted}{meant}; " + _list("it defines", names))


def _find(module: Any, dotted: str) -> Any:
    found = module
    for name in dotted.split("."):
        if not hasattr(found, name):
            names = [key for key, item in vars(found).items() if _offered(key, item)]
            raise _absent(dotted, names)
        found = getattr(found, name)
    if not callable(found):
        raise _AbsentError(f"{dotted} is not a function or a class but {type(found).__name__}")
    return found


def _offered(name: str, item: Any) -> bool:
    return callable(item) and not name.startswith("_") and not isinstance(item, types.ModuleType)


def _list(head: str, names: list[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{head} {', '.join(sorted(names)[:NAMED])}{more}" if names else f"{head} nothing"


def _found(subject: Any, name: str) -> str:
    """The name with its signature, as people write it."""
    try:
        return f"{name}{_signature(subject)}"[:LONGEST]
    except BaseException:  # somebody else's __signature__
        return f"{name}(…)"


def _methods(subject: Any) -> Iterator[str]:
    """The methods of a class with what they take."""
    if inspect.isclass(subject):
        listed = [(key, item) for key, item in vars(subject).items() if inspect.isfunction(item)]
        yield from [_found(item, key) for key, item in listed if not key.startswith("_")][:NAMED]


def fitting(adapters: Sequence[Adapter], subject: Any) -> Iterator[tuple[Adapter, Roles]]:
    """The adapters whose signature it has, with what it takes."""
    for adapter in adapters:
        if bool(line()) != (adapter.name == "call"):
            continue
        try:
            roles = adapter.read(subject)
        except BaseException:  # a signature that cannot be read
            continue
        if roles is not None:
            yield adapter, roles


def _guesses(adapters: Sequence[Adapter], subject: Any) -> Iterator[tuple[Adapter, Roles]]:
    """Further ways to call it, none of which is believed before it is tried."""
    for adapter in adapters if not line() else ():
        with suppress(Exception):
            yield from ((adapter, roles) for roles in adapter.guess(subject))


def _unusual(roles: Roles) -> Iterator[str]:
    """What of a reading is not as usual, as in "rhs=rhs(x, t)"."""
    yield from (f", {role.partition('=')[2]}" for role in roles if "=rhs" in role)


# ---- the run ---------------------------------------------------------------------------------


def _played(adapter: Adapter, subject: Any, roles: Roles, episode: Wire) -> Wire:
    at(None)
    try:
        return adapter.play(subject, roles, episode)
    except BaseException as error:
        return {"error": failed(error)}


def run(request: Wire, adapters: list[Adapter], descriptor: int) -> None:
    """Load the subject, play every episode of its kind, and send each answer as it comes."""

    def send(**message: Any) -> None:
        try:
            text = _dumps(message)
        except BaseException as error:
            text = _dumps({**message, "answer": {"error": failed(error)}})
        data = b"\n" + text.encode() + b"\n"  # on a line of its own, whatever was written
        while data:
            data = data[_write(descriptor, data) :]

    def leave(status: int) -> None:
        faulthandler.dump_traceback(descriptor, all_threads=False)
        _exit(status)

    os._exit = leave  # type: ignore[assignment]
    target = request["target"]
    send(ready=True)  # from here on what fails is the subject's fault
    sys.path[:0] = [target["folder"]]
    sys.path += [entry for entry in request["path"] if entry not in sys.path]
    before, modules = dict(vars(builtins)), dict(sys.modules)
    try:
        module = _module(target)
        vars(builtins).update(before)  # inspect and NumPy, too, need them
        sys.modules.update({**modules, **sys.modules})
        subject = _find(module, target["name"])

        def anew() -> Any:
            """The subject without what earlier calls have left in it."""
            module = _module(target)
            _now["scope"], subject = vars(module), _find(module, target["name"])
            vars(builtins).update(before)
            return subject

    except BaseException as error:
        what = "absent" if isinstance(error, _AbsentError) else "import"
        return send(failed=what, error=failed(error))
    kind = _now["kind"] = request["kind"]
    _now.update({name: request[name] for name in ("convention", "call")}, scope=vars(module))
    asked = [adapter for adapter in adapters if kind in (None, adapter.kind)]
    episodes = request["episodes"]

    def play_all(adapter: Adapter | None, subject: Any, roles: Roles, way: int = 0) -> int:
        """Every episode, with its answer sent at once; how far the reading is to be believed."""
        send(
            kind=adapter and adapter.kind,
            signature=adapter and adapter.name + "".join(_unusual(roles)),
            found=_found(subject, target["name"]),
            methods=[*_methods(subject)],
            part=_now["part"],
            way=way,
            file=_now["file"],
            signatures=[[one.kind, one.name, one.signature] for one in asked],
        )
        trusted = 2
        for play in ("first", "again"):
            for episode in episodes.get(adapter.kind, []) if adapter else ():
                if adapter and (play == "first" or episode.get("repeat")):
                    send(start=episode["name"])
                    answer = _played(adapter, subject, roles, episode)
                    send(play=play, name=episode["name"], answer=answer)
                    if episode["name"] == adapter.trial and play == "first":
                        trusted = adapter.believed(episode, answer)
        return trusted

    first: Adapter | None = None

    def other_way(kind: str | None, least: int) -> tuple[Adapter, Roles] | None:
        """The first of the ways to call it that names do not tell, and that is to be believed."""
        perhaps, usual, trial = None, first and first.kind, anew()
        for adapter, roles in _guesses([a for a in asked if kind in (None, a.kind)], subject):
            for one in episodes.get(adapter.kind, ()):
                if one["name"] == adapter.trial:
                    send(start=one["name"])
                    answer = _played(adapter, trial, roles, {**one, "trial": True})
                    if not answer.get("error") or answer["error"]["step"]:  # it may remember that
                        trial = anew()
                    trusted = adapter.believed(one, answer)
                    if trusted == 2:
                        return adapter, roles
                    known = "unknown" not in roles and usual in (None, adapter.kind)
                    if trusted >= least and known:
                        perhaps = perhaps or (adapter, roles)
        return perhaps

    adapter, roles = next(fitting(asked, subject), (None, {}))
    first = adapter
    trusted = play_all(adapter, subject, roles) if adapter else 0
    kind = adapter.kind if adapter and trusted else None
    other = other_way(kind, trusted + 1) if trusted < 2 else None
    if other:
        play_all(other[0], anew(), other[1], way=1)
    elif not adapter:
        play_all(None, subject, {})
    return send(done=True)


def main(order: Wire, descriptor: int) -> None:
    """Load the adapters, then run, then leave at once: no atexit, no thread is waited for."""
    adapters = _loaded(order["sources"][1:], order.pop("names"))
    _hide(order.pop("hide"))
    faulthandler.enable(file=descriptor)  # says in which line it was, if it comes to that
    period = 0.3 * order["limits"]["seconds"]  # the last one before its end counts
    faulthandler.dump_traceback_later(period, repeat=True, file=descriptor)
    code = UNSENT
    try:
        sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
        run(order["request"], adapters, descriptor)
        code = 0
    except BaseException as error:
        _excepthook(type(error), error, error.__traceback__)
    finally:
        _exit(code)


def _hide(folders: list[str]) -> None:
    """Without a mount namespace, too, Python finds and opens nothing of the grader's."""
    hidden = frozenset(map(hash, folders))  # their names would tell who else is asked
    absolute, sep = os.path.abspath, os.sep

    def closed(event: str, arguments: tuple[Any, ...]) -> None:
        path = arguments[0] if event == "open" else None
        if not isinstance(path, str):
            return
        whole = absolute(path) + sep
        if any(hash(whole[:n]) in hidden for n, one in enumerate(whole) if one == sep):
            raise PermissionError(13, "Permission denied", path)

    sys.meta_path.insert(0, _Nowhere())
    sys.addaudithook(closed)  # which nobody can remove


class _Nowhere(importlib.abc.MetaPathFinder):
    def find_spec(self, fullname: str, *_: Any) -> None:
        if fullname.partition(".")[0] == "duhamel":
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)


def _loaded(sources: list[tuple[str, str]], names: Wire) -> list[Adapter]:
    """The adapters, each in a module with builtins and a NumPy that the subject does not get."""
    numpy = sys.modules["numpy"]
    package = __name__.rpartition(".")[0]
    outer = ("duhamel", "duhamel.verification", package, "numpy")
    own = {name: types.ModuleType(name) for name in outer}
    vars(own["numpy"]).update(vars(numpy))
    vars(own[package]).update(NAMES=names)
    sys.modules.update(own)
    adapters: list[Adapter] = []
    for name, code in sources:
        own[name] = sys.modules[name] = module = types.ModuleType(name)
        module.__dict__["__builtins__"] = dict(vars(builtins))
        exec(marshal.loads(b64decode(code)), module.__dict__)
        adapters += module.ADAPTERS
    for name in (*own, __name__):
        del sys.modules[name]
    sys.modules["numpy"] = numpy
    return adapters
