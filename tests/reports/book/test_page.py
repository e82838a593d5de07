"""The page in a real browser: Debian's Chromium, driven by playwright, read by axe-core."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise, product
from typing import TYPE_CHECKING, Any

import pytest
from duhamel.reports.book import citation, page
from duhamel.reports.text import phrases
from duhamel.verification.checks import quadratic
from duhamel.verification.models.solution import middle
from flint import arb, ctx, fmpq

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
}
CONTRAST = "color-contrast"  # slow, and the same on a phone
FOUND = {"resultTypes": ["violations"]}
LOOKS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {  # the window, and what axe looks for
    "light": ({}, FOUND),
    "dark": ({"color_scheme": "dark"}, {**FOUND, "runOnly": [CONTRAST]}),
    "phone": (PHONE, {**FOUND, "rules": {CONTRAST: {"enabled": False}}}),
}
# formulas have the colour of their text, static pictures are one image each: axe need not enter
ENTER = {"exclude": [["math"], [".plot svg"]]}


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(reduced_motion="reduce")
    yield context
    context.close()


@pytest.fixture
def report(context: BrowserContext, address: str) -> Page:
    """The open page of the sample."""
    return opened(context, address)


@pytest.fixture(scope="module")
def still(browser: Browser, address: str) -> Iterator[Page]:
    """The same page, for those who only look."""
    context = browser.new_context(reduced_motion="reduce")
    yield opened(context, address)
    context.close()


def opened(context: BrowserContext, address: str) -> Page:
    opened = context.new_page()
    opened.goto(address)
    return opened


# ---- the page as a whole -------------------------------------------------------------------------


@pytest.mark.parametrize("look", LOOKS)
def test_nothing_is_fetched_nothing_fails_and_axe_finds_nothing(
    browser: Browser, address: str, look: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    window, rules = LOOKS[look]
    context = browser.new_context(reduced_motion="reduce", **window)
    report = context.new_page()
    asked, said = list[str](), list[str]()
    report.on("request", lambda request: asked.append(request.url))
    report.on("console", lambda message: said.append(message.text))
    report.on("pageerror", lambda error: said.append(str(error)))
    report.goto(address)
    assert report.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert said == []
    assert [url for url in asked if not url.startswith("data:")] == [address]
    assert _violations(axe.run(report, ENTER, rules)) == []
    report.get_by_role("button", name="Cite 02KD", exact=True).click()
    report.get_by_role("dialog").wait_for()
    assert _violations(axe.run(report, "dialog", rules)) == []
    context.close()


def _violations(found: Any) -> list[tuple[str, str]]:
    return [
        (violation["id"], node["html"][:200])
        for violation in found.response["violations"]
        for node in violation["nodes"]
    ]


def test_axe_sees_what_is_wrong(report: Page) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    report.evaluate(
        "document.querySelector('.explore-stability .slider input').removeAttribute('aria-label')"
    )
    report.evaluate("document.querySelector('.explore-stability .slider span').remove()")
    found = axe.run(report, ".explore-stability")
    assert [rule for rule, _ in _violations(found)] == ["label"]


def test_the_policy_forbids_any_other_script_and_any_request(report: Page) -> None:
    said = list[str]()
    report.on("console", lambda message: said.append(message.text))
    report.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.smuggled = true";
          document.body.append(script);
        }"""
    )
    assert report.evaluate("window.smuggled") is None
    assert report.evaluate("fetch('data:text/plain,x').then(() => 'fetched', () => 'refused')") == (
        "refused"
    )
    assert len(said) >= 2  # so a breach of the policy is seen in the console


def test_every_anchor_resolves_and_every_id_is_one(still: Page) -> None:
    ids = still.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id)")
    assert [id for id, count in Counter(ids).items() if count > 1] == []
    anchors = still.evaluate(
        "[...document.querySelectorAll('a[href^=\"#\"]')].map((a) => a.getAttribute('href'))"
    )
    assert {anchor[1:] for anchor in anchors} <= set(ids)


