"""The child's side of momentum: how an episode is played with each signature in use.

Its source is sent to the subject's process after `core.py`; it needs nothing else of this
project. An episode has tracks, each with its own start and its own caller, played in turn: the
caller keeps what a real one would keep, and notes what a real one would trip over.
"""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np
from duhamel.verification.grader.child import NAMES
from duhamel.verification.grader.child.core import (
    KINDS,
    Adapter,
    Line,
    Roles,
    at,
    call,
    decode,
    encode,
    failed,
    kind_of,
    line,
    named,
    parameters,
    plain,
    words,
)

Notes = dict[str, Any]
_signature, _unwrap, _isclass = inspect.signature, inspect.unwrap, inspect.isclass


class SkippedError(Exception):
    """This signature cannot be asked that; it says nothing against the subject."""


# ---- signatures ------------------------------------------------------------------------------


KNOWN = {role: words(names) for role, names in NAMES["momentum"].items()}
WEAK, FOREIGN = (words(NAMES[how]["momentum"]) for how in ("weak", "foreign"))
LECTURE = ("W", "m", "lr", "beta", "batch")
FUNCTIONAL = ("W", "m", "g", "lr", "beta")


def _is(role: str, name: str) -> bool:
    return plain(name) in KNOWN[role]


class Form(NamedTuple):
    """What a subject can be given: names in order, those it insists on, whether any keyword."""

    names: list[str]
    asked: list[str]
    keywords: bool


def _form(subject: Any) -> Form:
    listed = parameters(subject)
    asked = [p.name for p in listed if p.default is KINDS.empty]
    every = _signature(subject).parameters.values()
    return Form([p.name for p in listed], asked, any(p.kind is KINDS.VAR_KEYWORD for p in every))


def _named(names: list[str], wanted: tuple[str, ...]) -> Roles:
    """What the names say; `momentum` is the buffer where another one is β and none is the m."""
    factor = any(_is("beta", name) and plain(name) != "momentum" for name in names)

    def fits(role: str, name: str) -> int:
        if _is(role, name):  # a weaker name only where there is no stronger one
            return 2 if plain(name) in WEAK else 3
        return role == "m" and plain(name) == "momentum" and factor

    return named(names, wanted, fits)


def _update(subject: Any, functional: bool) -> Roles | None:
    """The names of W, m, lr, β and the gradient or the batch size, by name and then by place."""
    if _isclass(subject):
        return None
    form = _form(subject)
    names, asked = form.names, form.asked
    found = _named(names, ("W", "m", "g", "lr", "beta", "batch"))
    if all(plain(name) in WEAK for name in found.values()):
        found = {}
    if form.keywords and {"W", "m"} <= set(found):
        found = {"lr": "lr", "beta": "beta", **found}
    known = [role for role in ("W", "m", "lr", "beta") if role in found]
    five = len(asked) == 5 and not any(plain(name) in FOREIGN for name in asked)
    if not five and (len(known) < 3 or "W" not in found):
        return None
    given = "g" in found or ("batch" not in found and five and not _reads(subject, "grad"))
    if given != functional:
        return None
    template = FUNCTIONAL if functional else LECTURE
    roles = {role: name for role, name in found.items() if role in (*template, "batch")}
    left = [name for name in asked if name not in roles.values()]
    for role, name in zip([role for role in template if role not in roles], left, strict=False):
        roles[role] = name
    if form.keywords:
        usual = {"lr": "lr", "beta": "beta", "batch": "batch_size"}
        roles = {**{k: v for k, v in usual.items() if k in template}, **roles}
    return _whole(form, roles, {*template} - {"batch"})


def _whole(form: Form, roles: Roles, needed: Set[str]) -> Roles | None:
    """The roles where they are all that is needed, and all that the subject insists on."""
    return roles if needed <= roles.keys() and {*form.asked} <= {*roles.values()} else None


def _configured(subject: Any) -> Roles | None:
    """CS231n's three: the weights, their gradient, and a dictionary."""
    form = _form(subject)
    if _isclass(subject) or len(form.names) < 3 or not 2 <= len(form.asked) <= 3:
        return None
    first, second, third = form.names[:3]
    optional = _is("g", second) and third not in form.asked
    if not (_is("config", third) or optional):
        return None
    clear = _is("g", second) or _is("W", first)
    return {"W": first, "g": second, "config": third} if clear else None


