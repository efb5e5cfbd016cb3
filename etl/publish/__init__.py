"""Issues reports: a period in, a draft that is fixed, an answer to it, and a letter or a refusal.

draft → published or refused; every change is an event that is only appended. The one surprising
thing: nothing here takes the name of who signed from a caller that publishes. The answer is kept
when it is given (`signing`), and publication reads it there.
"""

from etl.publish.drafting import draft, published
from etl.publish.releases import files
from etl.publish.signing import (
    Answer,
    answer_at_desk,
    answered_in,
    ask,
    keep_answer,
    publish,
    refuse,
    why_not_asked,
    why_not_signed,
)