def test_theorem_claim_and_check_have_a_permalink(still: Page, told: dict[str, Any]) -> None:
    own = still.evaluate(
        """() => [...document.querySelectorAll("h3, .claim, tr")].flatMap((place) => {
          const id = place.id || place.querySelector("span[id]")?.id;
          return id && place.querySelector(`a[href="#${CSS.escape(id)}"], a[href="#${id}"]`)
            ? [id] : [];
        })"""
    )
    wanted = {f"check-{check['id']}" for check in told["checks"] if "!" not in check["id"]}
    for theorem in told["theorems"]:
        wanted.add(theorem["tag"])
        wanted |= {f"{theorem['tag']}.{claim['part']}" for claim in theorem["claims"]}
    assert wanted <= set(own)


def test_from_a_line_of_the_lecture_to_its_check_and_back(report: Page) -> None:
    def follow(row: str, link: str) -> None:
        report.locator(row).get_by_role("link", name=link, exact=True).first.click()

    follow("tr:has(#L7)", "ODE-2")
    assert report.url.endswith("#0P4X")
    follow(".theorem:has(#\\30 P4X)", "2 checks")
    assert report.url.endswith("#check-ODE-2.identity")
    row = '[id="check-ODE-2.identity"]'
    assert "discretisation.py:141" in report.locator(row).inner_text()
    follow(row, "ODE-2")
    follow(".theorem:has(#\\30 P4X)", "L7")
    assert report.url.endswith("#L7")


def test_the_first_screen_is_a_picture_what_it_says_and_the_verdict(report: Page) -> None:
    report.set_viewport_size({"width": 1280, "height": 850})
    for part in ("h1", "#figure-triangle .told", "#figure-triangle svg", "#verdict"):
        box = report.locator(part).last.bounding_box()
        assert box
        assert box["y"] + box["height"] <= 850
    report.locator("#verdict a").first.click()
    assert report.url.endswith("#evidence")


def test_headings_and_landmarks_are_in_order(report: Page) -> None:
    levels = report.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4')].map((h) => Number(h.tagName[1]))"
    )
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    report.keyboard.press("Tab")
    report.keyboard.press("Enter")
    assert report.url.endswith("#content")
    for landmark in ("banner", "navigation", "main"):
        assert report.get_by_role(landmark).count() == 1


def test_without_javascript_only_conveniences_are_lost(
    browser: Browser, address: str, report: Page
) -> None:
    context = browser.new_context(java_script_enabled=False)
    bare = opened(context, address)
    assert bare.locator("button, select, input").count() == 0
    assert bare.locator("#figure-stability .plot").is_visible()
    words = "(e) => e.textContent"  # with the folded and without what the script adds
    without = bare.locator("main").evaluate(words)
    for added in (".tools", ".filter", ".explore"):
        report.evaluate(f"document.querySelectorAll('{added}').forEach((e) => e.remove())")
    assert report.locator("main").evaluate(words) == without
    context.close()


def test_in_print_the_figures_stand_still(report: Page) -> None:
    assert report.locator("#figure-triangle .explore").is_visible()
    assert not report.locator("#figure-triangle .plot").is_visible()
    report.emulate_media(media="print")
    assert not report.locator("#figure-triangle .explore").is_visible()
    assert report.locator("#figure-triangle .plot").is_visible()
    assert report.locator("button:visible").count() == 0


# ---- contents, citing, filtering -----------------------------------------------------------------


def test_the_contents_follow_the_reader(report: Page) -> None:
    current = report.locator(".contents [aria-current]")
    for tag in ("1C7M", "2W8T", "02KD"):
        report.evaluate("(id) => document.getElementById(id).scrollIntoView()", tag)
        report.wait_for_function(
            "(hash) => document.querySelector('.contents [aria-current]')?.hash === hash",
            arg=f"#{tag}",
        )
        assert current.count() == 1
        assert current.is_visible()


def test_a_source_breaks_behind_its_folder_only(report: Page) -> None:
    report.set_viewport_size({"width": 1200, "height": 900})
    lines = report.locator(".matrix td:nth-child(5) code").evaluate_all(
        """all => all.map(code => {
          const file = document.createRange()
          file.selectNode(code.lastChild)
          const inside = code.parentElement.getBoundingClientRect().right
          return [file.getClientRects().length, file.getBoundingClientRect().right <= inside]
        })"""
    )
    assert lines
    assert all(line == [1, True] for line in lines)


