"""The child's side of Euler and the recurrence: how an episode is played with each signature.

Its source is sent to the subject's process after `core.py`; it needs nothing else of this
project. Arguments are given by their names, in whatever order they stand.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from functools import partial
from itertools import accumulate, product
from typing import Any

import numpy as np
from duhamel.verification.grader.child import NAMES
from duhamel.verification.grader.child.core import (
    KINDS,
    Adapter,
    Line,
    Roles,
    asked_as,
    asked_for,
    at,
    call,
    decode,
    encode,
    kind_of,
    line,
    named,
    parameters,
    plain,
    words,
)

REMEMBERED = 512  # calls of the right-hand side that are reported


# ---- signatures ------------------------------------------------------------------------------


KNOWN = {
    kind: {role: words(names) for role, names in NAMES[kind].items()}
    for kind in ("euler", "recurrence")
}
FOREIGN = words(NAMES["foreign"]["euler"])
FORMS = {
    kind: [(form, tuple(one.split())) for form, listed in forms.items() for one in listed]
    for kind, forms in NAMES["forms"].items()
    if kind in KNOWN
}
TELLING = {"euler": "rhs", "recurrence": "beta"}  # whose name has to say something


def _asked(subject: Any, known: Collection[str]) -> Iterator[list[str]]:
    """The parameters to give: with those known ones that have a default, then without."""
    fixed = parameters(subject)
    yield [p.name for p in fixed if p.default is KINDS.empty or plain(p.name) in known]
    yield [p.name for p in fixed if p.default is KINDS.empty]


def _read(subject: Any, kind: str) -> tuple[str, Roles] | None:
    """Which form of a kind a subject has, and what each of its parameters is."""
    known, telling = KNOWN[kind], TELLING[kind]
    listed = list(_asked(subject, frozenset().union(*known.values())))
    for asked, unknown in product(listed, (0, 1)):
        for form, roles in _forms(kind, len(asked)):
            found = _matched(asked, roles, known, unknown) or {}
            tells = plain(found.get(telling, "")) in known[telling]
            if found and (not unknown or (tells and len(found) > 3 - (kind == "recurrence"))):
                return form, found
    form, roles = FORMS[kind][0]  # by their places, where the names say nothing
    placed = [names for names in listed if len(names) == len(roles)] if asked_as(kind) else []
    return (form, dict(zip(roles, placed[-1], strict=True))) if placed else None


def _forms(kind: str, count: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every set of roles that is enough, the plainest first."""
    enough = [one for one in FORMS[kind] if len(one[1]) == count]
    yield from enough
    # t for what is more than a moment, x for what is the start
    for form, roles in enough:
        if form == "whole run":
            for wide in ("span", "nodes", "first", "last"):
                if wide in roles:
                    yield form, tuple(f"{wide}=time" if r == wide else r for r in roles)
            loose = tuple("start=state" if r == "start" else r for r in roles)
            yield form, loose
            yield form, tuple("first=time" if r == "first" else r for r in loose)
            yield form, tuple("span=time" if r == "span" else r for r in loose)


def _matched(
    asked: list[str], roles: tuple[str, ...], names: Mapping[str, frozenset[str]], unknown: int = 0
) -> Roles | None:
    """One parameter for each role; ``role=other`` takes a name that usually means the other.

    The last ``unknown`` one of a name that says nothing gets the role that is left.
    """

    def fits(role: str, name: str) -> bool:
        return plain(name) in names[role.split("=")[-1]]

    # what only few names fit comes first, so that a name with two meanings goes where it is needed
    ordered = sorted(roles, key=lambda role: sum(fits(role, name) for name in asked))
    found = {role.split("=")[0]: name for role, name in named(asked, ordered, fits).items()}
    left = [name for name in asked if name not in found.values()]
    open_roles = {role.split("=")[0] for role in roles} - {*found}
    if unknown and len(left) == len(open_roles) == 1:
        said = any(plain(left[0]) in words for words in names.values())
        if not said and plain(left[0]) not in FOREIGN:
            return {**found, open_roles.pop(): left[0]}
    return None if left or open_roles else found