def _listed(subject: Any) -> Roles | None:
    """d2l's three: lists of parameters and of states, and a dictionary."""
    form = _form(subject)
    if _isclass(subject) or len(form.asked) != 3:
        return None
    first, second, third = form.asked
    says = _is("params", first), _is("states", second), _is("hyper", third)
    return {"params": first, "states": second, "hyper": third} if sum(says) >= 2 else None


def _object(subject: Any) -> Roles | None:
    """A class with step(), or a function that makes such an object: (params, lr, momentum)."""
    if _isclass(subject) and not hasattr(subject, "step"):
        return None
    form = _form(subject)
    roles = _named(form.names, ("params", "lr", "beta"))
    if _isclass(subject) and "params" not in roles and form.names:
        roles = {"params": form.names[0], **_named(form.names[1:], ("lr", "beta"))}
    if form.keywords:
        roles = {"lr": "lr", "beta": "momentum", **roles}
    if _isclass(subject) and len(form.asked) == 3 and len(roles) < 3:
        roles = dict(zip(("params", "lr", "beta"), form.asked, strict=True))
    return _whole(form, roles, {"params", "lr", "beta"})


def _transformation(subject: Any) -> Roles | None:
    """Optax: (learning_rate, momentum) gives init and update, where these can be asked."""
    return None if _isclass(subject) or not find_spec("optax") else _rates(subject)


def _keras(subject: Any) -> Roles | None:
    """Keras: a class with apply_gradients(), where Keras has been imported for it."""
    if "keras" not in sys.modules or not hasattr(subject, "apply_gradients"):
        return None
    return _rates(subject, lr="learning_rate")


def _rates(subject: Any, **usual: str) -> Roles | None:
    """The names of lr and β, where it takes any keyword also the usual ones."""
    form = _form(subject)
    others = {"beta": "momentum", **usual} if form.keywords else {}
    return _whole(form, {**others, **_named(form.names, ("lr", "beta"))}, {"lr", "beta"})


# ---- which arrays it computes with -----------------------------------------------------------


def _codes(subject: Any) -> Iterator[tuple[Any, Mapping[str, Any]]]:
    """The code of a function, or of the methods of a class, with the globals it sees."""
    plain = _unwrap(subject)
    plain = getattr(plain, "func", plain)
    methods = [*vars(plain).values()] if _isclass(plain) else [plain]
    for method in methods:
        function = getattr(method, "__func__", method)
        function = _unwrap(function) if callable(function) else function
        code = getattr(function, "__code__", None)
        if code is not None:
            yield code, function.__globals__
            for inner in code.co_consts:
                if hasattr(inner, "co_names"):
                    yield inner, function.__globals__


def _reads(subject: Any, name: str) -> bool:
    return any(name in code.co_names for code, _ in _codes(subject))


def _uses(subject: Any, library: str) -> bool:
    """Whether its code names something of that library."""
    if _isclass(subject) and any(
        base.__module__.split(".")[0] == library for base in subject.__mro__
    ):
        return True
    for code, known in _codes(subject):
        for name in code.co_names:
            thing = known.get(name)
            home = getattr(thing, "__module__", None) or getattr(thing, "__name__", "")
            if name == library or (isinstance(home, str) and home.split(".")[0] == library):
                return True
    return False


class Weights(np.ndarray):
    """What the lecture calls W: an array with a `.grad`; `.data` and `.value` are its numbers."""

    grad: Any = None
    zeroed = False  # as PyTorch's gradients are after a step

    def __add__(self, other: Any) -> Any:
        return self._kept(super().__add__(other))

    def __sub__(self, other: Any) -> Any:
        return self._kept(super().__sub__(other))

    def _kept(self, moved: Any) -> Any:
        """W − m can go on as W did, where it is not what the caller holds."""
        if isinstance(moved, Weights):
            moved.grad = self.grad
        return moved

    @property
    def data(self) -> Any:
        return self

    @data.setter
    def data(self, numbers: Any) -> None:
        self[...] = numbers

    value = data

    def detach(self) -> Any:
        return self

    def numpy(self) -> Any:
        return self.view(np.ndarray)

    def zero_(self) -> Any:
        self[...], self.zeroed = 0, True
        return self


