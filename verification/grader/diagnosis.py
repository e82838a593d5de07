"""Which mistake the evidence matches: the judgement of a subject, and the table of its codes.

The codes are stable. `CODES` has each one's sentence, the line that usually causes it (the wrong
line, never the right one) and the theorem it violates, from the most specific to the least.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from duhamel.analysis.words import printable
from duhamel.verification.grader.subject import Answer

CONVENTION = "convention:"


def _clean(told: Any) -> Any:
    if isinstance(told, tuple):
        return tuple(map(_clean, told))
    if isinstance(told, Mapping):
        return {_clean(key): _clean(value) for key, value in told.items()}
    return printable(told) if isinstance(told, str) else told


class _Told:
    """What is said of a subject: whatever words it gave, nothing in them steers a terminal."""

    def __post_init__(self) -> None:
        for name, value in vars(self).copy().items():
            object.__setattr__(self, name, _clean(value))


@dataclass(frozen=True)
class Point(_Told):
    """One thing a subject was asked: what it had to say and what it said."""

    id: str
    title: str
    verdict: str  # pass, fail or inconclusive
    theorem: str
    expected: str
    got: str
    message: str


def point(
    id: str,
    title: str,
    theorem: str,
    right: str,
    wrong: str = "",
    heard: bool = True,
    why: str = "",
) -> Point:
    """Something that has to be ``right``; where nothing was heard, nobody can tell."""
    verdict = "fail" if wrong else "pass" if heard else "inconclusive"
    got, why = wrong or right * heard, why or wrong or "no answer came" * (not heard)
    return Point(id, title, verdict, theorem, right, got, why)


@dataclass(frozen=True)
class Counterexample(_Told):
    """The smallest example found that shows it: its inputs, and the first step that differs."""

    inputs: Mapping[str, str]
    step: int
    expected: str
    got: str


@dataclass(frozen=True)
class Judgement(_Told):
    """What is said of a subject: verdict, code, and the evidence for it.

    ``also`` are further codes that fit, less specific; ``accepted_by`` is the flag under which the
    subject would pass, or empty. The impulse responses are −ΔW/α after a gradient of 1 at the
    first step, None where no number came.
    """

    subject: str
    kind: str
    signature: str
    convention: str
    verdict: str  # pass, fail, or unjudged: what stood in the way is not the subject's
    code: str
    sentence: str
    also: tuple[str, ...] = ()
    theorem: str = ""
    hint: str = ""
    checks: tuple[Point, ...] = ()
    counterexample: Counterexample | None = None
    expected_impulse: tuple[float, ...] = ()
    got_impulse: tuple[float | None, ...] = ()
    accepted_by: str = ""
    amplification: str = ""
    output: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class Code:
    """What a code says of a subject; the hint is empty where no one line causes it.

    ``theorem``: the one it violates, empty for none, None for the first of the subject's kind.
    """

    sentence: str
    hint: str = ""
    theorem: str | None = None


class Mistake(NamedTuple):
    """A code that fits, and what the code does, said of this subject."""

    code: str
    sentence: str = ""


CODES: Mapping[str, Code] = {
    # it did not come to an answer
    "timed-out": Code(
        "It does not come back within the time allowed.",
        "usually a loop whose condition never becomes false, as `while m is not None:`",
        "",
    ),
    "exited": Code(
        "It ends the process it runs in instead of returning.",
        "usually `sys.exit()`, `exit()` or `quit()` at the end of the file or inside the function",
        "",
    ),
    "crashed": Code(
        "It raises an exception instead of returning.",
        "usually the last line of the traceback: a name, a shape or a type that is not there",
        "",
    ),
    "wrong-return": Code(
        "What it returns is not what the signature promises.",
        "usually a forgotten `return`, the values in another order, or `return W` where two "
        "are asked for",
    ),
    "wrong-shape": Code(
        "What it returns has another shape than what it was given.",
        "usually a reduction such as `grad.sum()` or `grad.mean()`, or a `reshape(-1)`",
    ),
    "nondeterministic": Code(
        "The same inputs give different answers.",
        "usually `np.random…` inside the update, or a counter that is never set back",
    ),
    "non-finite": Code(
        "It gives inf or nan for finite inputs.",
        "usually a division such as `/ (1 - beta**t)` with t starting at 0, or `/ np.sum(m)`",
    ),
    # what happens to the arrays, and from step to step
    "gradient-aliased": Code(
        "Its state is the caller's gradient buffer, which the next backward pass refills.",
        "usually `m = grad` at the first step: it keeps the caller's array, not its numbers",
    ),
    "gradient-modified": Code(
        "It changes the caller's gradient.",
        "usually an operation in place on the gradient, as `W.grad *= lr` or `grad /= batch_size`",
    ),
    "state-shared": Code(
        "Its state is shared between parameters or between calls.",
        "usually one state for all: a global, a class attribute such as `velocity = None`, or a "
        "mutable default such as `config={}`",
    ),
    "state-reset": Code(
        "It sets its state back to zero along the way.",
        "usually `m = np.zeros_like(W)` inside the loop over the steps or epochs",
    ),
    "step-skipped": Code(
        "It leaves out a step.",
        "usually an early `return` or `continue`, as `if step == 0: return`",
    ),
    "first-step": Code(
        "Its first step follows another rule than the later ones.",
        "usually `if m is None: m = grad`, or a first step with another weight on the gradient",
        "MOM-11",
    ),
    "bias-corrected": Code(
        "It divides by 1 − βⁿ, as Adam does.", "usually `m_hat = m / (1 - beta**t)`", "MOM-2"
    ),
    "precision-lost": Code(
        "It computes in a lower precision than its inputs have.",
        "usually `.astype(np.float32)`, `dtype=np.float32`, or a `round(…)`",
        "REC-9",
    ),
    "nonlinear": Code(
        "Its answer is not linear in the gradients and the state.",
        "usually `np.clip(grad, …)`, `grad / np.linalg.norm(grad)`, `np.sign(grad)` or `grad**2`",
    ),
    "state-lost": Code(
        "It loses its state from step to step: the update is plain gradient descent.",
        "usually `m = beta * m + …`: it binds a new array to the local name m, and the caller's "
        "m never changes",
        "MOM-6",
    ),
    "weights-not-updated": Code(
        "It leaves the weights as they are.",
        "usually `W = W - m`: it binds a new array to the local name W, and the caller's W never "
        "changes",
    ),
    # the update itself
    "parameters-swapped": Code(
        "Learning rate and β have changed places.",
        "usually the arguments in another order, as `def sgd_momentum(W, m, beta, lr, …)`, or "
        "`m = lr * m + beta * grad`",
    ),
    "gradient-counted-twice": Code(
        "The gradient enters a step twice.",
        "usually `W -= m + lr * grad` after an m that has the gradient already",
    ),
    "stale-momentum": Code(
        "The weights move by the m of the step before.",
        "usually `W -= m` above the line that updates m",
    ),
    "batch-on-memory": Code(
        "The division by the batch size falls on the memory too.",
        "usually `m = (beta * m + lr * W.grad) / batch_size`",
        "MOM-5",
    ),
    "batch-twice": Code(
        "It divides by the batch size twice.",
        "usually `W.grad / batch_size` and once more in the step, `W -= m / batch_size`",
        "MOM-5",
    ),
    "batch-missing": Code(
        "It does not divide by the batch size.", "usually `m = beta * m + lr * W.grad`", "MOM-5"
    ),
    "lr-twice": Code(
        "The learning rate is applied twice.",
        "usually `m = beta * m + lr * grad`, and then `W -= lr * m`",
    ),
    "lr-missing": Code(
        "The learning rate is not applied.", "usually `m = beta * m + grad`, and then `W -= m`"
    ),
    "beta-on-both": Code(
        "β multiplies the gradient as well as the memory.",
        "usually brackets: `m = beta * (m + lr * grad)`",
    ),
    "beta-on-gradient": Code(
        "β multiplies the gradient instead of the memory.", "usually `m = m + beta * lr * grad`"
    ),
    "beta-squared": Code(
        "The memory fades with β² instead of β.",
        "usually β twice on its way: `m *= beta`, and then `m = beta * m + …`",
    ),
    "beta-complement": Code(
        "The memory fades with 1 − β instead of β.", "usually `m = (1 - beta) * m + …`"
    ),
    "no-momentum": Code(
        "It has no memory: every step is plain gradient descent.",
        "usually `m = lr * grad`, with `=` where the old m is forgotten",
        "MOM-2",
    ),
    "wrong-sign": Code(
        "A sign is wrong: it climbs instead of descending, or memory and gradient oppose.",
        "usually `W += m` after `m = beta * m + lr * grad`, or `m = beta * m - …` with `W -= m`",
        "MOM-5",
    ),
    # integrators and the recurrence
    "beta-sign": Code("The memory is multiplied by −β.", "usually `x = -beta * x + f`", "REC-1"),
    "too-short": Code(
        "It returns fewer values than there are steps and a start.",
        "usually `np.zeros(n)` for n + 1 values, or `range(n - 1)`",
        "REC-1",
    ),
    "start-lost": Code(
        "The start does not enter, or is not where it belongs.",
        "usually `x = np.zeros(n + 1)` without `x[0] = …`",
        "REC-1",
    ),
    "memory-truncated": Code(
        "Only the last few inputs are remembered.",
        "usually a window: `sum(beta**k * f[n - 1 - k] for k in range(window))`",
        "REC-1",
    ),
    "frozen-time": Code(
        "The input is always taken at the same time.",
        "usually `rhs(t0, x)` or `rhs(0, x)` inside the loop, or a t that is never advanced",
        "FE-1",
    ),
    "implicit": Code(
        "It solves for the new value: backward Euler, or the trapezoidal rule.",
        "usually `x_next = x + h * rhs(t + h, x_next)`, solved for x_next",
        "FE-1",
    ),
    "late-input": Code(
        "The input is taken at the end of the step instead of its start.",
        "usually `rhs(t + h, x)` or `f[n + 1]`",
        "FE-1",
    ),
    "early-input": Code(
        "The input is taken a step too early.", "usually `rhs(t - h, x)` or `f[n - 1]`", "FE-1"
    ),
    "input-scaled": Code(
        "The input carries a factor it should not have.",
        "usually `beta * x + (1 - beta) * f`, or an h too many or too few on the input",
        "REC-1",
    ),
    "wrong-step": Code(
        "It advances by another step than h.",
        "usually `h = (t1 - t0) / (n + 1)` or `/ (n - 1)`, or h / 2 left over from another method",
        "FE-1",
    ),
    "wrong-order": Code(
        "Its error does not shrink as forward Euler's does: another order, or another constant.",
        "usually a step of another method, as Heun's or the midpoint rule's",
        "FE-4",
    ),
    # neither right nor one of these
    "deviates": Code("It differs, and the evidence matches none of the known mistakes."),
    "convention:lecture": Code(
        "It follows the lecture's convention: the learning rate inside the buffer.", "", "MOM-11"
    ),
    "convention:lr-outside": Code(
        "It follows another convention exactly: the learning rate outside the buffer.",
        "usually `m = beta * m + grad`, and then `W -= lr * m`",
        "MOM-11",
    ),
    "convention:averaged": Code(
        "It follows another convention exactly: the buffer is an average of the gradients.",
        "usually `m = beta * m + (1 - beta) * grad`",
        "MOM-11",
    ),
    "convention:nesterov": Code(
        "It follows another convention exactly: Nesterov's, one step ahead.",
        "usually `W -= beta * m + lr * grad` after m is updated",
        "MOM-11",
    ),
    "convention:torch": Code(
        "It follows another convention exactly: PyTorch's, dampened after the first step.",
        "usually `m = grad if first else beta * m + (1 - dampening) * grad`",
        "MOM-11",
    ),
    "conforms": Code("It follows the convention exactly."),
}
"""Every code, the most specific first."""

_RANK = {code: rank for rank, code in enumerate(CODES)}

_EITHER = {
    "wrong-return": Code(
        "What it returns is not what the signature promises.",
        "usually a forgotten `return`, or the last value where all of them are asked for",
    ),
    "wrong-shape": Code(
        "What it returns has another shape than one value for each node.",
        "usually a value stored twice, as the start before the loop and again in it",
    ),
    "nondeterministic": Code(
        "The same inputs give different answers.",
        "usually `np.random…`, or a list or counter that lives on from call to call",
    ),
    "non-finite": Code(
        "It gives inf or nan for finite inputs.",
        "usually a division by something that may be 0, as `/ beta**n` or `/ (1 - beta**n)`",
    ),
    "gradient-modified": Code(
        "It changes the caller's inputs.",
        "usually an operation in place on the argument, as `f *= h` or `f[n] += beta * f[n - 1]`",
    ),
    "state-shared": Code(
        "One array serves as start, state and stored value, or lives on from call to call.",
        "usually `x = x0` and then `x += …`, `xs.append(x)` of an x that changes later, or a list "
        "that lives on, as a global or the default `xs=[]`",
    ),
    "state-reset": Code(
        "It loses its state along the way.", "usually `x = 0` or `x = x0` inside the loop"
    ),
    "state-lost": Code(
        "The x before does not enter as it should.",
        "usually `x[n + 1] = h * rhs(t, x[n])` without x[n], or `x[0]` where x[n] belongs",
    ),
    "step-skipped": Code(
        "It leaves out a step.",
        "usually `continue`, `range(1, n)`, or `range(0, n, 2)` in the loop over the steps",
    ),
    "first-step": Code(
        "Its first step follows another rule than the later ones.",
        "usually an `if n == 0:`, or a loop that begins at 1",
    ),
    "precision-lost": Code(
        "It computes in a lower precision than its inputs have.",
        "usually `dtype=np.float32`, a `round(…)`, or an array made from whole numbers, as "
        "`np.full(n + 1, x0)` with x0 = 1",
    ),
    "nonlinear": Code(
        "Its answer does not follow its inputs linearly.",
        "usually `abs(…)`, `np.clip(…)`, `max(…)`, or a threshold such as `if abs(x) < 1e-6:`",
    ),
    "stale-momentum": Code(
        "It uses an x that is one step old.", "usually `x[n - 1]` where x[n] belongs"
    ),
    "no-momentum": Code("It has no memory: x_n does not enter.", "usually `x = f[n]`"),
    "wrong-sign": Code("A sign is wrong."),
}
OF_KIND: Mapping[str, Mapping[str, Code]] = {
    "euler": {
        **_EITHER,
        "conforms": Code("It is forward Euler, exactly."),
        "wrong-sign": Code("A sign is wrong.", "usually `x - h * rhs(t, x)`"),
        "parameters-swapped": Code("Time and state have changed places.", "usually `rhs(x, t)`"),
        "beta-on-both": Code(
            "The decay of the step falls on the input too.",
            "usually brackets: `(1 - a * h) * (x + h * f)`",
        ),
        "too-short": Code(
            CODES["too-short"].sentence, "usually `np.linspace(t0, t1, n)`, or `range(n - 1)`"
        ),
        "deviates": Code(CODES["deviates"].sentence),
    },
    "recurrence": {
        **_EITHER,
        "conforms": Code("It is the recurrence, exactly."),
        "wrong-sign": Code("A sign is wrong.", "usually `beta * x - f`"),
        "beta-on-gradient": Code(
            "β multiplies the input instead of the memory.", "usually `x + beta * f`"
        ),
        "beta-on-both": Code(
            "β multiplies the input as well as the memory.", "usually `beta * (x + f)`"
        ),
        "beta-squared": Code(
            CODES["beta-squared"].sentence, "usually `beta**2 * x`, or a loop over β twice"
        ),
        "beta-complement": Code(CODES["beta-complement"].sentence, "usually `(1 - beta) * x + …`"),
        "bias-corrected": Code(CODES["bias-corrected"].sentence, "usually `x / (1 - beta**n)`"),
        "late-input": Code("It takes the input of the next step.", "usually `f[n + 1]`"),
        "early-input": Code("It takes the input of the step before.", "usually `f[n - 1]`"),
        "state-lost": Code(
            "The x before does not enter as it should.",
            "usually `x0` or `x[0]` inside the loop, where x[n] belongs",
        ),
        "convention:averaged": Code(
            "It averages the inputs instead of summing them.",
            "usually `beta * x + (1 - beta) * f`",
            "REC-3",
        ),
        "convention:lecture": Code(
            "It sums the inputs, as the lecture does.", "usually `beta * x + f`", "REC-3"
        ),
        "deviates": Code(CODES["deviates"].sentence),
    },
}
"""What a code says instead, of a subject of that kind."""


FIRST = {"momentum": "MOM-1", "euler": "FE-1", "recurrence": "REC-1"}


def about(code: str, kind: str = "momentum") -> Code:
    """What a code says of a subject of a kind, which violates a theorem of that kind."""
    said, first = OF_KIND.get(kind, {}).get(code, CODES[code]), FIRST.get(kind, "")
    foreign = kind != "momentum" and said.theorem and said.theorem[:2] != first[:2]
    return replace(said, theorem=first) if said.theorem is None or foreign else said


def finding(code: str, detail: str = "", kind: str = "momentum") -> Mistake:
    """The code's sentence; a detail takes the place of what its colon explains."""
    sentence = about(code, kind).sentence
    head = sentence.split(":")[0].removesuffix(".")
    return Mistake(code, f"{head}: {detail}." if detail else sentence)


def judged(answer: Answer, convention: str, found: Sequence[Mistake], **evidence: Any) -> Judgement:
    """The judgement of an answer by what was found, the most specific first; `evidence`: fields."""
    first, *others = found or (Mistake("conforms"),)
    code = about(first.code, str(answer.kind))
    said = {
        "subject": answer.target,
        "kind": str(answer.kind),
        "signature": answer.signature,
        "convention": convention,
        "verdict": "fail" if found else "pass",
        "code": first.code,
        "sentence": first.sentence or code.sentence,
        "also": tuple(one.code for one in others),
        "theorem": code.theorem,
        "hint": code.hint,
        "output": answer.output,
        "seconds": answer.seconds,
    }
    return Judgement(**{**said, **evidence})


def in_order(found: Iterable[Mistake], late: Sequence[str] = ()) -> list[Mistake]:
    """What was found, each code once, from the most specific to the least; the ``late`` last."""
    first = {one.code: one for one in reversed([*found])}
    codes = sorted(first, key=lambda code: (code in late, _RANK[code]))
    return [first[code] for code in codes]