class _Flat:
    """A class as one function: of what makes the object, sets it up, and what its method takes."""

    def __init__(self, made: Any, method: str, each: bool) -> None:
        """With ``each`` the method gets its values one after the other."""
        setters = [
            name for name in vars(made) if name.startswith("set") and callable(vars(made)[name])
        ]
        self.parts = [made, *(getattr(made, name) for name in setters), getattr(made, method)]
        self.names = [None, *setters, method]
        self.takes = [parameters(part)[k > 0 :] for k, part in enumerate(self.parts)]
        self.each, taken = each, {p.name: p for part in self.takes for p in part}
        every = [p.replace(kind=KINDS.KEYWORD_ONLY) for p in taken.values()]
        self.__signature__ = inspect.Signature(every)

    def __call__(self, **given: Any) -> Any:
        result = one = None
        for part, name, takes in zip(self.parts, self.names, self.takes, strict=True):
            own = {p.name: given[p.name] for p in takes if p.name in given}
            if name is None:
                one = part(**own)
            elif name == self.names[-1] and self.each:
                ((key, values),) = own.items()
                result = [getattr(one, name)(**{key: value}) for value in values]
            else:
                result = getattr(one, name)(**own)
        return one if result is None else result


def _flats(subject: Any, kind: str) -> Iterator[tuple[str, bool]]:
    """The methods that a class may be asked by, and whether value by value."""
    for name in NAMES["also"]["methods"][kind].split():
        if inspect.isfunction(vars(subject).get(name)):
            yield name, False
            if kind == "recurrence" and len(parameters(getattr(subject, name))) == 2:
                yield name, True


def _called(subject: Any, roles: Roles) -> Any:
    if "call" in roles:
        return Line(line(), roles["call"].split())
    return _Flat(subject, roles["method"], "each" in roles) if "method" in roles else subject


def _guesses(subject: Any, kind: str, forms: str) -> Iterator[Roles]:
    """Every reading of the names, known ones as they may be meant; those that say most first."""
    for method, each in _flats(subject, kind) if inspect.isclass(subject) else ():
        own = {"method": method, **({"each": ""} if each else {})}
        yield from ({**one, **own} for one in _guesses(_called(subject, own), kind, forms))
    if inspect.isclass(subject):
        return
    also = {role: words(names) for role, names in NAMES["also"][kind].items()}
    may: dict[str, set[str]] = {}
    for name in (p.name for p in parameters(subject)):
        tables = (KNOWN[kind], also)
        may[name] = {role for t in tables for role, names in t.items() if plain(name) in names}
    listed = [tuple(one.split()) for one in NAMES["also"]["forms"][kind].get(forms, ())]
    wanted = [roles for form, roles in FORMS[kind] if form == forms] + listed
    found = []
    for asked in dict.fromkeys(map(tuple, _asked(subject, {plain(n) for n in may if may[n]}))):
        extra = {f"extra {name}": name for name in asked if may[name] == {"extra"}}
        names = [name for name in asked if name not in extra.values()]
        for roles in wanted:
            if len(roles) == len(names) < 7:
                unknown = {} if all(map(may.__getitem__, names)) else {"unknown": ""}
                found += [{**one, **extra, **unknown} for one in _assigned(names, roles, may)]
    found.sort(key=lambda one: sum(plain(n) not in KNOWN[kind].get(r, ()) for r, n in one.items()))
    orders = ("rhs",) if kind != "euler" else ("rhs", "rhs=rhs(x)", "rhs=rhs(x, t)")
    for order in orders if asked_for("odeint") else orders[:2]:
        yield from ({order if r == "rhs" else r: name for r, name in one.items()} for one in found)


MEANT = {"led": "inputs", "back": "inputs"}  # the start in front of the inputs, or behind them


