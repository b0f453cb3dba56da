"""Whether the running interpreter can parse a text as Python.

Also a program of its own, for texts that may take it too much time or memory:
it reads the text from standard input and prints line, column and words of the
fault, separated by tabs. It imports nothing of ours.
"""

from __future__ import annotations

import ast
import sys
import warnings

Fault = tuple[int, int, str]
"""Line and column, from 1 and 0 where unknown, and what is wrong there."""

_MEMORY = 2 << 30


def parses(text: str) -> bool:
    """Whether ``text`` can be parsed beyond doubt; where not, :func:`fault` knows.

    The table of its names is made by the same parser, without an object for each node.
    """
    import symtable

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            symtable.symtable(text, "<file>", "exec")
    except (SyntaxError, RecursionError, MemoryError, ValueError):
        return False
    return True


def fault(text: str) -> Fault | None:
    """What keeps ``text`` from being parsed, if anything does."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "<file>", "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
    except SyntaxError as error:
        return error.lineno or 0, error.offset or 0, error.msg
    except (RecursionError, MemoryError):
        return 0, 0, "it is too deep or too large for Python's parser"
    except ValueError as error:
        return 0, 0, str(error)
    return None


def _limit_memory() -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    except (ImportError, ValueError, OSError):
        return  # this system has no such limit


if __name__ == "__main__":
    _limit_memory()
    line, column, words = fault(sys.stdin.buffer.read().decode()) or (0, 0, "")
    sys.stdout.buffer.write(f"{line}\t{column}\t{words}".encode())
