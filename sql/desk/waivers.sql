-- All waivers, those in force first. What a waiver of sending let off stays let off after its last
-- day, so that one may still be revoked then.
SELECT id, rule_id, agency_id, form_id, period_key, row_key, authority, reason, valid_until, actor,
       at, revoked_at, revoked_by, revoked_reason, is_in_force_today AS in_force,
       revoked_at IS NULL AND is_of_sending AS lets_off
FROM registry.waiver_standing
ORDER BY in_force DESC, id DESC
LIMIT 300
