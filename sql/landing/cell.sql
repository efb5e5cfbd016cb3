-- Every cell of every form as text, without those that hold personal data.
CREATE VIEW landing.cell AS
{union};
COMMENT ON VIEW landing.cell IS 'Every cell that was loaded, as text, except personal data';
COMMENT ON COLUMN landing.cell.return_id IS 'The return it stands in; source: registry.return';
COMMENT ON COLUMN landing.cell.form_id IS 'The form; source: expectations/*.odcs.yaml';
COMMENT ON COLUMN landing.cell.excel_row IS 'Number of the row: that of the sheet, 1-based, and 10000000 more for each further sheet; source: the workbook';
COMMENT ON COLUMN landing.cell.column_name IS 'Column of the form; source: expectations/*.odcs.yaml';
COMMENT ON COLUMN landing.cell.raw_value IS 'What the cell held, as text in the unit of the column; source: the workbook';
