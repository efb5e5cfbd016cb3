-- Obligations around their due day for which it is the agency's turn.
SELECT o.agency_id, o.period_key, o.form_id, o.due_on, o.is_backfilled, coalesce(r.version, 0) AS version,
       o.turn
FROM registry.obligation_standing o
LEFT JOIN registry.return r ON r.id = o.return_id
WHERE o.due_on BETWEEN CAST(:today AS date) - 75 AND CAST(:today AS date) + 20
  AND o.turn IN ('agency_send', 'agency_fix', 'agency_explain', 'agency_sign')
ORDER BY o.period_key, o.agency_id, o.form_id
