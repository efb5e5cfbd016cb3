-- The returns that count: now, as of the moment in `etl.as_of`, or those of the report in
-- `etl.release_id`. A return counts from the moment its rows are loaded.
CREATE VIEW mart.return_in_force AS
SELECT r.id AS return_id, r.submission_id, r.agency_id, a.agency_name, a.area_code, r.form_id,
    r.period_key, r.version, r.sheet, r.letters, r.more_sheets,
    r.data_note, s.sha256, s.file_name, s.received_at
FROM registry.return r
JOIN registry.submission s ON s.id = r.submission_id
JOIN registry.return_load l ON l.return_id = r.id
LEFT JOIN ref.agency_of_period a ON a.agency_id = r.agency_id AND a.period_key = r.period_key
CROSS JOIN LATERAL (
    SELECT e.state FROM registry.return_event e
    WHERE e.return_id = r.id AND e.at <= (SELECT mart.horizon())
    ORDER BY e.id DESC LIMIT 1
) last
WHERE CASE
    WHEN (SELECT coalesce(current_setting('etl.release_id', true), '')) <> '' THEN EXISTS (
        SELECT FROM release.release_return i
        WHERE i.return_id = r.id
          AND i.release_id = (SELECT current_setting('etl.release_id', true)::bigint))
    ELSE last.state = 'accepted' AND l.loaded_at <= (SELECT mart.horizon())
END;
COMMENT ON VIEW mart.return_in_force IS 'The returns that count: now, as of a moment (etl.as_of) or as released (etl.release_id)';
COMMENT ON COLUMN mart.return_in_force.return_id IS 'The return; source: registry.return';
COMMENT ON COLUMN mart.return_in_force.submission_id IS 'The workbook; source: registry.submission';
COMMENT ON COLUMN mart.return_in_force.agency_id IS 'Who sent it; source: registry.return';
COMMENT ON COLUMN mart.return_in_force.agency_name IS 'Full name at the cut-off day; source: ref.agency';
COMMENT ON COLUMN mart.return_in_force.area_code IS 'Code of the sender''s district, or empty; source: ref.agency';
COMMENT ON COLUMN mart.return_in_force.form_id IS 'The form; source: registry.return';
COMMENT ON COLUMN mart.return_in_force.period_key IS 'The period; source: registry.return';
COMMENT ON COLUMN mart.return_in_force.version IS 'Version, from 1; source: registry.return';
COMMENT ON COLUMN mart.return_in_force.sheet IS 'Sheet in the workbook; source: registry.return';
COMMENT ON COLUMN mart.return_in_force.letters IS 'Column name to column letter in the sheet; source: registry.return';
COMMENT ON COLUMN mart.return_in_force.more_sheets IS 'Further sheets; rows of the first of them are numbered from 10000000 on; source: registry.return';
COMMENT ON COLUMN mart.return_in_force.data_note IS 'What the cover says of the data; source: registry.return';
COMMENT ON COLUMN mart.return_in_force.sha256 IS 'SHA-256 of the workbook; source: registry.submission';
COMMENT ON COLUMN mart.return_in_force.file_name IS 'Name of the workbook; source: registry.submission';
COMMENT ON COLUMN mart.return_in_force.received_at IS 'Moment it was received; source: registry.submission';