def _assigned(
    names: list[str], roles: tuple[str, ...], may: Mapping[str, set[str]]
) -> Iterator[Roles]:
    """Every way to give each of the names one of the roles that fit it."""
    if not names:
        yield {}
    for role in roles if names else ():
        if not may[names[0]] or MEANT.get(role, role) in may[names[0]]:
            rest = tuple(other for other in roles if other != role)
            yield from ({role: names[0], **one} for one in _assigned(names[1:], rest, may))


PLAIN = (int, float, list, dict, set, tuple, np.ndarray)  # what can be looked at


def _lasting(subject: Any) -> list[str]:
    """What outlives a call, as text: defaults, attributes, what it encloses, globals it names."""
    plain = inspect.unwrap(subject)
    code = getattr(plain, "__code__", None)
    if code is None:
        return []
    known = plain.__globals__
    cells = [cell.cell_contents for cell in plain.__closure__ or () if cell != type(cell)()]
    things = [*(plain.__defaults__ or ()), *(plain.__kwdefaults__ or {}).values(), *cells]
    things += [*vars(plain).values(), *(known[name] for name in code.co_names if name in known)]
    return [np.ndarray.tolist(x).__repr__() if isinstance(x, np.ndarray) else repr(x)
            for x in things if type(x) in PLAIN]  # fmt: skip


