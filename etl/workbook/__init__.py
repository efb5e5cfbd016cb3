"""The only door to workbooks: reads those that agencies send, writes those that they receive.

Reading goes upwards, a room at a time: `container` (bytes), `sheets` (cells), `values` (a column),
`tables` (where a form lies), `senders` (from whom, for when), `records` (its rows), `remarks` (the
workbook as a whole); `read` is the story in order, and `process` tells it in processes apart. The
one surprising thing: the rooms that write, `template` and `annotate`, know nothing of those that
read.
"""
