-- Exceptions that were allowed for a period; one without a period stands beside every period.
CREATE VIEW mart.waiver_in_force AS
SELECT p.key AS period_key, w.id AS waiver_id, w.rule_id, 
    CASE w.rule_id
        WHEN 'warehouse.not_sent' THEN 'Cơ quan gửi đủ các biểu phải báo cáo'
        ELSE coalesce(u.title, w.rule_id)
    END AS rule_title,
    w.agency_id, a.agency_name, w.form_id, f.title AS form_title, w.authority, w.reason,
    w.valid_until
FROM registry.waiver w
JOIN ref.period p ON p.key = coalesce(w.period_key, p.key)
LEFT JOIN ref.rule u ON u.id = w.rule_id
LEFT JOIN ref.form f ON f.id = w.form_id
LEFT JOIN ref.agency_of_period a ON a.agency_id = w.agency_id AND a.period_key = p.key
WHERE w.at <= (SELECT mart.horizon())
    AND w.valid_until
        >= (least(now(), (SELECT mart.horizon())) AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
    AND NOT EXISTS (
        SELECT FROM registry.waiver_event e
        WHERE e.waiver_id = w.id AND e.at <= (SELECT mart.horizon()));
COMMENT ON VIEW mart.waiver_in_force IS 'Exceptions from rules that were allowed for a period';
COMMENT ON COLUMN mart.waiver_in_force.period_key IS 'The period; source: registry.waiver, or every period';
COMMENT ON COLUMN mart.waiver_in_force.waiver_id IS 'The waiver; source: registry.waiver';
COMMENT ON COLUMN mart.waiver_in_force.rule_id IS 'The rule that is waived; source: registry.waiver';
COMMENT ON COLUMN mart.waiver_in_force.rule_title IS 'What the rule demands; source: ref.rule';
COMMENT ON COLUMN mart.waiver_in_force.agency_id IS 'Only for this agency, or empty; source: registry.waiver';
COMMENT ON COLUMN mart.waiver_in_force.agency_name IS 'Its full name; source: ref.agency';
COMMENT ON COLUMN mart.waiver_in_force.form_id IS 'Only for this form, or empty; source: registry.waiver';
COMMENT ON COLUMN mart.waiver_in_force.form_title IS 'Its title; source: ref.form';
COMMENT ON COLUMN mart.waiver_in_force.authority IS 'Who allowed it; source: registry.waiver';
COMMENT ON COLUMN mart.waiver_in_force.reason IS 'Why; source: registry.waiver';
COMMENT ON COLUMN mart.waiver_in_force.valid_until IS 'Last day it holds; source: registry.waiver';
