-- Who owes which form for which period, and until when.
CREATE VIEW registry.obligation_due AS
SELECT DISTINCT ON (p.key, a.id, o.form_id)
    p.key AS period_key, a.id AS agency_id, a.name AS agency_name,
    a.short_name AS agency_short_name, a.kind AS agency_kind, a.area_code,
    o.form_id, f.title AS form_title,
    due.due_on, x.due_on IS NOT NULL AS is_extended,
    due.due_on < (SELECT live.live_from FROM registry.operation live ORDER BY live.id DESC LIMIT 1)
        AS is_backfilled
FROM ref.period p
JOIN ref.obligation o ON o.frequency = p.kind AND daterange(o.valid_from, o.valid_to) @> p.ends_on
JOIN ref.agency a ON (o.agency_id = a.id OR o.agency_kind = a.kind)
    AND daterange(a.valid_from, a.valid_to) @> p.ends_on
JOIN ref.form f ON f.id = o.form_id
LEFT JOIN ref.deadline d ON d.period_kind = p.kind AND d.agency_kind = a.kind
    AND daterange(d.valid_from, d.valid_to) @> p.ends_on
LEFT JOIN LATERAL (
    SELECT e.due_on FROM registry.deadline_extension e
    WHERE e.period_key = p.key AND e.agency_id = a.id
        AND (e.form_id IS NULL OR e.form_id = o.form_id)
    ORDER BY e.id DESC LIMIT 1
) x ON true
CROSS JOIN LATERAL (
    SELECT coalesce(x.due_on,
        ref.working_day_after(p.ends_on, coalesce(d.working_days_after_cutoff, 2))) AS due_on
    OFFSET 0  -- counts the working days once
) due
ORDER BY p.key, a.id, o.form_id;
COMMENT ON VIEW registry.obligation_due IS 'Who owes which form for which period, and until when';
COMMENT ON COLUMN registry.obligation_due.period_key IS 'The period; source: ref.period';
COMMENT ON COLUMN registry.obligation_due.agency_id IS 'Who owes it; source: ref.obligation';
COMMENT ON COLUMN registry.obligation_due.agency_name IS 'Full name at the cut-off day; source: ref.agency';
COMMENT ON COLUMN registry.obligation_due.agency_short_name IS 'Short name at the cut-off day; source: ref.agency';
COMMENT ON COLUMN registry.obligation_due.agency_kind IS 'Kind of agency; source: ref.agency';
COMMENT ON COLUMN registry.obligation_due.area_code IS 'Code of its district, or empty; source: ref.agency';
COMMENT ON COLUMN registry.obligation_due.form_id IS 'The form owed; source: ref.obligation';
COMMENT ON COLUMN registry.obligation_due.form_title IS 'Title of the form; source: ref.form';
COMMENT ON COLUMN registry.obligation_due.due_on IS 'Last day to send it; source: ref.deadline or registry.deadline_extension';
COMMENT ON COLUMN registry.obligation_due.is_extended IS 'Whether a later day was granted; source: registry.deadline_extension';
COMMENT ON COLUMN registry.obligation_due.is_backfilled IS 'Whether that day was over when the system went into operation; source: registry.operation';