def test_on_a_phone_the_contents_are_folded(browser: Browser, address: str) -> None:
    context = browser.new_context(**PHONE, reduced_motion="reduce")
    report = opened(context, address)
    summary = report.locator(".contents summary")
    assert not report.locator(".contents ul").first.is_visible()
    summary.focus()
    report.keyboard.press("Enter")
    report.locator('.contents a[href="#1C7M"]').focus()
    report.keyboard.press("Enter")
    assert report.url.endswith("#1C7M")
    assert not report.locator(".contents ul").first.is_visible()
    report.wait_for_function(
        "document.querySelector('.contents summary').textContent.includes('FE-4')"
    )
    top = report.locator('[id="1C7M"]').bounding_box()
    bar = report.locator(".contents").bounding_box()
    assert top
    assert bar
    assert top["y"] >= bar["y"] + bar["height"]  # the heading is not under the bar
    context.close()


def test_cite_gives_what_the_command_gives(report: Page, told: dict[str, Any]) -> None:
    theorem = told["theorems"][0]
    suite = {key: told["suite"][key] for key in ("version", "commit", "dirty")}
    for entry in (theorem, citation.claim(theorem, "a")):
        name = f"Cite {phrases.name(entry)}"
        report.get_by_role("button", name=name, exact=True).click()
        dialog = report.get_by_role("dialog")
        dialog.wait_for()
        assert dialog.locator("pre").all_text_contents() == [
            citation.cite(entry, format, **suite) for format in page.CITED_AS
        ]
        report.keyboard.press("Escape")
        assert not dialog.is_visible()


def test_copied_tex_is_the_formula(
    context: BrowserContext, report: Page, told: dict[str, Any]
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    theorem = told["theorems"][1]
    claim = theorem["claims"][1]
    name = f"Copy TeX of {theorem['tag']}.b"
    report.get_by_role("button", name=name, exact=True).click()
    report.get_by_role("status").filter(has_text="Copied").wait_for()
    assert report.evaluate("navigator.clipboard.readText()") == claim["statement"]["latex"]
    report.get_by_role("status").filter(has_text="Copied").wait_for(state="detached")
    report.get_by_role("button", name=f"Copy TeX of {theorem['tag']}", exact=True).click()
    report.wait_for_function("navigator.clipboard.readText().then((t) => t.includes('gather'))")
    copied = report.evaluate("navigator.clipboard.readText()")
    assert all(claim["statement"]["latex"] in copied for claim in theorem["claims"])


def test_where_nothing_may_be_copied_the_tex_is_shown(report: Page, told: dict[str, Any]) -> None:
    report.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(); }")
    theorem = told["theorems"][0]
    report.get_by_role("button", name=f"Copy TeX of {theorem['tag']}", exact=True).click()
    shown = report.get_by_role("dialog").locator("pre")
    shown.wait_for()
    assert shown.text_content() == theorem["claims"][0]["statement"]["latex"]


def test_the_matrix_is_filtered_by_verdict_evidence_and_chapter(
    report: Page, told: dict[str, Any]
) -> None:
    report.locator(".evidence > summary").click()
    rows = report.locator(".matrix tbody tr, .controls tbody tr")
    assert rows.count() == len(told["checks"])
    evidence = report.locator("select[name=Evidence]")
    evidence.focus()
    report.keyboard.press("ArrowDown")  # by keyboard alone
    kind = evidence.input_value()
    assert kind
    names = {check["id"] for check in told["checks"] if check["evidence"] == kind}
    wanted = [check for check in told["checks"] if check["id"].split("!")[0] in names]
    controls = sum("!" in check["id"] for check in wanted)
    said = f"{len(wanted) - controls} checks and {controls} negative controls of"
    assert said in report.locator(".filter output").inner_text()
    visible = report.evaluate(
        "[...document.querySelectorAll('.matrix tbody tr, .controls tbody tr')]"
        ".filter((row) => !row.closest('[hidden]')).length"
    )
    assert visible == len(wanted)
    report.locator("select[name=Chapter]").select_option(index=2)
    report.locator("select[name=Verdict]").select_option(label="fails, as it must")
    left = report.locator(".matrix tbody tr:visible, .controls tbody tr:visible")
    assert all("!" in text for text in left.all_inner_texts())
    report.get_by_role("button", name="Show all").click()
    report.locator(".filter:not(.active)").wait_for()
    assert report.locator("tr[hidden]").count() == 0


