"""Reminders and notices: what the registry says is open in, e-mails and kept notices out.

Only those are written to who have not sent, or whose turn it is. The one surprising thing: a
letter holds a link and never a figure; what is wrong is read on the agency's own page.
"""

from etl.notify.post import incident_text, tell_faults
from etl.notify.remind import remind