class Arrays(NamedTuple):
    """How arrays are made, refilled and compared in NumPy or in PyTorch."""

    torch: Any
    trained: bool = True  # whether a tensor asks for its gradient

    def gradient(self, wire: Any, dtype: str) -> Any:
        numbers = self.plain(wire, dtype)
        return numbers if self.torch else numbers.view(Weights)

    def plain(self, wire: Any, dtype: str) -> Any:
        numbers = decode(wire, dtype)
        return self.torch.tensor(numbers) if self.torch else numbers

    def weights(self, wire: Any, dtype: str) -> Any:
        numbers = self.gradient(wire, dtype)
        if self.torch:
            return self.torch.nn.Parameter(numbers, requires_grad=self.trained)
        return numbers

    def held(self, value: Any) -> Any:
        """Something the subject returned, as weights that can have a gradient."""
        if self.torch or isinstance(value, Weights):
            return value
        return np.asarray(value).view(Weights)

    def refill(self, buffer: Any, wire: Any, dtype: str) -> None:
        if self.torch:
            with self.torch.no_grad():
                buffer.copy_(self.plain(wire, dtype))
        else:
            buffer[...] = decode(wire, dtype)

    def state(self, start: Any, weights: Any, dtype: str) -> Any:
        if start is not None:
            return self.plain(start, dtype)
        if self.torch:
            return self.torch.zeros_like(weights.detach())
        return np.zeros(weights.shape, weights.dtype)


def _numbers(value: Any) -> Any:
    """A copy in plain NumPy, to compare with."""
    if hasattr(value, "detach") and not isinstance(value, np.ndarray):
        value = value.detach().cpu().numpy()
    return np.array(value, copy=True).view(np.ndarray)


def _played(
    player: type[_Caller], subject: Any, roles: Roles, episode: dict[str, Any]
) -> dict[str, Any]:
    """An episode with NumPy arrays, or with tensors where the subject computes with PyTorch."""
    begin = partial(player, subject, roles)
    if "jax" in sys.modules:
        sys.modules["jax"].config.update("jax_enable_x64", True)
    if issubclass(player, _Library):
        return _run(begin, episode, Arrays(None))
    if _uses(subject, "torch"):
        return _tensors(begin, episode)
    try:
        return _run(begin, episode, Arrays(None))
    except (AttributeError, TypeError) as error:
        if "torch" not in sys.modules:
            raise
        try:
            return _tensors(begin, episode)
        except Exception:
            raise error from None


def _tensors(begin: Callable[..., _Caller], episode: dict[str, Any]) -> dict[str, Any]:
    """With trained parameters; without their graph where the subject changes them within it."""
    torch = import_module("torch")
    try:
        return _run(begin, episode, Arrays(torch))
    except RuntimeError as error:
        if "leaf" not in str(error) and "requires grad" not in str(error):
            raise
        return _run(begin, episode, Arrays(torch, trained=False))


# ---- an episode ------------------------------------------------------------------------------


class Setting(NamedTuple):
    """What stays the same through an episode."""

    rates: list[float]
    beta: float
    batch: int
    dtype: str
    scalar: bool  # Python's own numbers instead of arrays
    reuse: bool  # one gradient buffer, refilled
    defaults: bool  # CS231n's dictionary is left out


def _setting(episode: Mapping[str, Any]) -> Setting:
    rates, beta = map(float.fromhex, episode["lr"]), float.fromhex(episode["beta"])
    return Setting([*rates], beta, *(episode[name] for name in Setting._fields[2:]))


def _run(begin: Callable[..., _Caller], episode: dict[str, Any], arrays: Arrays) -> dict[str, Any]:
    """Every track one step, then every track the next, until the end or what ends it early."""
    setting = _setting(episode)
    try:
        callers = [begin(setting, track, arrays) for track in episode["tracks"]]
        answers: list[dict[str, Any]] = [{"W": [], "m": []} for _ in callers]
        for n in range(len(setting.rates)):
            at(n)
            for caller, track, answer in zip(callers, episode["tracks"], answers, strict=True):
                try:
                    caller.step(n, track["gradients"][n])
                except Exception as error:
                    if n and not isinstance(error, SkippedError):  # with what came before it
                        return {"error": failed(error), "before": answers}
                    raise
                answer["W"].append([_sent(w) for w in caller.weights()])
                answer["m"].append([_sent(m) for m in caller.memory()])
            if any("wrong-shape" in c.notes or "stopped" in c.notes for c in callers):
                break
    except SkippedError as reason:
        return {"skipped": str(reason)}
    notes: Notes = {}
    for caller in callers:
        notes = {**caller.notes, **notes}
    return {"tracks": answers, "notes": notes}


def _sent(value: Any) -> Any:
    if value is None:
        return None
    return encode(value.view(np.ndarray) if isinstance(value, Weights) else value)