def test_what_the_filter_leaves_out_is_said_on_paper(report: Page) -> None:
    report.locator(".evidence > summary").click()
    count = report.locator(".filter output")
    report.emulate_media(media="print")
    assert not count.is_visible()
    report.emulate_media(media="screen")
    report.locator("select[name=Verdict]").select_option(label="fails, as it must")
    report.emulate_media(media="print")
    assert count.is_visible()
    assert report.locator("select:visible, button:visible").count() == 0


def test_a_link_shows_what_is_filtered_or_folded_away(report: Page) -> None:
    report.locator(".evidence > summary").click()
    report.locator("select[name=Evidence]").select_option("exact")
    report.locator(".evidence > summary").click()
    target = report.locator('[id="check-ODE-1.identity!late-input"]')
    assert not target.is_visible()
    report.evaluate("location.hash = '#check-ODE-1.identity!late-input'")
    target.wait_for(state="visible")


def test_a_cited_theorem_opens_in_place_and_closes_again(report: Page) -> None:
    link = report.locator(".theorem .around a", has_text="ODE-").first
    href = link.get_attribute("href")
    assert href
    before = report.url
    link.click()
    box = report.locator(".theorem .knowl")
    statement = report.locator(f'[id="{href[1:]}"]').locator("xpath=ancestor-or-self::article")
    assert report.url == before
    said = box.locator("math").first.text_content()
    assert said
    assert said in (statement.text_content() or "")
    assert box.locator("[id], button").count() == 0
    assert link.get_attribute("aria-expanded") == "true"
    link.click()
    assert box.count() == 0
    link.click()
    box.get_by_role("link").first.click()  # and from there to the place itself
    assert report.url.endswith(href)


def test_one_tab_leads_to_a_group_and_arrows_through_it(report: Page) -> None:
    stops = report.locator(".contents a").evaluate_all("all => all.filter(a => !a.tabIndex).length")
    assert stops == 1
    report.locator(".contents a").first.focus()
    report.keyboard.press("ArrowDown")
    text = "document.activeElement.textContent"
    assert report.evaluate(text) == report.locator(".contents a").nth(1).text_content()
    report.keyboard.press("Tab")
    assert report.evaluate("document.activeElement.closest('main') !== null")
    tools = report.locator(".theorem").first.locator(".tools button")
    assert tools.count() > 2
    assert tools.evaluate_all("all => all.filter(a => !a.tabIndex).length") == 1
    tools.first.focus()
    report.keyboard.press("End")
    assert tools.last.evaluate("(button) => button === document.activeElement")


def test_the_search_leaves_what_has_the_words(report: Page, told: dict[str, Any]) -> None:
    theorem = told["theorems"][0]
    report.get_by_label("Search the report").fill(theorem["claims"][0]["sentence"])
    left = report.locator(".contents li:not(:has(ul)):visible")
    assert theorem["id"] in left.first.inner_text()
    report.get_by_label("Search the report").fill("no such word")
    assert left.count() == 0
    report.get_by_label("Search the report").fill("")
    assert left.count() > len(told["theorems"])


# ---- the figures to explore ----------------------------------------------------------------------


def test_the_memory_answers_to_the_keyboard(report: Page) -> None:
    slider, told = (
        report.get_by_label("aΔt", exact=True),
        report.locator("#figure-stability output"),
    )
    drawing = report.locator("#figure-stability .explore svg").nth(1)
    assert "0.5: monotone" in told.inner_text()
    before = drawing.inner_html()
    slider.focus()
    report.keyboard.press("ArrowRight")
    assert "0.51: monotone" in told.inner_text()
    assert drawing.inner_html() != before
    slider.fill("199")
    assert "alternating" in told.inner_text()
    report.keyboard.press("ArrowRight")
    assert "on the edge" in told.inner_text()
    report.keyboard.press("ArrowRight")
    assert "unbounded" in told.inner_text()
    assert slider.get_attribute("aria-valuetext") == "2.01"