def _watched(play: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """An episode, and whether something of it outlives the episode."""

    def watched(subject: Any, roles: Roles, *arguments: Any) -> dict[str, Any]:
        before = _lasting(subject)
        answer = play(subject, roles, *arguments)
        return {**answer, "lasting": _lasting(subject) != before}

    return watched


# ---- the right-hand side ---------------------------------------------------------------------


def _number(wire: Any) -> Any:
    """A number of an episode, as itself: a float, or an int where it was sent as one."""
    return wire if isinstance(wire, int) else decode(wire).item()


class _Rhs:
    """rhs(t, x) of an episode, which remembers what it was asked.

    A sum of terms c tⁱ xʲ, of a matrix on x, and of a table in time, linear between its entries
    and zero outside, in a direction.
    """

    def __init__(self, episode: Mapping[str, Any], shift: float) -> None:
        self.terms = [(i, j, _number(c)) for i, j, c in episode["terms"]]
        self.matrix = decode(episode["matrix"]) if episode.get("matrix") else None
        self.direction = decode(episode["direction"]) if episode.get("direction") else 1.0
        self.first, self.spacing = (_number(value) for value in episode["table"][:2])
        self.table = np.ndarray.tolist(decode(episode["table"][2]))
        self.shift = shift
        self.most = 16 * (episode["n"] + 4) if episode.get("trial") else math.inf
        self.nodes = [
            _number(episode["t0"]) - shift + k * _number(episode["h"]) for k in range(episode["n"])
        ]
        self.count = 0
        self.times: list[Any] = []
        self.states: list[Any] = []

    def input(self, t: float) -> float:
        place = (t - self.first) / self.spacing
        if not -1 < place < len(self.table):
            return 0.0
        below = int(place // 1)
        share = place - below
        padded = (0.0, *self.table, 0.0)
        return float((1 - share) * padded[below + 1] + share * padded[below + 2])

    def __call__(self, t: Any, x: Any, *_: Any) -> Any:
        if self.count > self.most:
            raise RecursionError("rhs is called again and again")
        t, x = self._read(t), self._read(x)
        if self.count < REMEMBERED:
            self.times.append(t + self.shift)
            self.states.append(np.array(x, copy=True) if isinstance(x, np.ndarray) else x)
        self.count += 1
        t = t + self.shift
        many = isinstance(t, np.ndarray)
        force = (
            np.array([self.input(float(s)) for s in t.ravel()]).reshape(t.shape) if many else None
        )
        value = self.direction * (self.input(float(t)) if force is None else force)
        if self.matrix is not None:
            value = value + self.matrix @ x
        for i, j, c in self.terms:
            value = value + c * t**i * x**j
        return value

    def ways(self) -> dict[str, Callable[..., Any]]:
        """Itself, as f(x, t), and as f(x), which is told its time by how often it was called."""

        def now() -> Any:
            return self.nodes[min(self.count, len(self.nodes) - 1)]

        return {
            "rhs": self,
            "rhs=rhs(x, t)": lambda x, t, *_: self(t, x),
            "rhs=rhs(x)": lambda x: self(now(), x),
        }

    @staticmethod
    def _read(value: Any) -> Any:
        """A list as an array, one number in an array of no dimensions as that number."""
        if isinstance(value, list | tuple):
            value = np.asarray(value, dtype="float64")
        return value[()] if isinstance(value, np.ndarray) and value.ndim == 0 else value

    def said(self) -> dict[str, Any]:
        return {
            "times": encode([_flat(t) for t in self.times]),
            "states": encode([_flat(x) for x in self.states]),
        }


_Rhs.__call__.__qualname__ = "rhs"  # as an exception names it


def _flat(value: Any) -> Any:
    """One number of what may be an array of one."""
    try:
        return value if isinstance(value, float | int) else np.asarray(value).ravel()[0]
    except (TypeError, ValueError, IndexError):
        return value


# ---- Euler -----------------------------------------------------------------------------------


def _starts(episode: Mapping[str, Any]) -> list[Any]:
    """The start as the subject may want it: a number, or an array of one; or as it is."""
    wire = episode["x0"]
    if isinstance(wire, int):
        return [wire]
    if wire["shape"]:
        return [decode(wire)]
    return [decode(wire).item(), decode(wire).reshape(1)]


@_watched
def _stepped(subject: Any, roles: Roles, episode: Mapping[str, Any], x: Any) -> dict[str, Any]:
    rhs = _Rhs(episode, 0.0)
    t, h, n = _number(episode["t0"]), _number(episode["h"]), episode["n"]
    values = [encode(x)]
    returned = ""
    for k in range(n):
        at(k)
        time = t + k * h
        given = {"time": time, "first": time, "state": x, "start": x, "step": h, **rhs.ways()}
        x = call(subject, roles, given)
        returned = returned or kind_of(x)
        if asked_for("any") and isinstance(x, tuple | list) and len(x) == 2:  # (t, x), (x, t)
            x = next((one for one, t in (x, x[::-1]) if _is_time(t, time + h)), x)
        values.append(encode(x))
        nested = len(values[-1]["shape"]) > max(1, len(values[0]["shape"]))
        if nested or len(values[-1]["values"]) != len(values[0]["values"]):
            break  # no x to go on with
        x = np.asarray(x) if isinstance(x, list | tuple) else x
    return {"x": values, "t": None, "returned": returned, "library": _library(x), **rhs.said()}


def _is_time(value: Any, time: float) -> bool:
    return isinstance(value, int | float | np.number) and bool(value == time)


def _copied(value: Any) -> Any:
    return np.array(value, copy=True) if isinstance(value, np.ndarray) else value


@_watched
def _ran(subject: Any, roles: Roles, episode: Mapping[str, Any], x: Any) -> dict[str, Any]:
    first, h, n = _number(episode["t0"]), _number(episode["h"]), episode["n"]
    at(None)
    timed = {"span", "first", "nodes"} & {*roles}
    shift = 0.0 if timed else first  # without a first time, it is 0
    begin = first - shift
    rhs = _Rhs(episode, shift)
    if episode.get("whole"):
        begin, last = int(begin), int(begin + n * h)
    else:
        last = begin + n * h
    given = {
        **rhs.ways(), "span": (begin, last), "first": begin, "last": last, "start": _copied(x),
        "step": h, "steps": n, "points": n + 1,
        "nodes": np.array([begin + k * h for k in range(n + 1)]),
    }  # fmt: skip
    result = call(subject, roles, given)
    t, values = _pair(result, given["nodes"], x)
    if t is not None and shift:
        t = np.asarray(t) + shift
    promised = {*roles} == {"rhs", "span", "start", "steps"}
    said = {"t": None if t is None else _sent(t), "promised": promised, **rhs.said()}
    return {**_answer(result, values, given["start"], x), **said}


def _answer(result: Any, values: Any, now: Any, before: Any) -> dict[str, Any]:
    """What came back, and whether what the caller gave is as it was before."""
    return {
        "x": _sent(values),
        "returned": kind_of(result),
        "library": _library(values),
        "changed": not _same(now, before),
    }


def _pair(result: Any, nodes: Any, x: Any) -> tuple[Any, Any]:
    """Nodes and values of whatever holds them; None for nodes that did not come."""
    result = _listed(result)
    for name in ("x", "y", "u"):
        if isinstance(result, Mapping):
            if name in result:
                return result.get("t"), result[name]
        elif not isinstance(result, tuple | list | np.ndarray) and hasattr(result, name):
            return getattr(result, "t", None), getattr(result, name)
    pairs = list(_pairs(result, not _is_many(x)))
    for t, values in pairs:  # two steps of two numbers can be read both ways
        if _same(t, nodes):
            return t, values
    return pairs[0] if pairs else (None, result)


def _pairs(result: Any, scalar: bool) -> Iterator[tuple[Any, Any]]:
    """As (t, x), and as a row (t, x) for each node."""
    if isinstance(result, tuple | list) and len(result) == 2 and all(map(_is_many, result)):
        yield result[0], result[1]
        if asked_for("any"):
            yield result[1], result[0]
    if isinstance(result, list) and result and all(map(_is_node, result)):
        yield [item[0] for item in result], [item[1] for item in result]
    if scalar and isinstance(result, np.ndarray | list):
        try:
            table = np.asarray(result)
        except ValueError:
            return
        if table.ndim == 2 and table.shape[0] == 2:
            yield table[0], table[1]
        if table.ndim == 2 and table.shape[1] == 2:
            yield table[:, 0], table[:, 1]


def _same(t: Any, nodes: Any) -> bool:
    return bool(encode(t)["values"] == encode(nodes)["values"])


def _is_node(value: Any) -> bool:
    """A tuple (t, x)."""
    return isinstance(value, tuple) and len(value) == 2 and not _is_many(value[0])


def _is_many(value: Any) -> bool:
    return hasattr(value, "__len__") and not isinstance(value, str | bytes | dict)


def _listed(value: Any) -> Any:
    """What a generator gives, to its end."""
    return list(value) if inspect.isgenerator(value) or hasattr(value, "__next__") else value


def _sent(values: Any) -> dict[str, Any]:
    """A list of arrays as one array, where they agree in shape."""
    wire = encode(_listed(values))
    if wire["dtype"] == "other" and isinstance(values, list | tuple):
        try:
            flat = [value.item() if hasattr(value, "item") else value for value in values]
            wire = {**encode(flat), "type": wire["type"]}
        except (TypeError, ValueError):
            return wire
    return wire


def _library(value: Any) -> str:
    if isinstance(value, list | tuple) and value:
        return _library(value[-1])
    return type(value).__module__.partition(".")[0]


# ---- the recurrence --------------------------------------------------------------------------


def _inputs(episode: Mapping[str, Any]) -> list[Any]:
    """The inputs as the subject may want them: an array, or a list; or as they are."""
    sent = episode["f"]
    if isinstance(sent, list):  # whole numbers, or a list by wish
        return [[_number(value) for value in sent]]
    return [decode(sent), np.ndarray.tolist(decode(sent))]


@_watched
def _recurred(subject: Any, roles: Roles, episode: Mapping[str, Any], f: Any) -> dict[str, Any]:
    given = {
        "beta": _number(episode["beta"]),
        "inputs": f[:] if isinstance(f, list) else _copied(f),
        "start": _number(episode["x0"]),
    }
    given |= _filtered(given["beta"], given["start"], f)
    result = _listed(call(subject, roles, given))
    values = result[::-1] if "back" in roles else result
    if "led" in roles and np.shape(values) == (len(f) + 2,) and values[0] == 0:
        values = values[1:]  # from a start of 0
    return _answer(result, values, given["inputs"], f)


def _filtered(beta: Any, start: Any, f: Any) -> dict[str, Any]:
    """The same as filters take it: the start as an input before the others, and other rates."""
    sort: Any = list if isinstance(f, list) else np.array
    return {
        "led": sort([start, *f]), "back": sort([*f[::-1], start]), "alpha": 1 - beta,
        "dt": 1 - beta, "rc": beta, "tau": 1.0, "gain": 1.0,
        "numerator": [1.0], "denominator": [1.0, -beta],
    }  # fmt: skip


# ---- what is offered -------------------------------------------------------------------------


def _adapter(kind: str, form: str, forms: Callable[[Any], list[Any]], play: Any) -> Adapter:
    """For subjects of that form; the last argument of ``play`` may come in several forms."""

    def read(subject: Any) -> Roles | None:
        found = None if inspect.isclass(subject) else _read(subject, kind)
        return found[1] if found and found[0] == form else None

    def played(subject: Any, roles: Roles, episode: dict[str, Any]) -> dict[str, Any]:
        """With the first form that raises nothing; if each does, what the first raised."""
        one, *others = forms(episode)
        subject = _called(subject, roles)
        try:
            return dict(play(subject, roles, episode, one))
        except Exception:
            for other in others:
                with suppress(Exception):
                    return dict(play(subject, roles, episode, other))
            raise

    guess = partial(_guesses, kind=kind, forms=form)
    shown = NAMES["shown"][kind].get(form, "--call")
    return Adapter(kind, form, read, played, shown, guess, "closed-form", _right)


def _right(episode: Mapping[str, Any], answer: Mapping[str, Any]) -> int:
    """2 where the values are right: it was called as it is meant; 1 where they are as many."""
    if "error" in answer:
        return 0
    got = answer["x"]
    told = [v for wire in got for v in wire["values"]] if isinstance(got, list) else got["values"]
    x, ways = _number(episode["x0"]), []
    if "f" in episode:
        beta = _number(episode["beta"])
        for gain in (1, 1 - beta):
            inputs = gain * decode(episode["f"])
            ways.append([*accumulate(inputs, lambda x, f: beta * x + f, initial=x)])
    else:
        rhs, h = _Rhs(episode, 0.0), _number(episode["h"])
        ways.append([*accumulate(rhs.nodes, lambda x, t: x + h * rhs(t, x), initial=x)])
    said = [float.fromhex(value) for value in told if "x" in value]
    return 2 if said in ways else int(len(said) == len(ways[0]))


STEP = {"rhs": "rhs", "time": "t", "state": "x", "step": "h"}
RUN = {**STEP, "first": "t", "start": "x", "steps": "n", "nodes": "times"}


def _line(kind: str, whole: bool) -> Adapter:
    """`--call`; a whole run where it says n or times."""

    def read(_: Any) -> Roles | None:
        names = Line(line(), ()).names
        if kind == "recurrence":
            return {"beta": "beta", "inputs": "f", "start": "x0", "call": "x"}
        if whole != bool(names & {"n", "times", "x0"}):
            return None
        timed = whole and "t" in {
            n.strip() for n in line().rpartition("each:")[2].partition("=")[0].split(",")
        }
        return {**(RUN if whole else STEP), "call": "t x" if timed else "x"}

    forms, play = (
        (_inputs, _recurred) if kind == "recurrence" else (_starts, _ran if whole else _stepped)
    )
    return _adapter(kind, "call", forms, play)._replace(read=read)


ADAPTERS = [
    _line("recurrence", False),
    _line("euler", False),
    _line("euler", True),
    _adapter("euler", "one step", _starts, _stepped),
    _adapter("euler", "whole run", _starts, _ran),
    _adapter("recurrence", "recurrence", _inputs, _recurred),
]