class _Caller:
    """The caller of one track: its arrays, its gradient buffers, and what it noticed."""

    hanging = False  # whether the gradient is an attribute of the weights
    zeroing = False  # whether a gradient may be set to zero when it has been used
    defaulted = False  # whether there are settings that can be left out
    stateless = False  # whether the subject keeps the state to itself
    numberless = ""  # why it cannot be asked with Python's own numbers

    def __init__(
        self, subject: Any, roles: Roles, setting: Setting, track: Any, arrays: Arrays
    ) -> None:
        self.subject, self.roles, self.setting, self.arrays = subject, roles, setting, arrays
        self.notes: Notes = {}
        self.buffers: list[Any] = [None] * len(track["W"])
        if setting.defaults and not self.defaulted:
            raise SkippedError("it has no settings to leave out")
        if setting.batch != 1 and "batch" not in roles:
            raise SkippedError("it takes no batch size")
        if setting.scalar and self.numberless:
            raise SkippedError(self.numberless)
        if self.stateless and any(wire is not None for wire in track["m"]):
            raise SkippedError("its state cannot be set")
        self.start(track)

    def start(self, track: Any) -> None:
        raise NotImplementedError

    def step(self, n: int, gradients: list[Any]) -> None:
        raise NotImplementedError

    def weights(self) -> list[Any]:
        raise NotImplementedError

    def memory(self) -> list[Any]:
        return [None for _ in self.weights()]

    def note(self, what: str, detail: Any) -> None:
        self.notes.setdefault(what, detail)

    def call(self, **given: Any) -> Any:
        """The subject called with what it takes of this."""
        return call(self.subject, self.roles, given)

    def new_rate(self, n: int) -> bool:
        """Whether the learning rate is another than at the step before."""
        return n > 0 and self.setting.rates[n] != self.setting.rates[n - 1]

    def gradient(self, index: int, wire: Any) -> Any:
        """The gradient as the caller holds it: a new array, or the same one refilled."""
        if self.setting.scalar:
            return float(decode(wire, "float64"))
        buffer = self.buffers[index]
        if buffer is None or not self.setting.reuse:
            make = self.arrays.gradient if self.hanging else self.arrays.plain
            buffer = self.buffers[index] = make(wire, self.setting.dtype)
        else:
            self.arrays.refill(buffer, wire, self.setting.dtype)
        return buffer

    def changed(self, n: int, buffer: Any, before: Any, holder: Any = None) -> None:
        """Note a gradient that is not what it was, in the buffer or where it hangs."""
        now = [_numbers(buffer)]
        if holder is not None and getattr(holder, "grad", None) is not None:
            now.append(_numbers(holder.grad))
        for numbers in now:
            if (self.zeroing or getattr(buffer, "zeroed", False)) and not numbers.any():
                continue
            if not np.array_equal(numbers, before):
                self.note("gradient-modified", n)

    def sized(self, n: int, value: Any, like: tuple[int, ...]) -> None:
        if tuple(np.shape(_numbers(value))) != like:
            self.note("wrong-shape", [n, list(np.shape(_numbers(value))), list(like)])


# ---- one parameter at a time: the lecture's, the functional and CS231n's ---------------------


def _numeric(value: Any) -> bool:
    if isinstance(value, bool | str | bytes) or value is None:
        return False
    return isinstance(value, int | float | np.generic | np.ndarray) or hasattr(value, "__array__")


def _apart(value: Any, other: Any) -> float:
    """How far two arrays are apart; arrays of different shape infinitely."""
    one, two = _numbers(value), _numbers(other)
    return float(np.sum(np.abs(one - two))) if one.shape == two.shape else float("inf")


