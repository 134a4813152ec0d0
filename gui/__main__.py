"""Start the program."""

import gc
import sys

from gui.options import parse


def main() -> int:
    """Run what the command line asks for; return the exit code."""
    arguments = sys.argv[1:]
    options = parse(arguments)
    if options.self_check is not None:
        from gui.self_check import self_check  # noqa: PLC0415 - each way needs its own parts only

        return self_check(options)
    if options.remove_settings or options.remove_reports:
        from gui.removal import remove  # noqa: PLC0415
        from gui.storage.os_keyring import KeyringStore  # noqa: PLC0415

        return remove(options, KeyringStore())
    gc.disable()  # imports leave no garbage; the program has its own collector
    from gui.app import main as run  # noqa: PLC0415

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
