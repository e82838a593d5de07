"""A smooth forcing, however sharp: no check crashes on it, and none is wrong."""

import pytest
from duhamel.analysis.problem import Problem
from duhamel.verification.finding import Verdict
from duhamel.verification.suite import checks
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

OF_THE_PROBLEM = ["ODE-2.restart", "ODE-4.forgetting", "ODE-6.large", "ODE-7.small", "ODE-8.slow",
                  "ODE-11.response", "FE-2.defect", "FE-3.bound", "FE-4.constant", "FE-5.order",
                  "NUM-1.DOP853"]  # fmt: skip
STEEP = st.sampled_from(["1", "3", "20", "60"])
INNER = st.one_of(st.just("t"), st.builds("{}*(t - {})".format, STEEP, st.sampled_from("01")))
OUTER = st.sampled_from(
    ["sin({})", "atan({})", "tanh({})", "1/(1 + ({})^2)", "exp(-({})^2)", "1/cosh({})",
     "sqrt(1/9 + ({})^2)", "log(1/50 + ({})^2)", "1/(1 + exp({}))", "1/(2 + cos({}))",
     "(2 + sin({}))^(-5/3)", "tan(sin({}))", "({})^3/30", "2^(cos({}))"]
)  # fmt: skip
SMOOTH = st.builds(str.format, OUTER, INNER)
FORCING = st.one_of(
    SMOOTH,
    st.builds(str.format, OUTER, SMOOTH),
    st.builds("{}*{}".format, SMOOTH, SMOOTH),
    st.builds("({})/({} + 3)".format, SMOOTH, SMOOTH),
)


@settings(max_examples=12)
@given(FORCING)
@example("1/(1+25*t**2)")
@example("1/(1+exp(-50*(t-2)))")
@example("t/(1+t**2)")
@example("1/(2+sin(9*t))")
def test_no_check_crashes_on_a_smooth_forcing(forcing: str) -> None:
    try:
        problem = Problem.from_strings(forcing=forcing, T="2")
    except ValueError:  # the grammar could not see that it is smooth
        assume(False)
    for id in OF_THE_PROBLEM:
        outcome = checks()[id].judged(problem)
        assert outcome.verdict is not Verdict.FAIL, f"{id}: {outcome.measured}"
        assert outcome.measured


@pytest.mark.parametrize("forcing", ["atan(50*(t-1))", "tanh(20*(t-1))", "exp(-100*(t-1)^2)"])
def test_what_is_sharp_is_decided_and_a_mistake_is_told(forcing: str) -> None:
    problem = Problem.from_strings(forcing=forcing, T="2")
    for id, name in (("FE-4.constant", "order two"), ("NUM-1.RK45", "gain off by 2⁻⁹")):
        check = checks()[id]
        assert check.finding(problem, check.subject).verdict is Verdict.PASS
        assert check.finding(problem, check.controls[name]).verdict is Verdict.FAIL
