"""When to tell whom about an open visit.

`rules` says when, `audience` whom, `assess` what is to be said now, `words` how; `engine` says it, `digest` gathers what
can wait for its half-day, `snoozing` puts it off once, `wording` tells the rules themselves.

What was said is a row (`Reminder`), unique per person, rule, visit and due time, written in the transaction of its
message: a worker killed at any point neither loses nor repeats one. What is to be said is worked out anew from the visit,
the posts and those rows, so nothing depends on a run that did not happen.
"""

from workflow.reminders.engine import Told, reschedule, run

__all__ = ["Told", "reschedule", "run"]
