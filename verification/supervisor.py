"""Between the grader and the subject: takes away what the subject must not have, and watches it.

Stand-alone like `child`: its source is sent to a fresh interpreter.
"""

from __future__ import annotations

import json
import os
import sys
import types
from typing import Any


def main(order: dict[str, Any]) -> None:
    answers = os.dup(1)
    os.dup2(2, 1)
    child = types.ModuleType("duhamel.verification.child")
    vars(child)["__builtins__"] = dict(vars(__import__("builtins")))
    sys.modules[child.__name__] = child
    name, source = order["sources"][0]
    exec(compile(source, f"<{name}>", "exec"), child.__dict__)
    child.main(order["sources"][1:], order["request"], answers)


if __name__ == "__main__":
    main(json.load(sys.stdin))
