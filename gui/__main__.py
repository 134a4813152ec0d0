"""Start the program."""

import sys

from gui.app import main as run
from gui.options import parse
from gui.self_check import self_check


def main() -> int:
    """Run the program, or check it, as the command line says; return the exit code."""
    arguments = sys.argv[1:]
    return self_check() if parse(arguments).self_check else run(arguments)


if __name__ == "__main__":
    sys.exit(main())
