-- Who owes which form for a period, and until when.
SELECT agency_id, form_id, due_on, is_extended, is_backfilled
FROM registry.obligation_due
WHERE period_key = :period_key
