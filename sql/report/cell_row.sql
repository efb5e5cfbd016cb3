-- the rows of returns whose marts keep no rows of their own
SELECT DISTINCT return_id, form_id, sheet_no, excel_row
FROM mart.cell_source
WHERE period_key = :period_key
ORDER BY return_id, sheet_no, excel_row