class _Update(_Caller):
    """W, m and what the subject does with them; each parameter by a call of its own."""

    def start(self, track: Any) -> None:
        self.W: list[Any] = [self.first(wire) for wire in track["W"]]
        self.m: list[Any] = [
            self.state(wire, w) for wire, w in zip(track["m"], self.W, strict=True)
        ]
        self.single = [""] * len(self.W)
        self.swapped = [False] * len(self.W)

    def first(self, wire: Any) -> Any:
        if self.setting.scalar:
            return float(decode(wire, "float64"))
        return self.arrays.plain(wire, self.setting.dtype)

    def state(self, wire: Any, w: Any) -> Any:
        if self.setting.scalar:
            return 0.0 if wire is None else float(decode(wire, "float64"))
        return self.arrays.state(wire, w, self.setting.dtype)

    def step(self, n: int, gradients: list[Any]) -> None:
        for index, wire in enumerate(gradients):
            gradient = self.gradient(index, wire)
            before = _numbers(gradient)
            was = _numbers(self.W[index]), _numbers(self.m[index])
            holder = self.W[index]
            returned = self.called(n, index, gradient)
            self.changed(n, gradient, before, None if self.setting.scalar else holder)
            self.W[index], self.m[index] = self.taken(n, index, returned, *was)
            for value, like in zip((self.W[index], self.m[index]), was, strict=True):
                if not _numeric(value):
                    self.note("wrong-return", f"{kind_of(value)} where an array belongs")
                    self.note("stopped", n)
                else:
                    self.sized(n, value, like.shape)

    def called(self, n: int, index: int, gradient: Any) -> Any:
        rate, beta, batch = self.setting.rates[n], self.setting.beta, self.setting.batch
        w, m = self.W[index], self.m[index]
        return self.call(W=w, m=m, g=gradient, lr=rate, beta=beta, batch=batch)

    def taken(self, n: int, index: int, returned: Any, was_w: Any, was_m: Any) -> tuple[Any, Any]:
        """W and m as the caller has them after the call, whatever came back."""
        w, m = self.W[index], self.m[index]
        if isinstance(returned, Mapping):
            roles = _named(list(returned), ("W", "m"))
            w, m = returned.get(roles.get("W", ""), w), returned.get(roles.get("m", ""), m)
        elif isinstance(returned, tuple | list) and len(returned) >= 2:
            if len(returned) > 2:
                self.note("wrong-return", f"{kind_of(returned)} instead of two")
            w, m = self.ordered(n, index, returned[0], returned[1], (was_w, was_m))
            w, m = self.W[index] if w is None else w, self.m[index] if m is None else m
        elif self.setting.scalar:
            raise SkippedError("it works in place, which numbers cannot show")
        elif isinstance(returned, tuple | list) and len(returned) == 1:
            return self.taken(n, index, returned[0], was_w, was_m)
        elif _numeric(returned):
            if self.one(n, index, returned, was_w, was_m) == "W":
                w = returned
            else:
                m = returned
        elif returned is not None:
            self.note("wrong-return", kind_of(returned))
        if returned is None:
            self.note("returned", "nothing")
        return w, m

    def ordered(
        self, n: int, index: int, first: Any, second: Any, was: tuple[Any, Any]
    ) -> tuple[Any, Any]:
        """(W, m) also where it comes as (m, W), which is noted; the first step decides."""
        if n == 0 and _numeric(first) and _numeric(second):
            straight = _apart(first, was[0]) + _apart(second, was[1])
            crossed = _apart(first, was[1]) + _apart(second, was[0])
            self.swapped[index] = crossed < straight
            if self.swapped[index]:
                self.note("wrong-return", "the state first and the weights second")
        return (second, first) if self.swapped[index] else (first, second)

    def one(self, n: int, index: int, returned: Any, was_w: Any, was_m: Any) -> str:
        """Whether a single array is W or m: by identity, by what changed in place, by nearness."""
        w, m = self.W[index], self.m[index]
        if returned is w or returned is m:
            return "W" if returned is w else "m"
        if n == 0:
            moved_w, moved_m = (
                not np.array_equal(_numbers(w), was_w),
                not np.array_equal(_numbers(m), was_m),
            )
            if moved_w != moved_m:
                self.single[index] = "m" if moved_w else "W"
            else:
                nearer = _apart(returned, was_m) < _apart(returned, was_w)
                self.single[index] = "m" if nearer else "W"
            self.note("returned", f"{self.single[index]} alone")
        return self.single[index]

    def weights(self) -> list[Any]:
        return self.W

    def memory(self) -> list[Any]:
        return self.m


class _Lecture(_Update):
    """The gradient hangs on W; W changes in place or is returned."""

    hanging = True
    numberless = "a number has no .grad"

    def first(self, wire: Any) -> Any:
        return self.arrays.weights(wire, self.setting.dtype)

    def called(self, n: int, index: int, gradient: Any) -> Any:
        self.W[index] = self.arrays.held(self.W[index])
        self.W[index].grad = gradient
        return super().called(n, index, gradient)


