"""The child's side of momentum in other signatures: containers of parameters, objects, runs.

Each is tried before it is believed. `names.toml` lists the containers, under [forms.momentum], and
what people call their parts; a caller keeps what lies where it put something, or what came back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any

import numpy as np
from duhamel.verification.grader.child import NAMES
from duhamel.verification.grader.child.core import (
    KINDS,
    Adapter,
    Roles,
    call,
    named,
    parameters,
    plain,
    words,
)
from duhamel.verification.grader.child.momentum import (
    KNOWN,
    Form,
    Setting,
    SkippedError,
    Weights,
    _codes,
    _form,
    _isclass,
    _numbers,
    _numeric,
    _Object,
    _places,
    _played,
    _rerated,
    _Several,
    _whole,
    moves,
)

ALSO = {role: words(names) for role, names in NAMES["also"]["momentum"].items()}
FORMS = NAMES["forms"]["momentum"]
PARTS = {what: [one.split() for one in names] for what, names in NAMES["parts"].items()}


def _also(subject: Any, form: Form, wanted: tuple[str, ...]) -> Roles:
    """What the names may say, with those that its code asks of any keyword; the usual first."""
    texts = [c for code, _ in _codes(subject) for c in code.co_consts if isinstance(c, str)]
    keys = [t for t in texts if any(plain(t) in names for names in KNOWN.values())]
    return _meant(form.names + keys * form.keywords, wanted)


def _meant(names: list[str], wanted: tuple[str, ...]) -> Roles:
    def fits(role: str, name: str) -> int:
        usual = plain(name) in KNOWN.get(role, ())
        strong = usual and plain(name) in ALSO["strong"]
        return 2 * usual + strong + (plain(name) in ALSO.get(role, ()))

    return named(names, wanted, fits)


# ---- containers ------------------------------------------------------------------------------


class _List(list[Any]):
    """A list that is its own method, as `model.params` or `model.params()`."""

    def __call__(self, *_: Any) -> Any:
        return self


class _Dict(dict[str, Any]):
    def __call__(self, *_: Any) -> Any:
        return self


def _entry(place: int) -> Any:
    return property(lambda self: self[place], lambda self, value: self.__setitem__(place, value))


class _Pair(list[Any]):
    """A value and its gradient; under the names that they have, too."""

    requires_grad = trainable = True
    __hash__ = object.__hash__  # type: ignore[assignment]


for _place, _names in enumerate(PARTS["pair"]):
    for _name in _names:
        setattr(_Pair, _name, _entry(_place))


class _Thing:
    """Whatever has attributes, a layer or a model; as places, they are its items."""

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)

    def __setitem__(self, name: str, value: Any) -> None:
        setattr(self, name, value)


class _Box:
    """Parameters, gradients and states in containers of one form, and where each one lies."""

    def __init__(self, form: Mapping[str, Any], count: int) -> None:
        keys = [f"{'Wb'[i % 2]}{i // 2 + 1}" for i in range(count)]
        heads = ("", form.get("prefix", ""), form.get("prefix", ""))
        self.keys = [[head + key for key in keys] for head in heads]
        kind = _Dict if form.get("keyed") else _List
        self.held: list[Any] = [kind() if kind is _Dict else _List(keys) for _ in heads]
        self.places: list[list[list[tuple[Any, Any]]]] = [
            [[(box, key if kind is _Dict else i)] for i, key in enumerate(own)]
            for box, own in zip(self.held, self.keys, strict=True)
        ]
        things: list[Any] = [_Pair("WG") if form.get("pairs") else _Thing() for _ in keys]
        for i in range(count * ("pairs" in form or "layers" in form)):
            for which in (0, 1):
                names = [part[2 * (i % 2) + which] for part in PARTS["layer"]]
                own = [(things[i // 2], name) for name in names]
                self.places[which][i] = [(things[i], which)] if "pairs" in form else own
            self.held[0] = _List(things if "pairs" in form else things[: count // 2])
        if form.get("model"):
            model: Any = _Thing()
            vars(model).update(dict.fromkeys(PARTS["model"][0], self.held[0]))
            vars(model).update(dict.fromkeys(PARTS["model"][1], self.held[1]))
            self.held[0] = model
        self.given = [*self.held]
        if form.get("alone"):  # what is in the container, where there is one of it
            self.given[0] = self.held[0][0] if "pairs" in form or "layers" in form else None
        self.bare = bool(form.get("alone")) and self.given[0] is None

    def put(self, which: int, values: Sequence[Any]) -> None:
        for places, value in zip(self.places[which], values, strict=True):
            for holder, key in places:
                holder[key] = value
        if self.bare:
            self.given[which] = values[0]

    def now(self, which: int, put: Sequence[Any]) -> list[Any]:
        """What each has become: what stands in its place, or itself."""
        now = []
        for places, old in zip(self.places[which], put, strict=True):
            others = [holder[key] for holder, key in places if holder[key] is not old]
            now.append(others[0] if others else old)
        return now

    def of(self, value: Any, which: int, shapes: Sequence[Any]) -> list[Any] | None:
        """The arrays in a container that came back, where these are they."""
        if isinstance(value, Mapping):
            value = [value[key] for key in self.keys[which] if key in value]
        elif len(shapes) == 1 and _shape(value) == shapes[0]:
            value = [value]
        fits = isinstance(value, list | tuple) and [*map(_shape, value)] == [*shapes]
        return [np.asarray(one) for one in value] if fits else None


def _shape(value: Any) -> tuple[int, ...] | None:
    """The shape of what is numbers."""
    try:
        numbers = _numbers(value)
    except (TypeError, ValueError):
        return None
    return numbers.shape if numbers.dtype.kind in "biuf" else None


def _pieces(returned: Any) -> list[Any]:
    """What came back, and what is in it."""
    inside: Any = returned
    if hasattr(returned, "__dict__") and not _numeric(returned):
        inside = [*vars(returned).values()]
    return [returned, *(inside if isinstance(inside, tuple | list) else ())]


# ---- what moves them -------------------------------------------------------------------------


class _Three:
    """(init, update, get) as one object, of a state that only these know."""

    def __init__(self, parts: tuple[Any, ...]) -> None:
        self.init, self.move, self.get = parts
        self.state: Any = None
        self.count = -1

    def update(self, params: Any, grads: Any) -> Any:
        self.count += 1
        state = self.init(params) if self.state is None else self.state
        self.state = self.move(self.count, grads, state)
        return self.get(self.state)


def _method(made: Any, params: Any, given: bool) -> tuple[Any, Roles]:
    """What of an object moves the parameters, once it knows them, and what that takes."""
    if isinstance(made, tuple) and len(made) == 3:
        made = _Three(made)
    said = {plain(key): getattr(made, key) for key in dir(made) if key != "__class__"}
    said = {"call": made} if hasattr(made, "__code__") else said
    for name in NAMES["also"]["momentum"]["setup"].split() * (not given):
        if hasattr(said.get(name), "__func__") and said[name].__name__ != "__init__":
            asked = [p for p in parameters(said[name]) if p.default is KINDS.empty]
            if len(asked) == 1:
                said[name](params)
    for name in NAMES["also"]["momentum"]["step"].split():
        if hasattr(said.get(name), "__func__") or hasattr(said.get(name), "__code__"):
            takes = parameters(said[name])
            wanted = ("pairs", "g", "m", "lr", "beta", "params", "batch")
            roles = _meant([p.name for p in takes], wanted)
            asked = [p.name for p in takes if p.default is KINDS.empty]
            left = [one for one in asked if one not in roles.values()]
            free = [role for role in ("params", "g") if role not in roles]
            if len(left) == 1 and free:
                roles[free[-1] if given else free[0]] = left.pop()
            if not left:
                return said[name], roles
    raise TypeError("it has no method that moves parameters")


class _Made(_Object):
    """A function over containers, or objects that are made for them."""

    def __init__(self, subject: Any, roles: Roles, setting: Setting, *rest: Any) -> None:
        self.form = FORMS[roles["form"]]
        self.stateless = not {"m", "prev"} & {*roles} or "object" in roles
        super().__init__(subject, roles, setting, *rest)

    def start(self, track: Any) -> None:
        self.begin(track)
        self.count, alone = len(self.params), self.form.get("alone", 0)
        padded = self.count % 2 * bool(self.form.get("even"))  # a bias for the last weights
        self.padding = [np.zeros(2).view(Weights) for _ in range(padded)]
        every = [*self.params, *self.padding]
        states = zip([*track["m"], *[None] * padded], every, strict=True)
        self.states = [self.arrays.state(wire, p, self.setting.dtype) for wire, p in states]
        places = [*range(len(every))]
        self.groups = [places[i : i + alone] for i in places[::alone]] if alone else [places]
        self.boxes = [_Box(self.form, len(group)) for group in self.groups]
        rates, self.places, self.calls = self.setting.rates, [], []
        for box, group in zip(self.boxes, self.groups, strict=True):
            one, roles = self.subject, self.roles
            box.put(0, [every[i] for i in group])
            box.put(1, [getattr(every[i], "grad", None) for i in group])
            if "object" in roles:
                given = {"params": box.given[0], "lr": rates[0], "beta": self.setting.beta}
                self.optimiser = call(one, roles, given)
                self.places += _places(self.optimiser, rates[0])
                one, roles = _method(self.optimiser, box.given[0], "params" in roles)
            self.calls.append((one, roles))
        told = self.places or all("lr" in roles for _, roles in self.calls)
        if len({*rates}) > 1 and not told:
            raise SkippedError("its learning rate cannot be changed")

    def step(self, n: int, gradients: list[Any]) -> None:
        if self.new_rate(n):
            _rerated(self.places, self.setting.rates[n])
        before = self.backward(gradients)
        every = [*self.params, *self.padding]
        for p in self.padding:
            p.grad = np.zeros(2).view(Weights)
        for box, group, (one, roles) in zip(self.boxes, self.groups, self.calls, strict=True):
            params = [every[i] for i in group]
            states = [self.states[i] for i in group]
            put = [[*map(self.turned, x)] for x in (params, [p.grad for p in params], states)]
            was = [_numbers(p) for p in put[0]]
            for which, values in enumerate(put):
                box.put(which, values)
            given = dict(zip(("params", "g", "m"), box.given, strict=True))
            given |= {"lr": self.setting.rates[n], "beta": self.setting.beta}
            given |= {"batch": self.setting.batch, "pairs": [*zip(put[1], put[0], strict=True)]}
            if "prev" in roles:
                given["prev"] = put[0][0] - put[2][0]
            now = self.after_call(box, put, was, call(one, roles, given))
            for i, w, m in zip(group, *now, strict=True):
                w, m = (np.reshape(x, self.shapes[i]) if "turn" in self.form else x for x in (w, m))
                every[i], self.states[i] = self.arrays.held(w), m
        self.params[:], self.padding = every[: self.count], every[self.count :]
        self.after(n, before)
        if "object" in self.roles and self.keeps():
            self.note("kept", n)

    def after_call(self, box: _Box, put: list[Any], was: list[Any], returned: Any) -> list[Any]:
        """Weights and states as a caller has them: changed where they lie, or as they came back."""
        now, states, pieces = box.now(0, put[0]), box.now(2, put[2]), _pieces(returned)
        shapes = [w.shape for w in was]
        came = [(box.of(one, 0, shapes), box.of(one, 2, shapes)) for one in pieces]
        found = [k for k, (w, _) in enumerate(came) if w]
        if found and all(np.array_equal(_numbers(a), b) for a, b in zip(now, was, strict=True)):
            now = came[found[0]][0] or now
        kept = [m for k, (_, m) in enumerate(came) if m and k > (found or [0])[0] > 0]
        states = kept[0] if kept else states
        if sign := self.form.get("moved"):  # by how much it moved is its state
            states = [sign * np.subtract(now[0], was[0])]
        return [now, states]

    def turned(self, value: Any) -> Any:
        """An array as it is wanted: in Python's numbers, or as a matrix."""
        if self.form.get("turn") == "numbers":
            return np.ravel(value).tolist()
        return np.reshape(value, (-1, 1)) if self.form.get("turn") == "matrix" else value

    def weights(self) -> list[Any]:
        return [*self.params]

    def memory(self) -> list[Any]:
        return [None] * self.count if self.stateless else self.states[: self.count]


