-- Where a number comes from, down to the cell of the agency's workbook. No personal data.
CREATE VIEW mart.cell_source AS
SELECT r.period_key, r.return_id, r.form_id, c.excel_row, c.column_name,
    coalesce(r.more_sheets[c.excel_row / 10000000], r.sheet) AS sheet,
    (r.letters ->> c.column_name) || c.excel_row % 10000000 AS cell, c.raw_value,
    k."values" ->> c.column_name AS corrected_value,
    r.file_name, r.sha256, r.agency_id, r.agency_name, r.version, r.received_at
FROM mart.return_in_force r
JOIN landing.cell c ON c.return_id = r.return_id
LEFT JOIN registry.correction_in_force k
    ON k.return_id = c.return_id AND k.excel_row = c.excel_row;
COMMENT ON VIEW mart.cell_source IS 'Where a number comes from, down to the cell of the agency''s workbook';
COMMENT ON COLUMN mart.cell_source.period_key IS 'The period; source: registry.return';
COMMENT ON COLUMN mart.cell_source.return_id IS 'The return; source: registry.return';
COMMENT ON COLUMN mart.cell_source.form_id IS 'The form; source: registry.return';
COMMENT ON COLUMN mart.cell_source.excel_row IS 'Number of the row: that of the sheet, 1-based, and 10000000 more for each further sheet; source: landing';
COMMENT ON COLUMN mart.cell_source.column_name IS 'Column of the form; source: landing';
COMMENT ON COLUMN mart.cell_source.sheet IS 'Sheet in the workbook; source: registry.return, landing';
COMMENT ON COLUMN mart.cell_source.cell IS 'Address in the sheet, such as G14; source: registry.return.letters';
COMMENT ON COLUMN mart.cell_source.raw_value IS 'What the cell held, as text; source: landing';
COMMENT ON COLUMN mart.cell_source.corrected_value IS 'Value that counts instead, as text in the column''s unit, or empty; source: registry.correction';
COMMENT ON COLUMN mart.cell_source.file_name IS 'Name of the workbook; source: registry.submission';
COMMENT ON COLUMN mart.cell_source.sha256 IS 'SHA-256 of the workbook; source: registry.submission';
COMMENT ON COLUMN mart.cell_source.agency_id IS 'Who sent it; source: registry.return';
COMMENT ON COLUMN mart.cell_source.agency_name IS 'Full name at the cut-off day; source: ref.agency';
COMMENT ON COLUMN mart.cell_source.version IS 'Version of the return; source: registry.return';
COMMENT ON COLUMN mart.cell_source.received_at IS 'Moment it was received; source: registry.submission';
