"""What runs beside somebody else's code; sent there as source, and the names with it."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

NAMES: Mapping[str, Mapping[str, Any]] = tomllib.loads(
    Path(__file__).with_name("names.toml").read_text(encoding="utf-8")
)