class _Loop(_Several):
    """A whole run over a gradient function; W after a step is where it asks for the next one."""

    stateless = True

    def start(self, track: Any) -> None:
        if len({*self.setting.rates}) > 1:
            raise SkippedError("its learning rate cannot be changed")
        rows = zip(*track["gradients"], strict=True)
        self.runs = [self.run(*pair) for pair in zip(track["W"], rows, strict=True)]

    def run(self, start: Any, row: Any) -> list[Any]:
        make = partial(self.arrays.plain, dtype=self.setting.dtype)
        grads, seen = [make(wire) for wire in row], []

        def gradient(x: Any, *_: Any) -> Any:
            seen.append(_numbers(x))
            if len(seen) > 4 * len(grads):
                raise RecursionError("the gradient is asked for again and again")
            return grads[len(seen) - 1] if len(seen) <= len(grads) else grads[0] * 0

        given = {"gradient": gradient, "objective": lambda *_: 0.0, "steps": len(grads)}
        given |= {"start": make(start), "lr": self.setting.rates[0], "beta": self.setting.beta}
        returned = self.call(**given)
        if hasattr(returned, "__next__"):
            returned = [*islice(returned, len(grads) + 1)]  # with the start, or without
        ends = [end for piece in _pieces(returned) for end in _ends(piece, grads[0].shape)]
        if not ends:
            raise TypeError("it returns no weights")
        return [*seen[1 : len(grads)], ends[0]]

    def step(self, n: int, _: list[Any]) -> None:
        self.params = [run[n] for run in self.runs]


