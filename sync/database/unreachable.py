"""What to do about a connection that does not come about, by what libpq and the server say."""

from __future__ import annotations

import re

_HINTS = {
    r"password authentication failed|no password supplied|SASL": (
        "check user and password of the address: signs such as @ : / # are written %40 %3A %2F %23"
    ),
    r'database "[^"]*" does not exist': (
        "correct the name at the end of the address, or create the database with CREATE DATABASE"
        " and run `pyplots-sync db upgrade`"
    ),
    r'role "[^"]*" (?:does not exist|is not permitted to log in)': (
        "correct the user of the address, or create the role with CREATE ROLE … LOGIN"
    ),
    r"no pg_hba\.conf entry": (
        "add an entry for this user and host to the server's pg_hba.conf, or ?sslmode=require to"
        " the address"
    ),
    r"does not support SSL|SSL is not enabled|SSL error|certificate": (
        "check ?sslmode= in the address, and the server's certificate"
    ),
    r"too many (?:clients|connections)|remaining connection slots": (
        "wait, or close connections: SELECT * FROM pg_stat_activity shows them"
    ),
    r"is (?:starting up|shutting down)|in recovery mode|not (?:yet )?accepting connections": (
        "wait until the server has started, and run it again"
    ),
    r"Connection refused": (
        "no server listens there: check that it is running, and host and port of the address"
    ),
    r"could not translate host name|Name or service not known|nodename nor servname"
    r"|name resolution|resolve host|No address associated": (
        "the host is unknown: check its spelling, and whether it is known only inside of a VPN"
    ),
    r"timeout expired|timed out|connection timeout": (
        "nothing answers there: check host and port, and firewalls and VPNs on the way"
    ),
    r"Network is unreachable|No route to host|Host is unreachable": (
        "there is no route to that network from here: is a VPN needed?"
    ),
    r"No such file or directory": (
        "no server has its socket there: check that it is running, and the host of the address"
    ),
}
"""The words of libpq and of servers that speak English, to the one thing to do."""


def hint_for(message: str) -> str | None:
    """What to do, by what ``message`` says; None where nobody knows."""
    return next((hint for said, hint in _HINTS.items() if re.search(said, message)), None)