def test_the_memory_answers_to_the_pointer(report: Page) -> None:
    told, drawing = report.locator("#figure-stability output"), "#figure-stability .explore svg"
    _drag(report, drawing, "growthPlane.at(0.5, 0.5)", "growthPlane.at(1.5, 0.5)")
    assert "aΔt = 1.5: alternating" in told.inner_text()
    _drag(report, drawing, "growthPlane.at(1.5, 0.5)", "growthPlane.at(2.5, 1.5)")
    assert "aΔt = 2.5: unbounded" in told.inner_text()


def test_the_triangle_answers_to_the_keyboard_and_the_pointer(report: Page) -> None:
    told = report.locator("#figure-triangle output")
    beta, step = (report.get_by_label(name, exact=True) for name in ("β", "αλ"))
    assert (
        "αλ = 0.01 a step of momentum does the work of 5.24 steps of descent." in told.inner_text()
    )
    assert "1/(1 − β) = 10 times" in told.inner_text()
    step.fill("3800")
    assert "on the edge" in told.inner_text()
    report.keyboard.press("ArrowRight")
    assert "diverges" in told.inner_text()
    beta.fill("0")
    report.keyboard.press("ArrowRight")
    assert "At β = 0.001, αλ = 3.8 momentum diverges." in told.inner_text()
    _drag(report, "#figure-triangle .explore svg", "betaPlane.at(0, 3)", "betaPlane.at(0.5, 1)")
    assert "The error oscillates" in told.inner_text()
    assert float(beta.input_value()) == pytest.approx(500, abs=10)
    before = [int(slider.input_value()) for slider in (beta, step)]
    for key in ("ArrowLeft", "Shift+ArrowUp"):  # the dot that was dragged
        report.keyboard.press(key)
    assert [int(slider.input_value()) for slider in (beta, step)] == [before[0] - 1, before[1] + 10]


def test_what_is_said_of_the_pace(still: Page) -> None:
    for place, words in {
        (900, 100): "momentum is slower: a step does the work of 0.5 steps of descent",
        (810, 100): "momentum is as fast as plain descent",
        (0, 500): "momentum has no memory: it is plain descent",
        (500, 2500): "momentum converges where plain descent does not",
        (500, 1000): "momentum is slower: plain descent arrives in one step",
        (1000, 500): "momentum stands on the edge: its error does not fade",
    }.items():
        assert still.evaluate("([b, l]) => tellPace(b, l, 1000)", [*place]) == words


def _drag(report: Page, drawing: str, start: str, end: str) -> None:
    """Drag on a drawing, from a place of its plane to another."""
    report.locator(drawing).first.scroll_into_view_if_needed()
    for act, place in (("down", start), ("up", end)):
        x, y = report.evaluate(
            f"""() => {{
              const drawn = document.querySelector("{drawing}").getScreenCTM();
              const at = new DOMPoint(...{place}).matrixTransform(drawn);
              return [at.x, at.y];
            }}"""
        )
        report.mouse.move(x, y, steps=3)
        getattr(report.mouse, act)()


def test_the_weights_are_the_powers_exactly(still: Page) -> None:
    """Dyadic: a power of n/64 whose numerator fits is a float64, and so is each before it."""
    for n in range(1, 193):
        factor = 1 - Fraction(n, 64)
        powers = [factor**k for k in range(60)]
        exact = [float(p) for p in powers if abs(p.numerator) < 2**53]
        said = still.evaluate("([z, n]) => weights(1 - z, n)", [n / 64, len(exact) - 1])
        assert said == exact


def test_memory_is_what_the_theorem_says(still: Page) -> None:
    """FE-6 on every place of the slider: a sign of 1 − z, and whether |1 − z| is below 1."""
    said = still.evaluate("Array.from({ length: 300 }, (_, k) => memoryIs(k + 1, 100))")
    for k, words in enumerate(said, 1):
        factor = 1 - Fraction(k, 100)
        if abs(factor) > 1:
            assert words == "unbounded"
        elif abs(factor) == 1:
            assert words == "on the edge"
        else:
            signs = {1: "monotone", 0: "forgetting at once", -1: "alternating"}
            assert words == signs[(factor > 0) - (factor < 0)]