class _Line(_Lecture):
    """`--call`: a line for each parameter, with what it keeps."""

    def __init__(self, subject: Any, roles: Roles, *rest: Any) -> None:
        self.stateless = "m" not in Line(line(), ()).names
        super().__init__(subject, roles, *rest)

    def start(self, track: Any) -> None:
        super().start(track)
        self.lines = [Line(line(), "W" if self.stateless else "Wm") for _ in self.W]
        if len({*self.setting.rates}) > 1 and "lr" not in self.lines[0].parts[1].co_names:
            raise SkippedError("its learning rate cannot be changed")

    def called(self, n: int, index: int, gradient: Any) -> Any:
        w = self.W[index] = self.arrays.held(self.W[index])
        w.grad, rate, setting = gradient, self.setting.rates[n], self.setting
        return self.lines[index](
            W=w,
            m=self.m[index],
            grad=gradient,
            lr=rate,
            beta=setting.beta,
            batch_size=setting.batch,
        )

    def taken(self, _: int, index: int, returned: Any, *__: Any) -> tuple[Any, Any]:
        w, m = (returned, self.m[index]) if self.stateless else returned
        w, m = (np.asarray(x) if isinstance(x, list) else x for x in (w, m))
        return w, m

    def memory(self) -> list[Any]:
        return [None] * len(self.m) if self.stateless else self.m


def _lined(_: Any) -> Roles:
    return {"batch": "batch_size"} if "batch_size" in Line(line(), ()).names else {"W": "W"}


class _Configured(_Update):
    """CS231n's: the state lives in the dictionary, and comes back with it."""

    defaulted = True

    def start(self, track: Any) -> None:
        super().start(track)
        self.configs: list[Any] = [
            self.config(wire, w) for wire, w in zip(track["m"], self.W, strict=True)
        ]

    def config(self, wire: Any, w: Any) -> Any:
        """The dictionary before the first step; None where the defaults are asked for."""
        if self.setting.defaults:
            return None
        given = {"learning_rate": self.setting.rates[0], "momentum": self.setting.beta}
        return given if wire is None else {**given, "velocity": self.state(wire, w)}

    def called(self, n: int, index: int, gradient: Any) -> Any:
        config, rate = self.configs[index], self.setting.rates[n]
        given = {"W": self.W[index], "g": gradient}
        if config is None:
            return self.call(**given)
        if rate != self.setting.rates[0]:
            config["learning_rate"] = rate
        try:
            return self.call(**given, config=config)
        except KeyError as missing:  # it leaves the first velocity to its caller
            if missing.args != ("velocity",):
                raise
            config["velocity"] = self.m[index]
            return self.call(**given, config=config)

    def taken(self, n: int, index: int, returned: Any, _: Any, was_m: Any) -> tuple[Any, Any]:
        w, config = self.W[index], self.configs[index]
        if isinstance(returned, tuple | list) and len(returned) == 2:
            w, config = returned
            if isinstance(w, Mapping):
                w, config = config, w
                self.note("wrong-return", "the dictionary first and the weights second")
        else:
            self.note("wrong-return", kind_of(returned))
            w = returned if _numeric(returned) else w
        if not isinstance(config, Mapping):
            self.note("wrong-return", f"{kind_of(config)} where the dictionary belongs")
            self.note("stopped", n)
            return w, self.m[index]
        known = self.configs[index] or {}
        if missing := [key for key in known if key not in config]:
            self.note("wrong-return", f"a dictionary that has lost {missing[0]!r}")
            config = {**known, **config}
        self.configs[index] = config
        velocity = config.get("velocity")
        if velocity is None:
            self.note("unseen", n)
        return w, was_m if velocity is None else velocity

    def memory(self) -> list[Any]:
        return [None] * len(self.m) if "unseen" in self.notes else self.m


# ---- several parameters at once: d2l's, classes with step() ----------------------------------


class _Several(_Caller):
    """Parameters that one call moves."""

    numberless = "it takes arrays"
    params: Sequence[Any]

    def weights(self) -> list[Any]:
        return [*self.params]


class _Together(_Several):
    """Parameters with a gradient each, moved in place."""

    numberless = "a number has no .grad"
    hanging = zeroing = True
    params: list[Any]

    def begin(self, track: Any) -> None:
        self.params = [self.arrays.weights(wire, self.setting.dtype) for wire in track["W"]]
        self.shapes = [tuple(p.shape) for p in self.params]
        for p in self.params:  # so that a zero_grad() before the first gradient finds one
            p.grad = self.arrays.state(None, p, self.setting.dtype)

    def backward(self, gradients: list[Any]) -> list[Any]:
        """The gradients where they belong, as a backward pass leaves them."""
        self.params[:] = [p if hasattr(p, "grad") else self.arrays.held(p) for p in self.params]
        for index, (p, wire) in enumerate(zip(self.params, gradients, strict=True)):
            p.grad = self.gradient(index, wire)
        return [_numbers(buffer) for buffer in self.buffers]

    def after(self, n: int, before: list[Any]) -> None:
        for p, buffer, was, like in zip(
            self.params, self.buffers, before, self.shapes, strict=True
        ):
            self.changed(n, buffer, was, p)
            self.sized(n, p, like)


