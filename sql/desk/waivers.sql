-- All waivers, those in force first. What a waiver of sending let off stays let off after its last
-- day, so that one may still be revoked then.
SELECT w.id, w.rule_id, w.agency_id, w.form_id, w.period_key, w.row_key, w.authority, w.reason,
       w.valid_until, w.actor, w.at, e.at AS revoked_at, e.actor AS revoked_by,
       e.reason AS revoked_reason,
       e.id IS NULL AND w.valid_until >= (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS in_force,
       e.id IS NULL AND w.rule_id = 'warehouse.not_sent' AS lets_off
FROM registry.waiver w
LEFT JOIN registry.waiver_event e ON e.waiver_id = w.id
ORDER BY in_force DESC, w.id DESC
LIMIT 300
