-- Cells that were corrected centrally: the value sent and the value that counts.
CREATE VIEW mart.corrected_cell AS
SELECT r.period_key, r.agency_id, r.agency_name, r.form_id, f.title AS form_title, r.return_id,
    c.excel_row,
    coalesce(r.more_sheets[c.excel_row / 10000000], r.sheet) AS sheet, c.column_name, coalesce(h.header, c.column_name) AS column_header,
    CASE WHEN h.is_personal THEN NULL ELSE c.original_value END AS original_value,
    CASE WHEN h.is_personal THEN NULL ELSE c.corrected_value END AS corrected_value,
    c.reason, e.at AS approved_at, t.at AS told_at
FROM mart.return_in_force r
JOIN registry.correction c ON c.return_id = r.return_id
JOIN registry.correction_event e ON e.correction_id = c.id AND e.decision = 'approved'
    AND e.at <= (SELECT mart.horizon())
LEFT JOIN registry.correction_event t ON t.correction_id = c.id AND t.decision = 'told'
LEFT JOIN ref.form f ON f.id = r.form_id
LEFT JOIN ref.form_column h ON h.form_id = r.form_id AND h.name = c.column_name;
COMMENT ON VIEW mart.corrected_cell IS 'Cells that were corrected centrally';
COMMENT ON COLUMN mart.corrected_cell.period_key IS 'The period; source: registry.return';
COMMENT ON COLUMN mart.corrected_cell.agency_id IS 'Who sent it; source: registry.return';
COMMENT ON COLUMN mart.corrected_cell.agency_name IS 'Full name at the cut-off day; source: ref.agency';
COMMENT ON COLUMN mart.corrected_cell.form_id IS 'The form; source: registry.return';
COMMENT ON COLUMN mart.corrected_cell.form_title IS 'Its title; source: ref.form';
COMMENT ON COLUMN mart.corrected_cell.return_id IS 'The return; source: registry.return';
COMMENT ON COLUMN mart.corrected_cell.excel_row IS 'Number of the row, see mart.cell_source; source: registry.correction';
COMMENT ON COLUMN mart.corrected_cell.sheet IS 'Sheet in the workbook; source: registry.return';
COMMENT ON COLUMN mart.corrected_cell.column_name IS 'Column of the form; source: registry.correction';
COMMENT ON COLUMN mart.corrected_cell.column_header IS 'Its printed header; source: ref.form_column';
COMMENT ON COLUMN mart.corrected_cell.original_value IS 'Value as sent, in the column''s unit, as text; empty for personal data; source: registry.correction';
COMMENT ON COLUMN mart.corrected_cell.corrected_value IS 'Value that counts, in the column''s unit, as text; empty for personal data; source: registry.correction';
COMMENT ON COLUMN mart.corrected_cell.reason IS 'Why; source: registry.correction';
COMMENT ON COLUMN mart.corrected_cell.approved_at IS 'Moment of the approval; source: registry.correction_event';
COMMENT ON COLUMN mart.corrected_cell.told_at IS 'Moment the agency was told, or empty; source: registry.correction_event';
