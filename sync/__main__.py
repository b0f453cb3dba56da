"""``python -m sync`` is the command ``pyplots-sync``."""

import gc
import signal

_MANY = 100_000
"""Objects that make Python look for garbage: some ten megabytes, and more than is imported."""


def main() -> None:
    """Run the command line and exit."""
    # what is imported lives to the end: looking through it after every 700 objects is waste
    gc.set_threshold(_MANY)
    # until it listens, Ctrl-C ends it as other signals do: nothing is begun that could be told of
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from sync.cli import main as start

    try:
        start()
    finally:
        # and so is looking through all that is left: it ends with the process
        gc.freeze()


if __name__ == "__main__":
    main()
