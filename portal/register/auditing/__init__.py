"""Auditing: everything in the log is computed anew from the database, and what was changed is named.

The walk goes through the log once, from the first entry on, with a few thousand entries in memory at a time. What is
found at an entry does not make every later one suspect: the walk goes on with what that entry most likely was.
Whether the hashes are those that were signed is for `portal.evidence.audits`.
"""

from portal.register.auditing.findings import Fault, Finding
from portal.register.auditing.strays import strays
from portal.register.auditing.walk import Walk

__all__ = ["Fault", "Finding", "Walk", "strays"]
