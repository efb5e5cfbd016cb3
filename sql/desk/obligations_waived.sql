-- Obligations of a period that a waiver in force lets off; form_id "" stands for all forms.
SELECT w.agency_id, coalesce(w.form_id, '') AS form_id
FROM registry.waiver w
WHERE w.rule_id = 'warehouse.not_sent' AND w.agency_id IS NOT NULL
  AND (w.period_key = :period_key OR w.period_key IS NULL)
  AND w.valid_until >= (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
  AND NOT EXISTS (SELECT FROM registry.waiver_event e WHERE e.waiver_id = w.id)
