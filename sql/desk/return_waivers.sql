-- Waivers whose scope covers a return, with their end.
SELECT w.id, w.rule_id, w.authority, w.reason, w.valid_until, w.actor, w.at, w.row_key, w.revoked_at
FROM registry.waiver_standing w
WHERE registry.waiver_covers(w.agency_id, w.form_id, w.period_key, NULL,
    CAST(:agency_id AS text), CAST(:form_id AS text), CAST(:period_key AS text), NULL)
ORDER BY w.seq DESC
