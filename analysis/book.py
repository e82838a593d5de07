"""The book: its chapters, the theorems each one tells, and the words between them.

Words hold marks in braces: `{REC-3.b}` is the statement of a claim, as a formula;
`{speedup.peak:2}` a number of the run's figures, to so many digits, or, as
`{parameters.beta}`, one of the reader's; `{@polyak}` a work in the list of references. A
theorem's id is a link by itself. A paragraph whose number the run did not find is left out.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Chapter:
    """A question, the theorems that answer it, and what the answer means for training.

    ``id`` is its place in the page, ``pictures`` name figures of the run, in reading order.
    """

    id: str
    title: str
    question: tuple[str, ...]
    theorems: tuple[str, ...]
    pictures: tuple[str, ...]
    training: tuple[str, ...]


IDEA = (
    "Momentum keeps a memory of past gradients that fades by the factor β in each step.",
    "A tank that leaks has such a memory, too: x′ = −a x + f(t) remembers its inputs, each faded "
    "by its age, and that is all it remembers (Duhamel's formula, ODE-2).",
    "A step of Euler turns the one into the other (FE-1), and what is true of both says what "
    "momentum does: how much it amplifies, when it is stable, and when it is faster.",
)
"""The lecture's idea in three sentences."""
PICTURE = "triangle"
"""The figure that opens the book."""

