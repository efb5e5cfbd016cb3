-- Place of the last event that decides what counts: of any return, or of a correction.
SELECT greatest(
    (SELECT coalesce(max(seq), 0) FROM registry.return_event),
    (SELECT coalesce(max(seq), 0) FROM registry.correction_event WHERE decision = 'approved'))
