"""Issues reports: a period in, a draft that is fixed, an answer to it, and a letter or a refusal.

draft → published or refused; every change is an event that is only appended. The one surprising
thing: nothing here takes the name of who signed from a caller that publishes. The answer is kept
when it is given (`signing`), and publication reads it there.
"""

from etl.publish.drafting import draft as draft
from etl.publish.drafting import published as published
from etl.publish.issuing import publish as publish
from etl.publish.issuing import refuse as refuse
from etl.publish.releases import files as files
from etl.publish.signing import Answer as Answer
from etl.publish.signing import Answered as Answered
from etl.publish.signing import Question as Question
from etl.publish.signing import answer_at_desk as answer_at_desk
from etl.publish.signing import answered_in as answered_in
from etl.publish.signing import ask as ask
from etl.publish.signing import keep_answer as keep_answer
from etl.publish.signing import why_not_asked as why_not_asked
from etl.publish.signing import why_not_signed as why_not_signed
