-- Waivers whose scope covers a return, with their end.
SELECT w.id, w.rule_id, w.authority, w.reason, w.valid_until, w.actor, w.at, w.row_key,
       e.at AS revoked_at
FROM registry.waiver w
LEFT JOIN registry.waiver_event e ON e.waiver_id = w.id
WHERE (w.agency_id IS NULL OR w.agency_id = :agency_id)
  AND (w.form_id IS NULL OR w.form_id = :form_id)
  AND (w.period_key IS NULL OR w.period_key = :period_key)
ORDER BY w.seq DESC
