"""``python -m sync`` is the command ``pyplots-sync``."""

import signal


def main() -> None:
    """Run the command line and exit."""
    # until it listens, Ctrl-C ends it as other signals do: nothing is begun that could be told of
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from sync.cli import main as start

    start()


if __name__ == "__main__":
    main()
