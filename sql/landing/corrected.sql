-- The rows of a form with approved corrections laid over them; the table keeps the originals.
CREATE VIEW landing."{form}_corrected" AS
SELECT l.return_id, l.excel_row, {columns}
FROM landing."{form}" l
LEFT JOIN registry.correction_in_force c USING (return_id, excel_row);
COMMENT ON VIEW landing."{form}_corrected" IS '{title}, with approved corrections';
COMMENT ON COLUMN landing."{form}_corrected".return_id IS 'The return it stands in; source: registry.return';
COMMENT ON COLUMN landing."{form}_corrected".excel_row IS 'Number of the row, see landing.cell; source: the workbook';
