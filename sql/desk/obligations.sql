-- Who owes which form for a period, until when, and what a waiver lets off: one in force today, or
-- one that was in force on the due day. What was let off when it was due is never owed again.
SELECT o.agency_id, o.form_id, o.due_on, o.is_extended, o.is_backfilled, EXISTS (
        SELECT FROM registry.waiver w
        WHERE w.rule_id = 'warehouse.not_sent'
          AND (w.agency_id IS NULL OR w.agency_id = o.agency_id)
          AND (w.form_id IS NULL OR w.form_id = o.form_id)
          AND (w.period_key IS NULL OR w.period_key = o.period_key)
          AND w.valid_until >= least((now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, o.due_on)
          AND NOT EXISTS (SELECT FROM registry.waiver_event e WHERE e.waiver_id = w.id)
    ) AS is_let_off
FROM registry.obligation_due o
WHERE o.period_key = :period_key