class _Listed(_Together):
    """d2l's: the states beside the parameters, both in place."""

    def start(self, track: Any) -> None:
        self.begin(track)
        self.states = [
            self.arrays.state(wire, p, self.setting.dtype)
            for wire, p in zip(track["m"], self.params, strict=True)
        ]
        self.hyper = {"lr": 0.0, "momentum": self.setting.beta, "batch_size": 1}

    def step(self, n: int, gradients: list[Any]) -> None:
        before = self.backward(gradients)
        if n == 0 or self.new_rate(n):
            self.hyper["lr"] = self.setting.rates[n]
        self.call(params=self.params, states=self.states, hyper=self.hyper)
        self.after(n, before)
        for state, like in zip(self.states, self.shapes, strict=True):
            self.sized(n, state, like)

    def memory(self) -> list[Any]:
        return self.states


class _Object(_Together):
    """A class with step(), and zero_grad() where it has one; its state is its own."""

    stateless = True

    def start(self, track: Any) -> None:
        self.begin(track)
        rate = self.setting.rates[0]
        self.optimiser = self.call(params=self.params, lr=rate, beta=self.setting.beta)
        self.places = list(_places(self.optimiser, rate))
        if not self.places and len(set(self.setting.rates)) > 1:
            raise SkippedError("its learning rate cannot be changed")

    def step(self, n: int, gradients: list[Any]) -> None:
        if self.new_rate(n):
            _rerated(self.places, self.setting.rates[n])
        if hasattr(self.optimiser, "zero_grad"):
            self.optimiser.zero_grad()
        before = self.backward(gradients)
        self.optimiser.step()
        self.after(n, before)
        if self.keeps():
            self.note("kept", n)

    def keeps(self) -> bool:
        """Whether it holds an array like a parameter, other than the caller's, that is not 0."""
        own = [id(p) for p in self.params] + [id(b) for b in self.buffers]
        own += [id(getattr(p, "grad", None)) for p in self.params]
        return any(
            id(thing) not in own and bool(_numbers(thing).any())
            for thing in _held(_attributes(self.optimiser), 3)
            if tuple(np.shape(_numbers(thing))) in self.shapes
        )


def _places(optimiser: Any, rate: float) -> Iterator[tuple[Any, str]]:
    """Where it holds its learning rate: a property, an attribute, an entry of its dictionaries."""
    for name, value in (*_settable(optimiser).items(), *_attributes(optimiser).items()):
        if type(value) in (float, np.float64) and value == rate:
            yield optimiser, name
        for group in value if isinstance(value, list) else [value]:
            if isinstance(group, dict):
                entries = [(key, item) for key, item in group.items() if isinstance(key, str)]
                yield from (
                    (group, key) for key, item in entries if type(item) is float and item == rate
                )


def _rerated(places: Sequence[tuple[Any, str]], rate: float) -> None:
    """Another learning rate, wherever it is held."""
    for place, name in places:
        if isinstance(place, dict):
            place[name] = rate
        elif getattr(place, name) != rate:
            setattr(place, name, rate)


def _attributes(thing: Any) -> dict[str, Any]:
    """What an object holds, in its dictionary or its slots."""
    slots = [name for base in type(thing).__mro__ for name in vars(base).get("__slots__", ())]
    kept = {name: getattr(thing, name) for name in slots if hasattr(thing, name)}
    return {**kept, **getattr(thing, "__dict__", {})}


def _settable(thing: Any) -> dict[str, Any]:
    """Its properties that can be set, which may do more than to set."""
    names = {
        name: item
        for base in reversed(type(thing).__mro__)
        for name, item in vars(base).items()
        if isinstance(item, property) and item.fset
    }
    return {name: getattr(thing, name, None) for name in names}


def _held(thing: Any, depth: int) -> Iterator[Any]:
    """The arrays within lists and dictionaries."""
    if isinstance(thing, np.ndarray) or (hasattr(thing, "detach") and hasattr(thing, "shape")):
        yield thing
    elif depth and isinstance(thing, Mapping | list | tuple):
        for item in thing.values() if isinstance(thing, Mapping) else thing:
            yield from _held(item, depth - 1)


# ---- libraries -------------------------------------------------------------------------------


class _Library(_Several):
    """What makes its own arrays and keeps its own state."""

    stateless = True


