"""Set up, run, test and measure Modelpost from a clone: `python3 packaging/dev.py run | test | bench`.

Uses the standard library only. This file alone keeps to the grammar of old Pythons, so that they can say what is wrong.
"""

import sys

if sys.version_info < (3, 11):  # the declared minimum is what this line is there to explain
    sys.exit("Modelpost needs Python 3.11 or later, and this is Python {}.{}.".format(*sys.version_info[:2]))

from dev_tasks import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
