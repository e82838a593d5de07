"""`python -m duhamel.reports.cli`."""

import sys

from duhamel.reports.cli import main

sys.exit(main())