class _Optax(_Library):
    """(learning_rate, momentum) → init and update, on JAX arrays; a rate may be a schedule."""

    def start(self, track: Any) -> None:
        jax, optax = import_module("jax"), import_module("optax")
        jax.config.update("jax_enable_x64", True)
        self.np, self.apply = jax.numpy, optax.apply_updates
        rates = self.setting.rates
        schedule = self.np.asarray(rates)
        self.anew = False  # whether each rate makes a transformation of its own
        self.params = tuple(self.array(wire) for wire in track["W"])
        if len(set(rates)) == 1:
            self.optimiser = self.made(rates[0])
        else:
            try:
                self.optimiser = self.made(lambda count: schedule[count])
                self.tried()
            except Exception:  # it takes numbers only
                self.optimiser, self.anew = self.made(rates[0]), True
        self.state = self.optimiser.init(self.params)

    def made(self, rate: Any) -> Any:
        return self.call(lr=rate, beta=self.setting.beta)

    def tried(self) -> None:
        """One update that goes nowhere."""
        grads = tuple(self.np.zeros_like(p) for p in self.params)
        self.optimiser.update(grads, self.optimiser.init(self.params), self.params)

    def array(self, wire: Any) -> Any:
        return self.np.array(decode(wire, self.setting.dtype), copy=True)

    def step(self, n: int, gradients: list[Any]) -> None:
        grads = tuple(self.array(wire) for wire in gradients)
        if self.anew:
            self.optimiser = self.made(self.setting.rates[n])
        updates, self.state = self.optimiser.update(grads, self.state, self.params)
        shapes = [p.shape for p in self.params]
        self.params = self.apply(self.params, updates)
        for p, like in zip(self.params, shapes, strict=True):
            self.sized(n, p, like)


class _Keras(_Library):
    """keras.optimizers.SGD and its subclasses, on variables of Keras."""

    def start(self, track: Any) -> None:
        keras = import_module("keras")
        if keras.backend.backend() == "jax":
            import_module("jax").config.update("jax_enable_x64", True)
        keras.config.set_floatx(self.setting.dtype)
        self.tensor = keras.ops.convert_to_tensor
        self.optimiser = self.call(lr=self.setting.rates[0], beta=self.setting.beta)
        self.params = [keras.Variable(decode(w, self.setting.dtype)) for w in track["W"]]

    def step(self, n: int, gradients: list[Any]) -> None:
        if self.new_rate(n):
            self.optimiser.learning_rate = self.setting.rates[n]
        grads = [self.tensor(decode(wire, self.setting.dtype)) for wire in gradients]
        self.optimiser.apply_gradients(list(zip(grads, self.params, strict=True)))

    def weights(self) -> list[Any]:
        return [_numbers(p.value) for p in self.params]


if "keras" not in sys.modules:  # Keras asks for its backend at its import, and for a home
    os.environ.setdefault("KERAS_BACKEND", "jax" if find_spec("jax") else "torch")
    os.environ.setdefault("KERAS_HOME", os.getcwd())  # noqa: PTH109


PLAYERS: Mapping[str, tuple[Callable[[Any], Roles | None], type[_Caller]]] = {
    "call": (_lined, _Line),
    "keras": (_keras, _Keras),
    "class": (_object, _Object),
    "d2l": (_listed, _Listed),
    "cs231n": (_configured, _Configured),
    "functional": (partial(_update, functional=True), _Update),
    "lecture": (partial(_update, functional=False), _Lecture),
    "optax": (_transformation, _Optax),
}


def moves(episode: Mapping[str, Any], answer: Mapping[str, Any]) -> int:
    """2 where in the end just those weights have moved that had a gradient, 1 where some have."""
    if "tracks" not in answer or {"wrong-return", "wrong-shape"} & {*answer["notes"]}:
        return 0
    (track,), (asked,) = answer["tracks"], episode["tracks"]
    rows = [[float.fromhex(g) for g in row[0]["values"]] for row in asked["gradients"]]
    driven = [any(column) for column in zip(*rows, strict=True)]
    start = asked["W"][0]["values"]
    paths = [*zip(start, *(step[0]["values"] for step in track["W"]), strict=True)]
    moved = [any(value != path[0] for value in path) for path in paths]
    first = [float.fromhex(value) for value in paths[0][:3] if "int" not in value]
    on = len(first) == 3 and (first[1] - first[0]) * (first[2] - first[1]) > 0
    return 2 if moved == driven and on else int(any(moved))


SHOWN = NAMES["shown"]["momentum"]
ADAPTERS = [
    Adapter("momentum", name, read, partial(_played, player), SHOWN.get(name, "--call"),
            trial="impulses", believed=moves)
    for name, (read, player) in PLAYERS.items()
]  # fmt: skip
