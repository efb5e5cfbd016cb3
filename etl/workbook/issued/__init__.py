"""The wing that reads our own blanks, the path of nearly every file, and knows of no other.

Upwards: `package` (bytes), `cells`, `values` (a column), `tables` (where a form lies), `senders`
(from whom, for when), `records` (its rows). The one surprising thing: what is common to all layouts
stands here too, so that the other wing stands on this one, and never this one on the other.
"""