CHAPTERS = (
    Chapter(
        "forgetting",
        "A system that forgets",
        (
            "A tank leaks at the rate a and is fed by f. Its level rises with what comes in and "
            "falls by itself, and after a while nobody can tell how full it was at first. The "
            "equation x′ = −a x + f(t) says this of everything that leaks. What does x(t) "
            "remember of f?",
            "One substitution answers it (ODE-1): write x = y exp(−at), and only y has to be "
            "summed up. What comes out is the formula of {@duhamel}: {ODE-2.a}: the start, "
            "faded, and every input, faded by its age.",
        ),
        ("ODE-1", "ODE-2", "ODE-3", "ODE-4", "ODE-5", "ODE-11"),
        ("solution",),
        (
            "How a run was started is soon forgotten: two runs that differ in their first state "
            "alone differ by less and less, and ODE-4 says how long to wait. What lasts is the "
            "kernel, of mass 1/a and mean age 1/a (ODE-5): a slow leak remembers long and "
            "amplifies much, and cannot do the one without the other.",
        ),
    ),
    Chapter(
        "memories",
        "Fast and slow memories",
        (
            "Send one input through a large a and through a small one. With a large a the state "
            "hangs on the latest values of f; with a small one it adds them up. The lecture says "
            "both with a ≈. How near is near, and until when?",
        ),
        ("ODE-6", "ODE-7", "ODE-8", "ODE-9", "ODE-10"),
        ("window",),
        (
            "“Momentum averages the last few gradients” is a good picture of its weights and a "
            "bad one of what it does. A window of any width is blind to some oscillations of the "
            "gradient; the memory with its tail is blind to none, it damps them and answers late "
            "(ODE-9, ODE-10). And “slow” is said of the state beside its own size: a slow memory "
            "moves by large amounts when what it holds is large (ODE-8).",
        ),
    ),
    Chapter(
        "steps",
        "One step at a time",
        (
            "A computer takes steps. Forward Euler puts (xₙ₊₁ − xₙ)/h in the place of x′ and gets "
            "a recurrence with β = 1 − ah (FE-1). How wrong is it?",
            "Its error is known, order and constant ({@hairer}). So what a run shows can be "
            "predicted and need not be tolerated: each measured error below stands beside its "
            "predicted value. SciPy's own methods ({@virtanen}) are held to the same solution by "
            "the defect that they leave (NUM-1).",
        ),
        ("FE-1", "FE-2", "FE-3", "FE-4", "FE-5", "FE-7", "NUM-1"),
        ("convergence",),
        (
            "Plain descent is forward Euler for W′ = −∇L(W), and its rate is the step. Half the "
            "rate follows that flow half as badly, in twice the steps. Nothing in this says that "
            "the flow should be followed closely: only how far a run is from it.",
            "If you test an integrator of your own, do not ask for “an order near one”. Ask for "
            "the order that FE-5 predicts for your pair of steps, and for the constant of FE-4.",
        ),
    ),
    Chapter(
        "too-large",
        "Too large a step",
        (
            "Every solution of x′ = −a x decays. A run of Euler does so only while its step is "
            "small enough. Where does it begin to blow up, and what do better methods "
            "({@shampine}) pay for that border?",
        ),
        ("FE-6", "NUM-2"),
        ("free", "stability"),
        (
            "Read a as a curvature and h as the learning rate. Below αλ = 1 descent comes down "
            "from one side, from there to 2 in a zigzag, and beyond 2 the steepest direction "
            "blows up, however well the others do (FE-6). An explicit integrator pays for this "
            "border with small steps as long as the equation lasts (NUM-2); descent pays with a "
            "rate that suits its steepest direction and starves its flattest. Momentum moves the "
            "border: MOM-7.",
        ),
    ),
    Chapter(
        "recurrence",
        "The memory in steps",
        (
            "Forget where the recurrence came from, and keep xₙ₊₁ = β xₙ + fₙ. The same strategy "
            "gives the same formula, with a sum: {REC-1.a}. Write out three steps to see why: "
            "every later step multiplies what came in by β once more, so an input that is k steps "
            "old carries βᵏ. For which β does a bounded input keep "
            "the state bounded? How much of a constant is left in the end? And what does rounding "
            "add, a little in each step ({@higham})?",
        ),
        tuple(f"REC-{number}" for number in range(1, 10)),
        ("memory", "amplification", "gains", "response"),
        (
            "β says three things at once: how long is remembered (REC-6), how much a steady "
            "gradient is amplified (REC-3), and how slowly the average may move (REC-8). No "
            "setting has one without the others.",
            "A β below zero is no memory that averages. It damps what is steady and amplifies "
            "what alternates (REC-4).",
        ),
    ),
    Chapter(
        "momentum",
        "Momentum is that recurrence",
        (
            "The heavy ball of {@polyak} is m ← β m − α∇L and W ← W + m. {@qian} reads it as a "
            "mass in a viscous medium, {@sutskever} show what it does for deep learning. Put "
            "fₙ = −α∇Lₙ, and it is the recurrence of the last chapter. Where the lecture writes "
            "≈, what stands is an equality, at every step: {MOM-1.b}.",
        ),
        tuple(f"MOM-{number}" for number in (1, 2, 3, 4, 5, 6, 10)),
        (),
        (
            "While the gradient hardly changes, momentum takes the steps of plain descent at the "
            "rate α/(1 − β) (MOM-2, MOM-3). So whoever raises β raises the rate as well: compare "
            "runs of equal α/(1 − β), or the gain is that of a larger rate.",
            "Keep the buffer between calls. The lecture's listing, called as it is printed, "
            "starts from m = 0 each time, and is plain descent with an unused name (MOM-6).",
        ),
    ),
    Chapter(
        "faster",
        "Ten times faster?",
        (
            "“It is like converging 10 times faster”, says the lecture. On a quadratic of "
            "curvature λ all depends on β and on q = αλ, so the answer is a picture in the plane "
            "of both: inside a triangle momentum converges, and nowhere else (MOM-7).",
        ),
        ("MOM-7", "MOM-8", "MOM-9"),
        ("speedup",),
        (
            "At β = {parameters.beta} a step of momentum does the work of {speedup.limit:2} steps "
            "of plain descent where αλ is nearly zero. For αλ ≤ 1 it never does that of more than "
            "{speedup.peak:2}, and that at αλ = {speedup.peak_al:4}; between "
            "αλ = {speedup.crossing:4} and 1 + √β it does less than one.",
            "So momentum helps in the flat directions, which are those that make descent slow. "
            "With the best α and β for curvatures from μ to ℓ the rate hangs on the square root "
            "of κ = ℓ/μ, where that of descent hangs on κ itself (MOM-9).",
        ),
    ),
    Chapter(
        "libraries",
        "What the libraries do",
        (
            "The rate may stand inside the memory or outside, the memory may be averaged, its "
            "first gradient may be dampened, and Nesterov's step looks one ahead. All go by the "
            "name of momentum. Which one is yours, and when does it matter?",
        ),
        ("MOM-11",),
        ("digits",),
        (
            "With a constant rate the first two are one method under two names. When the rate is "
            "changed they part, and under the same gradients their weights stay apart (MOM-11). So "
            "a schedule that was tuned for one library says something else in another; compare the "
            "amplification and the last column of the table, not the name of the option.",
        ),
    ),
)
"""The chapters in reading order; each theorem stands in one of them."""
