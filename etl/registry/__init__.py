"""What was received and what became of it: the registry's tables in, decisions and events out.

The one surprising thing: nothing here is ever changed or deleted. A state is the last event of a
return, a decision is an event of its own, and the database refuses anything else.
"""