def test_the_triangle_is_the_suites(still: Page) -> None:
    """MOM-7: every place of the plane in hundredths, by `quadratic._side`."""
    betas, steps = range(-110, 111), range(-20, 421)
    said = still.evaluate(
        """([[b0, b1], [l0, l1]]) => {
          let signs = "";
          for (let b = b0; b < b1; b++) for (let l = l0; l < l1; l++) signs += side(b, l, 100) + 1;
          return signs;
        }""",
        [[betas.start, betas.stop], [steps.start, steps.stop]],
    )
    theory = (quadratic._side(fmpq(b, 100), fmpq(q, 100)) + 1 for b, q in product(betas, steps))
    assert said == "".join(map(str, theory))


def _points() -> Iterator[tuple[fmpq, fmpq, fmpq]]:
    """β, q and the spectral radius, all dyadic: from two real roots, or a pair of modulus r."""
    for one, two in product(range(-8, 9), repeat=2):
        z, w = fmpq(one, 8), fmpq(two, 8)
        yield z * w, (1 - z) * (1 - w), max(abs(z), abs(w))
    for k, part in product(range(1, 9), range(-3, 4)):
        r = fmpq(k, 8)
        yield r * r, 1 - 2 * r * fmpq(part, 4) + r * r, r


def test_the_spectral_radius_is_the_suites(still: Page) -> None:
    """From dyadic roots no operation rounds: equality."""
    points = list(_points())
    said = still.evaluate(
        "(points) => points.map(([b, q]) => spectralRadius(b, q))",
        [[middle(beta), middle(q)] for beta, q, _ in points],
    )
    for (beta, q, radius), found in zip(points, said, strict=True):
        assert found == middle(radius)
        matrix = quadratic._matrix(quadratic.update, beta, fmpq(1), q)
        assert quadratic._radius(matrix).contains(radius)


def test_the_iterates_are_the_suites(still: Page) -> None:
    """Quarters: twelve steps stay within 53 bits, so the runs are equal."""
    for b, k in product(range(-4, 5), range(0, 17, 3)):
        beta, q = fmpq(b, 4), fmpq(k, 4)
        m, w = fmpq(0), fmpq(1)
        exact = [w]
        for _ in range(12):
            m, w = quadratic.update(beta, fmpq(1), q * w, m, w)
            exact.append(w)
        found = still.evaluate("([b, q]) => momentumRun(b, q, 12)", [b / 4, k / 4])
        assert found == [middle(w) for w in exact]


def test_the_speed_up_is_the_suites(still: Page) -> None:
    """Two logarithms of exact numbers, each within an ulp (fdlibm's bound), and one division."""
    ulp = arb(2) ** -52
    points = [(b, q, r) for b, q, r in _points() if 0 < q < 2 and q != 1 and 0 < r < 1]
    said = still.evaluate(
        "(points) => points.map(([b, q]) => speedUp(b, q))",
        [[middle(beta), middle(q)] for beta, q, _ in points],
    )
    with ctx.workprec(256):
        bound = (1 + ulp) * (1 + ulp / 2) / (1 - ulp) - 1
        for (beta, q, _), found in zip(points, said, strict=True):
            theory = quadratic._speedup(quadratic.update, beta, fmpq(1), q)
            assert abs(arb(found) - theory) <= abs(theory) * bound


def test_the_pace_is_the_suites(still: Page) -> None:
    """MOM-8: momentum's radius is below, at or above |1 − q|; all of it in exact numbers."""
    points = [(b, q, r) for b, q, r in _points() if 0 < q < 2 and q != 1 and r < 1]
    said = still.evaluate(
        "(points) => points.map(([b, q]) => pace(b, q, 1))",
        [[middle(beta), middle(q)] for beta, q, _ in points],
    )
    paces = [(abs(1 - q) > r) - (abs(1 - q) < r) for _, q, r in points]
    assert said == paces
    assert {*paces} == {-1, 0, 1}
