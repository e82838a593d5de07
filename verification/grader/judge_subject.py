"""Any implementation through one door: its target asked, and the answer judged by its kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from pathlib import Path

from duhamel.verification.grader.diagnosis import Judgement, about
from duhamel.verification.grader.integrators import judge as integrators
from duhamel.verification.grader.momentum import judge as updates
from duhamel.verification.grader.sandbox.containment import Limits
from duhamel.verification.grader.subject import Answer, Ending, Target, ask

KINDS = ("momentum", "euler", "recurrence")
LIBRARY = 60.0  # seconds for an installed module, and for a file that imports a large one
_SLOW = re.compile(r"^\s*(?:import|from)\s+(?:torch|jax|optax|keras|tensorflow|flax)\b", re.M)
_MAGIC = {*"*?["}
SEED = 0  # of the parameters, unless a grader chooses
Progress = Callable[[int, int], None]


def targets(words: Sequence[str]) -> list[Target]:
    """The targets that the words name, each once; `*`, `?` and `[…]` in a path stand for many.

    Raises ValueError, with one line, for a word that names none.
    """
    found: dict[str, Target] = {}
    for word in words:
        where, _, name = word.rpartition(":")
        matching = [f"{path}:{name}" for path in _matching(where)] if _MAGIC & {*where} else [word]
        if not matching:
            raise ValueError(f"TARGET takes a pattern that some file fits, got {word!r}")
        found.update((text, Target.parse(text)) for text in matching)
    return [*found.values()]


def _matching(pattern: str) -> list[Path]:
    path = Path(pattern)
    return sorted(Path(path.anchor).glob(str(path.relative_to(path.anchor))))


def checks() -> list[str]:
    """The ids of all checks of all kinds."""
    return [*updates.check_ids(), *(id for kind in KINDS[1:] for id in integrators.check_ids(kind))]


def examine(
    target: Target,
    kind: str | None = None,
    convention: str = "lecture",
    seed: int = SEED,
    seconds: float | None = None,
    others: Sequence[Target] = (),
) -> Judgement:
    """What is said of one subject, which cannot read the others.

    It never raises for what the subject does, and `containment.MachineError` where the machine
    could not do it.
    """
    episodes = {**updates.requests(seed), **integrators.episodes(seed)}
    answer = ask(target, kind, episodes, Limits(seconds=seconds or _allowed(target)), others)
    if answer.kind is None:
        return _unread(answer, kind, convention)
    judge = updates.judge if answer.kind == "momentum" else integrators.judge
    try:
        return judge(answer, convention, seed)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        # a subject may have written to the channel itself, in any form; its numbers were looked at
        unread = Ending("crashed", f"Its answers cannot be read: {type(error).__name__}: {error}.")
        return _unread(replace(answer, ending=unread), kind, convention)


def _allowed(target: Target) -> float:
    """A library takes its time to be imported, on a busy machine more than a subject may take."""
    return LIBRARY if target.path is None or _imports(target.path) else Limits().seconds


def _imports(path: Path) -> bool:
    """Whether a file imports one of the libraries that take long."""
    try:
        return bool(_SLOW.search(path.read_text(encoding="utf-8", errors="replace")))
    except OSError:
        return False


def examine_all(
    asked: Sequence[Target],
    kind: str | None = None,
    convention: str = "lecture",
    seed: int = SEED,
    seconds: float | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
) -> list[Judgement]:
    """What is said of each subject, in their order; ``jobs`` of them run at a time."""
    with ThreadPoolExecutor(max_workers=jobs) as pool:  # each waits for a process of its own
        running = [
            pool.submit(examine, target, kind, convention, seed, seconds, asked) for target in asked
        ]
        try:
            for done, _ in enumerate(as_completed(running), 1):
                if progress:
                    progress(done, len(running))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return [future.result() for future in running]


def _unread(answer: Answer, kind: str | None, convention: str) -> Judgement:
    """It could not be loaded, or its signature fits none: said with what would fit."""
    if answer.ending:
        code, hint = answer.ending.code, about(answer.ending.code).hint
        sentence = answer.ending.sentence
    else:
        code, hint = "deviates", "\n".join(_signatures(answer, kind or KINDS[0]))
        sentence = f"Its signature fits none that are accepted: {answer.found}."
    return Judgement(
        subject=answer.target,
        kind=kind or "",
        signature="",
        convention=convention,
        verdict="fail",
        code=code,
        sentence=sentence,
        hint=hint,
        output=answer.output,
        seconds=answer.seconds,
    )


ADAPTERS = {  # what may stand in front of a signature that fits none
    "momentum": ("update(W, m, lr, beta, batch_size)", "return W, m"),
    "euler": ("step(rhs, t, x, h)", "return x_next"),
    "recurrence": ("run(beta, f, x0)", "return x"),
}


def _signatures(answer: Answer, kind: str) -> Iterator[str]:
    """The signatures that would fit, and an adapter to copy."""
    yield "accepted are:"
    yield from (f"  {kind}: {form}" for kind, _, form in answer.signatures)
    head, end = ADAPTERS[kind]
    yield "or an adapter in front of it, such as"
    yield f"  def {head}:"
    yield f"      {answer.target.rpartition(':')[2]}(…)  # your arguments, out of these"
    yield f"      {end}"
