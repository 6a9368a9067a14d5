"""The number of random mutants of the source that the tests notice, and those that they don't.

The mutants of a commit are the same for the same seed. A whole run takes an hour or more; with --state it can be stopped
and gone on with, and --share 1/2 and 2/2 divide it between two processes.
"""

import sys

from _mutations import drawn
from _trial_options import parser, run

FOLDERS = ["tools", "agent"]


def main() -> int:
    """Print how many mutants were caught, and each that was missed."""
    made = parser(__doc__, 200)
    made.add_argument("--seed", type=int, default=18)
    made.add_argument("--folders", nargs="+", default=FOLDERS, help="folders of the source that is changed")
    options = made.parse_args()
    return run(options, lambda checkout: drawn(checkout, options.folders, options.count, options.seed))


if __name__ == "__main__":
    sys.exit(main())