def _ends(value: Any, shape: tuple[int, ...]) -> Iterator[Any]:
    """Weights that came back, by themselves or at the end of their history."""
    if _shape(value) == shape and not isinstance(value, tuple):
        yield _numbers(value)
    elif isinstance(value, list | np.ndarray) and len(value) and _shape(value[-1]) == shape:
        yield _numbers(value[-1])


# ---- what is offered -------------------------------------------------------------------------


def _objects(subject: Any) -> Iterator[Roles]:
    """What makes an object: of rates, and perhaps of parameters."""
    form = _form(subject)
    roles = _also(subject, form, ("lr", "beta", "params"))
    left = [name for name in form.asked if name not in roles.values()]
    if len(left) == 1 and "params" not in roles:
        roles["params"] = left.pop()
    if not left and roles.keys() & {"lr", "beta"} and (_isclass(subject) or len(roles) == 2):
        forms = (name for name, one in FORMS.items() if not {"turn", "moved"} & {*one})
        yield from ({**roles, "form": name, "object": ""} for name in forms)


def _functions(subject: Any) -> Iterator[Roles]:
    """A function of weights, gradients, rates, and states, or weights of the step before."""
    form = _form(subject)
    for state in ("m", "prev"):
        roles = _also(subject, form, (state, "params", "g", "lr", "beta"))
        others = [name for name in form.asked if plain(name) in ALSO["neutral"]]
        roles |= {f"neutral {name}": name for name in others if name not in roles.values()}
        if _isclass(subject) or not _whole(form, roles, {"params", "g", "lr", "beta"}):
            continue
        alone = roles.get("m") not in (None, *form.asked)  # it may be left out
        for name, one in FORMS.items():
            if ("moved" not in one or alone) if state == "m" else name == "before":
                yield {**roles, "form": name}


def _loops(subject: Any) -> Iterator[Roles]:
    form = _form(subject)
    roles = _also(subject, form, ("gradient", "start", "lr", "beta", "steps", "objective"))
    if not _isclass(subject) and _whole(form, roles, {"gradient", "start", "lr", "beta"}):
        yield roles


ADAPTERS = [
    Adapter("momentum", name, lambda _: None, partial(_played, player),
            NAMES["shown"]["momentum"][name], guess, "impulses", moves)
    for name, guess, player in (
        ("arrays", _functions, _Made), ("object", _objects, _Made), ("loop", _loops, _Loop),
    )
]  # fmt: skip
