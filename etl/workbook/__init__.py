"""The only door to workbooks: reads those that agencies send, writes those that they receive.

`read` is the door and the story in order, with `gate` (may it be opened) and `open_book` (its
cells). Behind it are two wings: `issued` reads our own blanks, the path of nearly every file;
`foreign` reads old formats, old fonts and layouts that are none of ours. `process` reads in
processes apart. The one surprising thing: the rooms that write, `template` and `annotate`, know of
those that read only how a package is spelled and what in it would run something.
"""
